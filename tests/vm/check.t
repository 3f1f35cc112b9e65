#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview check` finds what the test itself falsified, and nothing else: not on
# a quiet host, and not in storms of processes, namespaces and devices.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

seconds=16
[ -z "$SLICE" ] || seconds=3
[ -z "$LONG" ] || seconds=160

# check [COMMAND]...: runs nsview check -J, under COMMAND; sets $status, its rows
# are in $T/rows, one JSON object a line.
check()
{
	if [ "${1-}" = -f ]; then
		set -- nsview check -J "$@"
	else
		set -- "$@" nsview check -J
	fi
	"$@" >"$T/out" 2>"$T/err" && status=0 || status=$?
	jq -c '.differences[]' "$T/out" >"$T/rows" 2>>"$T/err" || :
}

# said WHAT: what of the rows jq makes of it, by lines; and what was said beside.
said()
{
	jq -r "$1" "$T/rows"
}

quiet() # NAME: the last check found nothing, and nothing went wrong
{
	{
		echo "exit $status"
		cat "$T/rows" "$T/err"
	} >"$T/all"
	[ "$status" = 0 ] && ! [ -s "$T/rows" ] && calm=0 || calm=1
	result "$calm" "$1" "$T/all"
}

listns >/dev/null 2>&1 && has_listns=yes || has_listns=no

# --- a quiet host

modprobe -a bridge dummy veth 2>/dev/null || :
ip netns add check
at_end "ip netns del check"
ip -n check link add hidden type dummy
ip -n check link add br0 type bridge
ip -n check link set hidden master br0
# Hundreds of VLANs, where every other one is alike, and switches on and off.
ip -n check link add lied type dummy
ip -n check link set lied master br0
ip netns exec check vlans lied untagged
bridge -n check vlan del dev lied vid 601-4094
bridge -n check vlan add dev lied vid 7 pvid untagged
bridge -n check link set dev lied learning off isolated on hairpin on
bridge -n check link set dev hidden guard on root_block on bcast_flood off
ip link add plain type dummy
at_end "ip link del plain"

check
quiet "a quiet host: no difference"
if [ "$has_listns" = yes ]; then
	is "all of it was compared" "$(jq .complete "$T/out")$(cat "$T/err")" true
else
	is "it is not said to be complete without listns(2)" "$(jq .complete "$T/out")" false
	is "and only that could not be compared" "$(cat "$T/err")" \
		"nsview check: namespaces can not be compared: this kernel has no listns(2), which came with 6.19"
fi
mkdir "$T/saved"
check -f "$T/saved"
is "a saved host is refused" "$status $(cat "$T/err")" \
	"1 nsview check: $T/saved: no table 'differences' in it"

# --- /proc

sleep 1000 &
pid=$!
held="$held $pid"
sleep 1000 &
other=$!
held="$held $other"

# covered NAME REASON: there is one difference, that process, and why.
covered()
{
	check
	is "$1: exit 3" "$status" 3
	is "$1: that process and no other" "$(said '[.what, .pid, .says, .denies, .attribute] | @tsv')" \
		"$(printf 'process\t%s\tkernel\t/proc\t' $pid)"
	is "$1: the reason" "$(said .reason)" "$2"
}

mount -t tmpfs none /proc/$pid
covered "a tmpfs over /proc/PID" "covered: a tmpfs is mounted over /proc/$pid"
umount /proc/$pid
mount --bind /proc/$other /proc/$pid
covered "another's folder over /proc/PID" \
	"covered: the folder of process $other is mounted over /proc/$pid"
umount /proc/$pid

mount -t tmpfs none /proc/$pid/ns
check
is "a tmpfs over /proc/PID/ns: exit 3" "$status" 3
is "a tmpfs over /proc/PID/ns: says what the net namespace is" \
	"$(said 'select(.attribute == "ns_net") | [.pid, .value, .other] | @tsv')" \
	"$(printf '%s\t%s\tnone' $pid "$(inum /proc/$$/ns/net)")"
is "a tmpfs over /proc/PID/ns: of that process only" "$(said .pid | sort -u)" $pid
umount /proc/$pid/ns

# Tasks that let go of some of what they held, or hold what their process does not.
for kind in orphan zombie twin socket flight owned; do
	hold_up hold $kind
	check
	quiet "hold $kind: no difference"
	let_go "$bg"
done
unshare --pid sleep 1000 & # its namespace for children has no process yet
held="$held $!"
# shellcheck disable=SC2016	# for the inner shell
wait_until 10 sh -c '[ "$(cat /proc/$1/comm)" = sleep ]' - $!
check
quiet "a pid namespace before its first process: no difference"

