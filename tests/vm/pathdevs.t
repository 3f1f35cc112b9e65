#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview path` through what is stacked on a device: bonds, macvlans, macsec. What is said
# is held against frames that are sent and against the counters of nft.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"

at_end "ip netns del hs; ip netns del hp"
for n in hs hp; do
	ip netns add $n
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
done
for i in 0 1; do
	ip -n hs link add s$i address 02:00:00:00:00:0$i type veth \
		peer name r$i address 02:00:00:00:01:0$i netns hp
	ip -n hp link set r$i up
done
hs=$(inum /run/netns/hs)
broadcast=ff:ff:ff:ff:ff:ff

# says DEV DST: what nsview says of it; its answer is $T/json.
says()
{
	nsview path -J --dst "$2" "$hs/$1" >"$T/json"
}

# stage FILTER VALUE: of $T/json, VALUE of the stages that FILTER keeps.
stage()
{
	jq -r "[.. | objects | select(has(\"stage\")) | select($1) | $2] | map(tostring)
		| unique | join(\" \")" "$T/json"
}

# mac DEV: its address now.
mac()
{
	ip -n hs -j link show dev "$1" | jq -r '.[0].address'
}

# up PORT DST: whether the bond hears it, and whether nsview says so.
bonded()
{
	bonded_seen=$(frames hp "r${1#s}" 02:00:00:00:01:00 "$2" hs/bo)
	says "$1" "$2"
	echo "${bonded_seen:-none} $(stage '.stage == "master"' '"\(.verdict) \(.certain)"')"
}

if modprobe bonding max_bonds=0 2>"$T/said"; then
	for mode in balance-tlb balance-alb active-backup "active-backup all_slaves_active 1"; do
		# shellcheck disable=SC2086
		ip -n hs link add bo type bond mode $mode
		for i in 0 1; do
			ip -n hs link set s$i down
			ip -n hs link set s$i master bo
		done
		ip -n hs link set bo type bond active_slave s0
		ip -n hs link set bo up
		unicast="none drop yes"
		multicast="none drop yes"
		case $mode in
		balance-alb)
			unicast="bo taken yes"
			;;
		*all*)
			unicast="bo taken yes"
			multicast=$unicast
			;;
		esac
		is "$mode: the active slave" "$(bonded s0 "$(mac s0)")" "bo taken yes"
		is "$mode: the active slave, broadcast" "$(bonded s0 $broadcast)" "bo taken yes"
		is "$mode: another slave" "$(bonded s1 "$(mac s1)")" "$unicast"
		is "$mode: another slave, broadcast" "$(bonded s1 $broadcast)" "$multicast"
		ip -n hs link del bo
	done
else
	skip "bonds" "$(head -n 1 "$T/said")"
fi

finish
