#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A process from within: `nsview tree --as` against ps in that pid namespace, and
# `nsview ps PID` against /proc, ip and bridge.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

# A pid namespace in a pid namespace. Each first process says that all is there.
cat >"$T/inner" <<'SH'
sleep 1001 &
echo "$@"
exec sleep 1002
SH
cat >"$T/outer" <<'SH'
sleep 1003 &
unshare --pid --fork --kill-child --mount sh "$1/inner" ready &
exec sleep 1004
SH
hold_up unshare --pid --fork --kill-child --mount sh "$T/outer" "$T"
is "both namespaces are there" "$line" ready

# The processes of the test, by their pids on the host.
pid_of()
{
	pgrep -fx "sleep $1"
}

# as_ps PID: pid and parent of each sleep, as ps in the pid namespace of PID has it.
as_ps()
{
	# shellcheck disable=SC2016	# for the inner shell
	nsenter -t "$1" -p unshare -m sh -c '
		mount -t proc proc /proc
		ps -eo pid=,ppid=,args= | awk "\$3 == \"sleep\" { print \$1, \$2, \$3 }"' | sort
}

as_nsview()
{
	nsview tree --as "$1" -r -n -o pid,ppid,command | awk '$3 == "sleep"' | sort
}

for seconds in 1002 1004; do
	pid=$(pid_of $seconds)
	as_ps "$pid" >"$T/ps"
	as_nsview "$pid" >"$T/nsview"
	same "tree --as: the namespace of sleep $seconds, as ps has it there" "$T/nsview" "$T/ps"
	is "and by the name of the namespace" \
		"$(as_nsview "$(readlink "/proc/$pid/ns/pid")")" "$(cat "$T/ps")"
done
ps -eo pid=,ppid=,args= | awk '$3 == "sleep" { print $1, $2, $3 }' | sort >"$T/ps"
as_nsview 1 >"$T/nsview"
same "tree --as 1: the host's own numbers" "$T/nsview" "$T/ps"
inner=$(pid_of 1002)
outer=$(pid_of 1004)
is "beside the host's pids" "$(nsview tree --as "$outer" -r -n -o host-pid,pid,inside |
	awk -v pid="$inner" '$1 == pid')" "$(awk '/^NSpid:/ { print $2, $3, $4 }' "/proc/$inner/status")"
ok "nothing of the host is in it" test -z "$(nsview tree --as "$outer" -r -n -o command | grep -vx 'sleep\|unshare')"
nsview tree --as 999999999 >"$T/out" 2>"$T/err" && status=0 || status=$?
is "a process that is not there: an error" "$status $(cat "$T/out")" "1 "

# --- ps PID

unshare --net --uts capsh --drop=cap_sys_admin,cap_net_raw -- -c 'exec sleep 1005' &
held="$held $!"
wait_until 10 pid_of 1005
pid=$(pid_of 1005)
net=$(inum "/proc/$pid/ns/net")
ip link add br-in type bridge
at_end "ip link del br-in"
ip link add out0 type veth peer name in0 netns "$pid"
ip link set out0 master br-in up
ip link set br-in up
nsenter -t "$pid" -n ip link set in0 up
nsenter -t "$pid" -n ip addr add 10.9.8.7/24 dev in0
wait_until 20 sh -c 'bridge -j link show dev out0 | jq -e ".[0].state == \"forwarding\""'
# detail [PID]: as a person sees it, without branches, each row a line.
detail()
{
	COLUMNS=400 LC_ALL=C nsview ps "$1"
}
detail "$pid" >"$T/detail"
ok "ps PID: the capabilities that it lacks" grep -q "capabilities all but net_raw sys_admin" "$T/detail"
ok "ps PID: its device, and what that is plugged into" grep -Eq \
	"in0 .*veth, up, .*10.9.8.7/24.*other end out0 in net:\[$(inum /proc/1/ns/net)\], port 1 of br-in, forwarding" \
	"$T/detail"
ok "ps PID: its net namespace" grep -q "devices of net:\[$net\]" "$T/detail"
detail "$inner" >"$T/detail"
for n in 2 3 4; do
	awk -v n=$n '/^NSpid:/ { print $n }' "/proc/$inner/status"
done >"$T/levels"
sed -n 's/^[^0-9]*\([0-9]*\) *in pid:.*/\1/p' "$T/detail" >"$T/shown"
same "ps PID: its pid at each level, outer first" "$T/shown" "$T/levels"
sibling=$(pid_of 1001)
ok "ps PID: who shares its nsproxy" grep -q "nsproxy .*with .*$sibling sleep" "$T/detail"
# Each hierarchy's path of /proc/PID/cgroup is there.
cut -d : -f 3- "/proc/$inner/cgroup" | sort -u >"$T/paths"
awk '/css_set/ { in_it = 1; next } /fs_struct/ { in_it = 0 } in_it { print $NF }' "$T/detail" |
	sort -u >"$T/shown"
same "ps PID: its cgroup in each hierarchy" "$T/shown" "$T/paths"

finish