hold_up hold thread
# shellcheck disable=SC2086,SC2154	# line: lib.sh
set -- $line
check
quiet "a thread in another net namespace: no difference"
mount -t tmpfs none "/proc/$2/task/$3"
check
is "a tmpfs over /proc/PID/task/TID: that thread" \
	"$status $(said '[.what, .pid, .tid, .reason] | @tsv')" \
	"3 $(printf 'thread\t%s\t%s\tcovered: a tmpfs is mounted over /proc/%s/task/%s' "$2" "$3" "$2" "$3")"
umount "/proc/$2/task/$3"
let_go "$bg"

# Group 0 is let in if no other one is named.
for hide in hidepid=2,gid=4242 hidepid=4,gid=4242; do
	if ! mount -o remount,$hide /proc 2>/dev/null; then
		skip "/proc with $hide" "this kernel does not have it"
		continue
	fi
	check
	quiet "$hide as root: no difference"
	check capsh --drop=cap_sys_ptrace --shell="$(command -v env)" --
	is "$hide without CAP_SYS_PTRACE: exit 3" "$status" 3
	said 'select(.what == "process" and .says == "kernel") | .pid' >"$T/hidden"
	is "$hide without CAP_SYS_PTRACE: PID 1 and the other process are named" \
		"$(grep -cx "1\|$pid" "$T/hidden")" 2
	# As the kernel shows the option: a number, or since 5.8 a word.
	shown=$(awk '$2 == "/proc" { print $4 }' /proc/mounts | tr , '\n' | grep ^hidepid=)
	is "$hide without CAP_SYS_PTRACE: the reason of all" "$(said .reason | sort -u)" \
		"hidden by $shown: this process lacks CAP_SYS_PTRACE"
done
mount -o remount,hidepid=0,gid=0 /proc

check unshare -p --fork --mount-proc
is "/proc of another pid namespace: no difference" "$status $(cat "$T/rows")" "0 "
ok "/proc of another pid namespace: that is said" \
	grep -q "processes can not be compared: /proc is that of another pid namespace" "$T/err"
is "/proc of another pid namespace: and not complete" "$(jq .complete "$T/out")" false
check unshare -p --fork
quiet "from a nested pid namespace with the host's /proc: no difference"
[ "$has_listns" = no ] || ok "and that listns(2) does not show it all is said" \
	grep -q "namespaces can not be compared: listns(2) shows" "$T/err"
check unshare -T --boottime 100000 --fork
quiet "from a time namespace: no difference"
check unshare -n
quiet "from another net namespace: no difference"

# --- rtnetlink

# filtered NAME DEVICE INUM WHAT...: the preloaded library hides DEVICE.
filtered()
{
	check env HIDEDEV="$2" LD_PRELOAD="$HERE/hidedev.so"
	is "$1: exit 3" "$status" 3
	is "$1: named" "$(said '[.what, .netns, .name, .says, .denies] | @tsv')" "$3"
	ok "$1: the library is named" grep -q 'LD_PRELOAD=.*hidedev.so' "$T/rows"
}
ok "the library hides a device from ip" test -z \
	"$(HIDEDEV=plain LD_PRELOAD=$HERE/hidedev.so ip -o link show | grep plain)"
filtered "a device filtered out of rtnetlink" plain \
	"$(printf 'device\t%s\tplain\tkernel\trtnetlink' "$(inum /proc/$$/ns/net)")"
net=$(inum /run/netns/check)
filtered "a port in another netns filtered out of rtnetlink" hidden \
	"$(printf 'device\t%s\thidden\tkernel\trtnetlink\nport\t%s\thidden\tkernel\tbridge' "$net" "$net")"

# lied NAME LIE WANT: of what rtnetlink says about a port one thing is another.
lied()
{
	check env LIEPORT="lied $2" LD_PRELOAD="$HERE/lieport.so"
	is "$1: exit 3" "$status" 3
	is "$1: the port and what of it" \
		"$(said '[.what, .netns, .name, .attribute, .value, .other] | @tsv')" \
		"$(printf "port\t%s\tlied\t$3" "$net")"
}
ok "the library lies to bridge(8)" test \
	"$(LIEPORT='lied 8 1' LD_PRELOAD=$HERE/lieport.so bridge -n check -d -j link show dev lied |
		jq '.[0].learning')" = true
lied "a port's switch, off, is told as on" "8 1" "learning\toff\ton"
lied "a port's switch, on, is told as off" "33 0" "isolated\ton\toff"
lied "hairpin is told as off" "4 0" "hairpin\ton\toff"
lied "a port's mask is another" "31 64" "group_fwd_mask\tnone\t64"
check env LIEPORT="lied vlan 7 4000" LD_PRELOAD="$HERE/lieport.so"
is "a port's VLAN is told as another: exit 3" "$status" 3
is "a port's VLAN is told as another: what of it" "$(said '[.name, .attribute] | join(" ")')" \
	"$(printf 'lied pvid\nlied vlans\nlied untagged')"
