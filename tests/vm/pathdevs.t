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

# Counters of nft say whose IP stack has heard something.
ip netns exec hs nft -f - <<'NFT'
table ip heard {
	chain bo {
		type filter hook input priority 0
		iifname "bo" counter
	}
	chain s0 {
		type filter hook prerouting priority 0
		iifname "s0" counter
	}
	chain over {
		type filter hook prerouting priority 0
		iifname "over" counter
	}
}
NFT
counted() # CHAIN: how many packets so far
{
	ip netns exec hs nft -j list chain ip heard "$1" |
		jq '[.. | objects | .counter? // empty | .packets] | add'
}

# input IP: how many more packets for it come in by the bond, whose port is s0.
input()
{
	input_before=$(counted bo)
	frames -i "10.7.0.2,$1" hp r0 02:00:00:00:01:00 "$(mac s0)" hs/s1 >"$T/got"
	echo $(($(counted bo) - input_before))
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

	# A bond that is down, with a port that is up.
	ip -n hs link add bo type bond mode balance-rr
	ip -n hs link set s0 down
	ip -n hs link set s0 master bo
	ip -n hs addr add 10.7.0.1/24 dev bo
	ip -n hs link set s1 up
	ip -n hs link set bo up
	ip -n hs link set bo down
	is "a bond that is down hears its port: seen" "$(input 10.7.0.1)" 1
	says s0 "$(mac s0)"
	is "a bond that is down hears its port: said" \
		"$(stage '.object == "bo" and .verdict == "input"' .what)" \
		"IPv4 to 10.7.0.1: to a socket here"
	ip -n hs link del bo
else
	skip "bonds" "$(head -n 1 "$T/said")"
fi

# heard DST IP: whose IP stack takes such a frame in that arrives on s0.
heard()
{
	heard_before="$(counted s0) $(counted over)"
	frames -i "10.7.0.2,$2" hp r0 02:00:00:00:01:00 "$1" hs/s1 >"$T/got"
	[ "$(counted over)" = "${heard_before#* }" ] || printf 'over '
	[ "$(counted s0)" = "${heard_before% *}" ] || printf 's0 '
}

# told DST: the same, as nsview says for sure.
told()
{
	says s0 "$1"
	stage '(.stage == "ip" and .verdict == "pass" or .verdict == "copy") and .certain == "yes"' .object |
		sed 's/$/ /;s/^ $//'
}

ip -n hs link set s0 down
ip -n hs link set s0 nomaster address 02:00:00:00:00:00 up
ip -n hs link set s1 up
ip -n hs addr add 10.7.0.1/24 dev s0
own=02:00:00:00:00:00
other=02:00:00:00:00:77
if ip -n hs link add over link s0 type macvlan mode passthru 2>"$T/said"; then
	ip -n hs link set over up
	is "passthru: a frame for one: seen" "$(heard $own 10.7.0.1)" "over "
	is "passthru: a frame for one: said" "$(told $own)" "over "
	is "passthru: and for another: said" "$(told $other)" "over "
	is "passthru: and for another: seen" "$(heard $other 10.7.0.1)" "over "
	is "passthru: broadcast: seen" "$(heard $broadcast 10.7.0.255)" "over s0 "
	is "passthru: broadcast: said" "$(told $broadcast)" "over s0 "
	ip -n hs link set over down
	is "passthru, down: a frame for one: seen" "$(heard $own 10.7.0.1)" ""
	is "passthru, down: a frame for one: said" "$(told $own)" ""
	is "passthru, down: broadcast: seen" "$(heard $broadcast 10.7.0.255)" "s0 "
	is "passthru, down: broadcast: said" "$(told $broadcast)" "s0 "
	ip -n hs link del over
	ip -n hs link add over link s0 address $other type macvlan mode bridge
	ip -n hs link set over up
	is "bridge mode: a frame for it: seen" "$(heard $other 10.7.0.1)" "over "
	is "bridge mode: a frame for it: said" "$(told $other)" "over "
	ip -n hs link set over down
	is "bridge mode, down: a frame for it: seen" "$(heard $other 10.7.0.1)" ""
	is "bridge mode, down: a frame for it: said" "$(told $other)" ""
	ip -n hs link del over
else
	skip "macvlans" "$(head -n 1 "$T/said")"
fi

# A macsec is for what is encrypted: the rest goes on to the device.
if ip -n hs link add over link s0 type macsec 2>"$T/said"; then
	ip -n hs link set over up
	is "macsec: a plain frame: seen" "$(heard $own 10.7.0.1 | grep -o s0)" s0
	says s0 $own
	is "macsec: a plain frame: said" \
		"$(stage '.stage == "upper" and .verdict == "pass"' '"\(.object) \(.certain)"')" "s0 likely"
	ip -n hs link del over
else
	skip "macsec" "$(head -n 1 "$T/said")"
fi

# A vrf is a way for packets and not for frames: their hooks are called for both devices.
if ip -n hs link add vr type vrf table 10 2>"$T/said"; then
	ip -n hs link set vr up
	ip -n hs link set s0 master vr
	ip netns exec hs nft 'add chain ip heard vr { type filter hook prerouting priority 0; }'
	ip netns exec hs nft add rule ip heard vr iifname vr counter
	vrf_before="$(counted s0) $(counted vr)"
	heard $own 10.7.0.1 >"$T/which"
	is "a vrf: hooks are called twice: seen" "$(counted s0) $(counted vr)" \
		"$((${vrf_before% *} + 1)) $((${vrf_before#* } + 1))"
	says s0 $own
	ok "a vrf: hooks are called twice: said" grep -q "second time, as if the packet came in" "$T/json"
	ip -n hs link del vr
else
	skip "vrf" "$(head -n 1 "$T/said")"
fi

# Without an address of IPv6 it may be switched off, as here, or not.
nsview path -J --dst $own --to 2001:db8::1 "$hs/s0" >"$T/json"
is "no address of IPv6" "$(stage '.stage == "route"' '"\(.verdict) \(.certain) \(.object)"')" \
	"null likely s0"

finish
