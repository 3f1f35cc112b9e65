#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The tool over the live tables, against /proc, ip and bridge; and what it says
# when there is nothing to say, or no module.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"

# objects KEY FILTER: of the JSON on standard input, each object with that key.
objects()
{
	jq -r "[.. | objects | select(has(\"$1\"))] | unique[] | $2"
}

hold_up spawn 20 2
maker=$(pgrep -P "$bg" | head -n 1)
pid=$(pgrep -P "$maker" | head -n 1)

# ps of one process.
for link in cgroup ipc mnt net pid time user uts; do
	printf '%sns %s\n' $link "$(inum "/proc/$pid/ns/$link")"
done >"$T/want"
nsview ps -J "$pid" | objects pid 'select(.pid == '"$pid"') | to_entries[]
	| select(.key | test("^(cgroup|ipc|mnt|net|pid|time|user|uts)ns$"))
	| "\(.key) \(.value)"' | sort >"$T/got"
same "ps PID: its namespaces" "$T/got" "$T/want"
is "ps PID: none of them is the host's" \
	"$(nsview ps -J "$pid" | objects pid 'select(.pid == '"$pid"') | .shared | length')" 0
is "ps 1: all of them are" "$(nsview ps -J 1 | objects pid 'select(.pid == 1) | .own | length')" 0

# ns: those that nsfs knows, and how many processes are in one of them.
nswalk | awk -F '\t' 'NR > 1 { print $1, $2, $5 }' | sed 's/-/null/' | sort >"$T/want"
nsview ns -J >"$T/json"
objects ns '"\(.type) \(.ns) \(.owner)"' <"$T/json" | sort >"$T/all"
comm -12 "$T/all" "$T/want" >"$T/got"
same "ns: type, number and owner of each" "$T/got" "$T/want"
is "ns: processes in a net namespace" \
	"$(objects ns "select(.ns == $(inum "/proc/$pid/ns/net")) | .nprocs" <"$T/json")" 10
is "JSON says where it is from" "$(nsview ps -J 1 | jq -c '[.schema, .source, .complete]')" \
	'[1,"kernel",true]'
is "ns: complete, if the module says that it sees all namespaces" \
	"$(jq .complete "$T/json")" \
	"$(test "$(col info value key=namespaces)" = yes && echo true || echo false)"

# As trees; lsns knows those that processes are in.
edges() # KEY: of each row, the one that it is below, and its own
{
	jq -r --arg key "$1" 'def walk($up): .[] | .[$key] as $me | "\($up) \($me)",
		((.children // []) | walk($me)); [.[] | arrays][0] | walk(0)' | sort
}
for rel in owner parent; do
	lsns -J --tree=$rel -o NS | edges ns >"$T/want"
	nsview ns -J --tree=$rel -Q 'NPROCS > 0' | edges ns >"$T/got"
	same "ns --tree=$rel: who is below whom, as lsns has it" "$T/got" "$T/want"
	is "ns --tree=$rel: of which there are" "$(grep -vc '^0 ' "$T/got" | sed 's/[1-9].*/some/')" some
done
below() # PID: it and all below it, with who they are below
{
	echo "${2:-0} $1"
	for child in $(pgrep -P "$1"); do
		below "$child" "$1"
	done
}
below "$maker" | sort >"$T/want"
nsview ps -T -J "$maker" | edges pid >"$T/got"
same "ps -T PID: it and what is below it" "$T/got" "$T/want"

# A module that has no tables in binary is read as text.
nsview ps -J "$pid" >"$T/binary"
mkdir "$T/empty"
mount --bind "$T/empty" "$NSVIEW_DIR/binary"
strace -f -o "$T/calls" -e trace=openat nsview ps -J "$pid" >"$T/text"
umount "$NSVIEW_DIR/binary"
ok "without tables in binary: those in text are read" grep -q '"tasks".* = [0-9]' "$T/calls"
same "without tables in binary: the same answer" "$T/text" "$T/binary"
let_go "$bg"

# bridge: a port whose other end is in a namespace without a process.
at_end "ip netns del t1; ip link del nsview-br"
ip netns add t1
ip link add nsview-br type bridge
ip link add nsview-p0 type veth peer name p1 netns t1
ip link set nsview-p0 master nsview-br
ip link set nsview-p0 up
want=$(bridge -d -j link show dev nsview-p0 | jq -r '.[0] | "\(.cost) \(.priority) \(.ifindex)"')
nsview bridge -J >"$T/json"
is "bridge: a port's cost, priority and number" \
	"$(objects port 'select(.name == "nsview-p0") | "\(.cost) \(.priority) \(.ifindex)"' <"$T/json")" \
	"$want"
is "bridge: what is at the other end of it" \
	"$(objects port 'select(.name == "nsview-p0") | "\(.peer) \(.peer_netns)"' <"$T/json")" \
	"p1 $(inum /run/netns/t1)"
is "bridge: who takes its frames" \
	"$(objects port 'select(.name == "nsview-p0") | .rx_symbol' <"$T/json")" br_handle_frame

# What is not there is an error, not an empty answer.
gone=$(sh -c 'echo $$')
ok "ps of a process that is not there" exits 1 "$gone" nsview ps "$gone"
ok "ns of a namespace that is not there" exits 1 "net:\[1\]" nsview ns "net:[1]"
ok "a verb that is none" exits 1 frobnicate nsview frobnicate

# Tables that were saved, whole and cut.
mkdir "$T/saved"
cp -r "$NSVIEW_DIR"/* "$T/saved"
is "saved tables" "$(nsview ns -J -f "$T/saved" | jq -r .source)" file
is "saved tables: the same devices" \
	"$(nsview bridge -J -f "$T/saved" | objects port .ifindex)" \
	"$(objects port .ifindex <"$T/json")"
size=$(wc -c <"$T/saved/tasks")
head -c $((size - 20)) "$T/saved/tasks" >"$T/cut"
cp "$T/cut" "$T/saved/tasks"
ok "a table that is cut: file and line" exits 1 \
	"tasks: line $(($(wc -l <"$T/cut") + 1)):" nsview ps -f "$T/saved"

# Without the module.
at_end "insmod '${NSVIEW_KO:-/nsview/nsview.ko}'"
rmmod nsview
ok "without the module: path cannot say" exits 2 "nsview load" nsview path lo
ok "without the module: ps says what it lacks" exits 0 "not loaded" nsview ps 1
is "without the module: JSON says so" "$(nsview ps -J 1 2>/dev/null | jq -c '[.source, .complete]')" \
	'["proc",false]'

finish