is "a port's VLAN is told as another: which" \
	"$(said 'select(.attribute != "untagged") | [.value, .other] | join(" ")')" \
	"$(printf '7 4000\n1-600 1-6,4000,8-600')"
check env LIEPORT="hidden 8 1" LD_PRELOAD="$HERE/lieport.so"
quiet "the library with a lie that is true: no difference"
check env HIDEDEV=nothing LD_PRELOAD="$HERE/hidedev.so"
quiet "the library without a device to hide: no difference"

# More than the bridge can tell rtnetlink: all but VLANs is compared there, and that is said.
if ip -n check link add vx0 type vxlan dstport 4789 external 2>"$T/said" &&
	ip -n check link set vx0 master br0 && bridge -n check link set dev vx0 vlan_tunnel on; then
	ip netns exec check vlans vx0 tunnels
	check
	is "a port with 4094 tunnels: no difference" "$status $(cat "$T/rows")" "0 "
	ok "a port with 4094 tunnels: that VLANs were not compared is said" \
		grep -qF "ports can not be compared: VLANs in net:[$net]" "$T/err"
	check env LIEPORT="lied 8 1" LD_PRELOAD="$HERE/lieport.so"
	is "a port with 4094 tunnels: what else is told wrongly there" \
		"$status $(said '[.name, .attribute] | join(" ")')" "3 lied learning"
	ip -n check link del vx0
else
	skip "a port with 4094 tunnels" "$(head -n 1 "$T/said")"
fi

# --- listns(2)

if [ "$has_listns" = yes ]; then
	id=$(col namespaces id type=net inum="$net")
	check env HIDENS="$id" LD_PRELOAD="$HERE/hidens.so"
	is "a namespace filtered out of listns(2)" \
		"$status $(said '[.what, .type, .inum, .id, .says, .denies] | @tsv')" \
		"3 $(printf 'namespace\tnet\t%s\t%s\tkernel\tlistns' "$net" "$id")"

	# A socket keeps its net namespace alive, and does not make it active.
	hold_up hold socket
	id=$(col namespaces id type=net inum="${line%% *}")
	ok "an inactive namespace: the kernel has it" test -n "$id"
	is "an inactive namespace: listns(2) does not list it" \
		"$(listns | awk -v id="$id" '$1 == "net" && $2 == id')" ""
	check
	quiet "an inactive namespace: no difference"
	let_go "$bg"
else
	skip "a namespace filtered out of listns(2)" "this kernel has no listns(2)"
fi

# --- storms

# weather NAME STORM...: check in a loop beside these storms raises nothing.
weather()
{
	weather_name=$1
	shift
	storms=
	for storm; do
		# Nice, so that there are more checks and not only one that waits.
		hold_up nice storm "$storm" 2
		storms="$storms $bg"
	done
	forked=$(awk '$1 == "processes" { print $2 }' /proc/stat)
	end=$(($(date +%s) + seconds))
	checks=0
	slowest=0
	: >"$T/alarms"
	: >"$T/blind"
	while [ "$(date +%s)" -lt "$end" ] || [ $checks -lt 2 ]; do
		began=$(date +%s%N)
		check timeout 900 # as bounded as it is, on a slow guest
		took=$((($(date +%s%N) - began) / 1000000))
		[ $took -le $slowest ] || slowest=$took
		checks=$((checks + 1))
		[ "$status" = 0 ] || echo "exit $status" >>"$T/alarms"
		cat "$T/rows" >>"$T/alarms"
		grep -v 'no listns(2)' "$T/err" >>"$T/blind" || :
	done
	forked=$(($(awk '$1 == "processes" { print $2 }' /proc/stat) - forked))
	for bg in $storms; do
		let_go "$bg"
	done
	is "$weather_name: no difference" "$(head -n 20 "$T/alarms")" ""
	note "$weather_name: $checks checks, the slowest $slowest ms; $forked forks"
	note "could not compare $(wc -l <"$T/blind") things"
	sort "$T/blind" | uniq -c | sort -rn | head -n 3 | sed 's/^/# /'
}

weather "processes come and go" forks
weather "processes and threads flip between namespaces" flips
weather "devices and net namespaces come and go" nets
modprobe br_netfilter
weather "all of these, with br_netfilter" forks flips nets
rmmod br_netfilter 2>/dev/null || :
check
quiet "after the storms: no difference"

# --- without the module

at_end "insmod '${NSVIEW_KO:-/nsview/nsview.ko}'"
rmmod nsview
check
is "without the module: exit 2, and no answer" "$status $(cat "$T/out")" "2 "

finish
