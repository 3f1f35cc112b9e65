#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Who may not read the tables, has no module, no debugfs or half a /proc: every view says
# what is missing, exits as nsview(8) says, and shows what it can.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"

# ordinary COMMAND...: as a user who may do nothing.
ordinary()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# half COMMAND...: likewise, and /proc has no processes but one's own.
half()
{
	unshare -m sh -c 'mount -t proc -o hidepid=2 proc /proc && exec "$@"' sh \
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# no_debugfs COMMAND...: root, where nobody has mounted it.
no_debugfs()
{
	unshare -m sh -c 'umount -l /sys/kernel/debug && exec "$@"' sh "$@"
}

# What each view exits with, and that it has rows, where only /proc answers.
views()
{
	cat <<-LIST
	tree			0	rows
	tree --group cgroup	0	rows
	tree --group pid	0	rows
	ns			0	rows
	ps			0	rows
	cgroup			0	rows
	graph			0	rows
	bridge			0	rows
	dev			0	rows
	why o-br		0	rows
	why $host_net		2
	path lo			2
	check			2
	LIST
}

# root COMMAND...: who may do everything.
root()
{
	"$@"
}

# look WHO WORDS: all of them, as WHO runs them; each says WORDS.
look()
{
	views >"$T/views"
	while IFS='	' read -r view status rows; do
		status=${status##*	}
		# shellcheck disable=SC2086
		ok "$1: $view" exits "$status" "$2" "$1" nsview $view
		[ -z "$rows" ] || ok "$1: $view shows what it can" test "$(wc -l <"$T/out")" -gt 1
		# shellcheck disable=SC2086
		[ -z "$rows" ] || is "$1: $view: JSON says so" \
			"$("$1" nsview $view -J 2>/dev/null | jq -c '[.source, .complete]')" '["proc",false]'
	done <"$T/views"
}

sleep 1000 &
hidden=$!
at_end "kill $hidden"

# o1 is held by its name, another by a process, a third by a mount that nobody sees from here.
#
#	host: o-br <- o-p0 ------ p0 :o1	veth across the two
#	      o-br <- o-p1 ------ p1 :process
#	o1:   in0 ------ in1			veth in one
modprobe -a veth bridge dummy
host_net=net:[$(inum /proc/1/ns/net)]
hold_up unshare -n sh -c 'echo; exec sleep 1000'
of_process=$bg
# The user namespace between the host's and its own has no process.
hold_up unshare -Ur unshare -Urpf --kill-child sh -c 'echo; exec sleep 1000'
# shellcheck disable=SC2016	# the inner shell's
hold_up unshare -m sh -c 'touch "$1" && unshare -n mount --bind /proc/self/ns/net "$1" &&
	stat -L -c %i "$1" && exec sleep 1000' sh "$T/mounted"
mounted=$line
at_end "ip netns del o1; ip link del o-br; ip link del o-p1"
ip netns add o1
ip link add o-br type bridge
ip link add o-p0 type veth peer name p0 netns o1
ip link add o-p1 type veth peer name p1 netns "$of_process"
ip -n o1 link add in0 type veth peer name in1
ip link set o-p0 master o-br
ip link set o-p1 master o-br
ip addr add 10.77.0.1/24 dev o-br
ip link set o-br up

# dev_says NETNS FILE: what ip said of the devices there, as nsview does.
dev_says()
{
	jq -r --arg netns "$1" '(map({key: .ifname, value: .ifindex}) | from_entries) as $index | .[]
		| [$netns, .ifindex, .ifname, .address // "-", .mtu, .linkinfo.info_kind // "-",
			.master // "-", .link_index // $index[.link // ""] // "-"]
		| map(tostring) | join(" ")' "$2"
}

devices="nsview dev -rno NETNS,IFINDEX,NAME,MAC,MTU,KIND,MASTER,LINK_IFINDEX"

# The module is loaded, and tells root alone.
look ordinary "Permission denied"
is "ordinary: devices are those of one's own namespace" \
	"$(ordinary nsview dev -rno NETNS,NAME 2>/dev/null | sort)" \
	"$(ip -j link | jq -r --arg netns "$(inum /proc/1/ns/net)" '.[] | $netns + " " + .ifname' | sort)"
# said: what it says besides that it has no tables, without numbers.
said()
{
	ordinary nsview dev -J 2>&1 >/dev/null 9>&- | sed '1d; s/[0-9][0-9]*/N/g'
}

# o1 has a name that is seen, and may not be entered. Who has a tap open it asks of each
# process, unless there is none. Of a driver that is no module nobody knows.
others="nsview dev: devices of net:[N]: Operation not permitted
nsview dev: net namespaces of N processes: Permission denied"
taps="nsview dev: descriptors of process N and of N more: Permission denied
$others"
built_in=
! grep -qw tun /proc/misc || [ -e /sys/module/tun/refcnt ] || built_in=1
[ -n "$built_in" ] && want=$taps || want=$others
is "ordinary: it says that there are others, once and not of each" "$(said)" "$want"
modprobe tun || [ -n "$built_in" ]
exec 9<>/dev/net/tun
is "ordinary: and that somebody has a tap" "$(said)" "$taps"
exec 9>&-
is "ordinary: ps has all processes" "$(ordinary nsview ps -rno PID 2>/dev/null | grep -cx "$hidden")" 1
ok "ordinary: the mounts of another" exits 1 "can not be seen" ordinary nsview mounts 1
# shellcheck disable=SC2016
ok "ordinary: one's own mounts" exits 0 "" ordinary sh -c 'nsview mounts $$; exit'

# Whose namespaces may not be seen is said, and that of one no others can be shown.
ok "ordinary: ns says that processes do not show their namespaces" \
	exits 0 "[0-9] processes do not show their namespaces" ordinary nsview ns
ok "ordinary: ns of a process that does not" \
	exits 1 "which namespaces process 1 is in can not be seen" ordinary nsview ns 1
ok "ordinary: likewise with -p" \
	exits 1 "which namespaces process 1 is in can not be seen" ordinary nsview ns -p 1

# Half a /proc.
look half "Permission denied"
is "half: ps has one's own, and no other" \
	"$(half nsview ps -rno COMMAND 2>/dev/null | sort -u)" nsview
ok "half: that others are hidden" exits 0 "processes of others are hidden" half nsview ps
ok "half: a process that is hidden" exits 1 "no process $hidden" half nsview ps "$hidden"

# No debugfs, and then no module.
ok "no debugfs: tree" exits 0 "nsview load" no_debugfs nsview tree
ok "no debugfs: bridge" exits 0 "nsview load" no_debugfs nsview bridge
ok "no debugfs: path" exits 2 "nsview load" no_debugfs nsview path o-p0
at_end "insmod '${NSVIEW_KO:-/nsview/nsview.ko}'"
rmmod nsview
look ordinary "not loaded"
look root "not loaded"

# no_proc COMMAND...: root, where /proc is a folder.
no_proc()
{
	unshare -m sh -c 'umount -l /proc && exec "$@"' sh "$@"
}
views | cut -f 1 >"$T/views"
while read -r view; do
	# shellcheck disable=SC2086
	ok "no /proc: $view" exits 1 "/proc: no procfs is mounted there" no_proc nsview $view
done <"$T/views"
ok "a nested pid namespace: that it is one" exits 0 "outside of this pid namespace are not seen" \
	unshare -p -f --mount-proc nsview ps
is "it has one process" "$(unshare -p -f --mount-proc nsview ps -rno PID,COMMAND 2>/dev/null)" "1 nsview"
is "root sees them all: nothing of that is said" \
	"$(nsview ns 2>&1 >/dev/null | grep -c "hidden\|outside\|not show")" 0

# All that root sees without it.
nswalk | awk -F '\t' 'NR > 1 { print $1, $2, $4, $5, $7 }' | sort >"$T/want"
nsview ns -rno TYPE,NS,PARENT,OWNER,CREATOR -Q 'KNOWN != mount' 2>/dev/null | sort >"$T/got"
same "no module: owners and parents are what nsfs says, also of those without a process" "$T/got" "$T/want"
is "no module: of which there are" \
	"$(nsview ns -rno TYPE -Q 'NPROCS == 0 && KNOWN != mount' 2>/dev/null)" user
is "no module: who owns them is a tree" "$(nsview ns -T -t user -t pid -J 2>/dev/null |
	jq -c '[.. | objects | select(.nprocs == 0 and .type == "user") | .children[] | .type, .children[].type]')" \
	'["user","pid"]'
o1=$(inum /run/netns/o1)
of_process_net=$(inum "/proc/$of_process/ns/net")
for net in /proc/1/ns/net /run/netns/o1 "/proc/$of_process/ns/net"; do
	nsenter --net="$net" ip -d -j link >"$T/links"
	dev_says "$(inum "$net")" "$T/links"
done | sort >"$T/want"
$devices 2>"$T/err" | grep -v "^$mounted " | sort >"$T/got"
same "no module: devices are what ip says in each net namespace" "$T/got" "$T/want"
is "no module: also of one that only another's mount leads to" "$($devices "net:[$mounted]" 2>/dev/null)" \
	"$mounted 1 lo 00:00:00:00:00:00 65536 - - -"
is "no module: what is not seen is said, in one line" \
	"$(grep -c "without a process or mount are not seen" "$T/err") $(wc -l <"$T/err")" "1 1"
ends="NAME,PORT,STATE,PEER,PEER_NETNS,PID"
port() # NAME KEY
{
	bridge -j -d link show dev "$1" | jq -r ".[0].$2"
}
is "no module: bridge has the other end of each port" "$(nsview bridge -rno $ends -Q 'PORT > 0' o-br 2>/dev/null)" \
	"o-p0 1 $(port o-p0 state) p0 $o1 -
o-p1 2 $(port o-p1 state) p1 $of_process_net $of_process"
is "no module: addresses" "$(nsview bridge -rno ADDRESSES o-br 2>/dev/null | head -n 1 | tr , '\n' | sort)" \
	"$(ip -j addr show o-br | jq -r '.[0].addr_info[] | "\(.local)/\(.prefixlen)"' | sort)"
is "no module: ns counts the devices" "$(nsview ns -rno DEVICES "net:[$o1]" 2>/dev/null)" \
	"$(ip -n o1 -j link | jq length)"
ok "no module: tree has the devices" sh -c 'COLUMNS=200 nsview tree -u 2>/dev/null | grep -q "in1 .*peer in0"'
ok "no module: graph, too" sh -c 'nsview graph --format dot 2>/dev/null | grep -q o-p1'
# Who holds a port is its master; what takes its frames only the kernel knows.
nsview why o-p0 -J 2>/dev/null >"$T/why"
is "no module: why names the master and claims no handler" \
	"$(jq -c '[.devices[0] | .rx_handler, (.children[] | select(.what == "upper") | .name, .master)]' "$T/why")" \
	'[null,"o-br",true]'
is "no module: and does not foretell what hangs on the handler" \
	"$(jq -r '.devices[0].children[] | select(.action == "add macvlan") | .verdict' "$T/why")" unknown
ok "no module: save keeps them" exits 0 "" nsview save "$T/saved"
$devices -f "$T/saved" 2>/dev/null | grep -v "^$mounted " | sort >"$T/got"
same "no module: which is what ip said" "$T/got" "$T/want"
ok "no module: path needs it, of what was saved, too" \
	exits 1 "no table 'hooks' in it, for it was saved without the module" nsview path o-p0 -f "$T/saved"
ip -n o1 link del in0
is "no module: diff" "$(nsview diff -rno WHAT,KIND,NAME -Q 'KIND == device' "$T/saved" 2>/dev/null | sort)" \
	"went device net:[$o1]/in0
went device net:[$o1]/in1"

finish
