#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# nsview tree: what each process hangs on, whatever it is grouped by, as /proc has it; and
# that what is odd or alike is what was made so.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"
find_cgroup2

# above FILTER: of the JSON on standard input, for each process its pid and what FILTER says
# of the row of a namespace or cgroup that it hangs on.
above()
{
	jq -r "def down(\$on): if .type == \"task\" and .pid == .tgid and \$on != null
			then \"\(.pid) \(\$on)\" else empty end,
		($1 // \$on) as \$next | .children[] | down(\$next);
		.tree[] | down(null)" | sort
}

# Processes of all kinds of namespaces, and two in cgroups of their own.
hold_up spawn 20 2
mkdir -p "$cgroups/system.slice/nsview-t.service/below" "$cgroups/lxc.payload.t1"
at_end "rmdir '$cgroups/lxc.payload.t1' '$cgroups/system.slice/nsview-t.service/below' \
	'$cgroups/system.slice/nsview-t.service' '$cgroups/system.slice'"
# in_cgroup PATH COMMAND...: its first line comes from within.
# shellcheck disable=SC2016
in_cgroup='echo 0 >"$1" && shift && exec "$@"'
hold_up sh -c "$in_cgroup" sh "$cgroups/system.slice/nsview-t.service/below/cgroup.procs" \
	sh -c 'echo; exec sleep 1001'
unit=$bg
echo 20000 >/proc/sys/kernel/ns_last_pid
hold_up sh -c "$in_cgroup" sh "$cgroups/lxc.payload.t1/cgroup.procs" \
	unshare --net --uts --mount sh -c 'echo; exec sleep 1002'
inside=$bg

for type in net pid user mnt; do
	nsview tree --group $type -J | above 'if .ns_type == "'$type'" then .ns else null end' >"$T/all"
	for proc in /proc/[0-9]*; do
		number=$(inum "$proc/ns/$type" 2>/dev/null) || continue
		echo "${proc#/proc/} $number"
	done | sort >"$T/walk"
	# Those that came or went meanwhile are the shell's own.
	comm -12 "$T/all" "$T/walk" >"$T/both"
	join -v 1 "$T/walk" "$T/all" | while read -r gone _; do
		[ ! -d "/proc/$gone" ] || echo "missing: $gone"
	done >"$T/missing"
	join "$T/walk" "$T/all" | awk '$2 != $3' >"$T/wrong"
	is "--group $type: each process in its namespace, and none is missing" \
		"$(cat "$T/missing" "$T/wrong")" ""
	ok "--group $type: and they are many" test "$(wc -l <"$T/both")" -gt 20
done

nsview tree --group cgroup -J | above '.cgroup' >"$T/all"
for proc in /proc/[0-9]*; do
	path=$(sed -n 's/^0:://p' "$proc/cgroup" 2>/dev/null) || continue
	echo "${proc#/proc/} $path"
done | sort >"$T/walk"
join "$T/walk" "$T/all" | awk '$2 != $3' >"$T/wrong"
is "--group cgroup: each process in its cgroup" "$(cat "$T/wrong")" ""
ok "--group cgroup: and they are many" test "$(join "$T/walk" "$T/all" | wc -l)" -gt 20

# row PID COLUMNS: those cells of its row.
row()
{
	nsview tree -r -n -o "$2" -Q "PID == $1"
}

is "whose a process is: a unit's, from below it" "$(row "$unit" owner,owner_id)" \
	"unit nsview-t.service"
is "whose a process is: a container's" "$(row "$inside" owner,maker,owner_id)" "container lxc t1"
is "a process that has all that its environment has is not odd" "$(row "$inside" odd,lacks)" '"" ""'

# Half inside: by one of the namespaces, by the cgroup. Their pids are lower than those of
# who was there before, as after the last pid the lowest is used again.
echo 10000 >/proc/sys/kernel/ns_last_pid
hold_up nsenter -t "$inside" -n sh -c 'echo; exec sleep 1003'
is "half inside: only its net namespace" "$(row "$bg" odd,lacks)" "half-inside mnt,uts"
hold_up sh -c "$in_cgroup" sh "$cgroups/lxc.payload.t1/cgroup.procs" sh -c 'echo; exec sleep 1004'
is "half inside: only its cgroup" "$(row "$bg" odd,lacks)" "half-inside mnt,net,uts"
ok "half inside, and its pid is lower" test "$bg" -lt "$inside"
is "and who was there before is not odd" "$(row "$inside" odd,lacks)" '"" ""'
is "nor is the namespace of who came later" \
	"$(nsview ns -n -r -o belongs_to -t net -p "$inside")" "lxc\\x20t1"

# Names in /run/netns, ports that are alike, and those that are not.
at_end "ip link del nsview-tree; ip netns del nsview-t1"
ip netns add nsview-t1
ip link add nsview-tree type bridge
ip link set nsview-tree up
for i in 1 2 3 4 5 6 7 8; do
	ip link add "nsview-p$i" type veth peer name "e$i" netns nsview-t1
	ip netns exec nsview-t1 ip link set "e$i" up
	ip link set "nsview-p$i" master nsview-tree up
done
ip link set nsview-p8 nomaster
ip link set nsview-p8 master nsview-tree down
ip addr add 192.0.2.77/32 dev nsview-p7
forwarding()
{
	[ "$(bridge -j link show | jq '[.[] | select(.master == "nsview-tree")
		| select(.state == "forwarding")] | length')" = 7 ]
}
ok "the ports are up" wait_until 60 forwarding
is "a namespace that has a name, and no process" \
	"$(nsview tree -r -n -o mounted,odd -Q "NS == $(inum /run/netns/nsview-t1)")" \
	"/run/netns/nsview-t1 no-process"
is "a port with an address" "$(nsview tree -r -n -o odd -Q 'DEV == "nsview-p7"')" deaf
is "a port that is down" "$(nsview tree -r -n -o odd -Q 'DEV == "nsview-p8"')" "port-state,port-down"
is "a port like others" "$(nsview tree -r -n -o odd -Q 'DEV == "nsview-p3"')" '""'
# ports OPTION...: the lines below the bridge.
ports()
{
	nsview tree "$@" | awk '/^\|-nsview-tree / { on = 1; next }
		on && /^[|`]-/ { exit }
		on && sub(/^\| [|`]-/, "") { print $2 == "x" ? "veth x " $3 " more" : $1 }'
}
ports >"$T/got"
printf '%s\n' nsview-p1 "veth x 5 more" nsview-p7 nsview-p8 >"$T/want"
same "six ports are drawn as one, and the odd ones for themselves" "$T/got" "$T/want"
is "-u draws all" "$(ports -u | wc -l)" 8

finish
