#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview path` against frames that are sent: who takes them in is where it said
# that they go, and counters of nft say which hooks they passed.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"

at_end "for n in pb pa pc pd pe px; do ip netns del \$n; done"
for n in pb pa pc pd pe px; do
	ip netns add $n
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
done

# pb has the bridge br0 with the ports a0 c0 d0 e0; their peers a1 c1 d1 e1 are
# in namespaces of their own. x0 is a way out that is no port.
ip -n pb link add br0 address 02:00:00:00:00:b0 type bridge stp_state 0 mcast_snooping 0
for p in a c d e x; do
	ip -n pb link add ${p}0 address 02:00:00:00:00:${p}0 type veth \
		peer name ${p}1 address 02:00:00:00:00:${p}1 netns p$p 2>/dev/null ||
		ip -n pb link add ${p}0 address 02:00:00:00:0f:00 type veth \
			peer name ${p}1 address 02:00:00:00:0f:01 netns p$p
	[ $p = x ] || ip -n pb link set ${p}0 master br0
	ip -n pb link set ${p}0 up
	ip -n p$p link set ${p}1 up
done
ip -n pb link set br0 up
settled()
{
	bridge -n pb -j link | jq -e 'length == 4 and all(.state == "forwarding")'
}
ok "four ports come to forward" wait_until 40 settled

pb=$(inum /run/netns/pb)
all_ends="pa/a1 pc/c1 pd/d1 pe/e1 pb/br0"
broadcast=ff:ff:ff:ff:ff:ff
unknown=02:00:00:00:00:99
from=02:00:00:00:00:a1
bridge=02:00:00:00:00:b0

# went [-v VLAN] PORT SRC DST: who took such a frame in that came in by PORT.
went()
{
	went_vlan=
	if [ "$1" = -v ]; then
		went_vlan="-v $2"
		shift 2
	fi
	went_from=${1%0}
	# shellcheck disable=SC2086
	frames $went_vlan "p$went_from" "${went_from}1" "$2" "$3" $all_ends | sort | paste -sd ' '
}

# says [-v VLAN] PORT DST: who will, says nsview for sure. Its answer is $T/json.
says()
{
	says_vlan=
	if [ "$1" = -v ]; then
		says_vlan="--vlan $2"
		shift 2
	fi
	# shellcheck disable=SC2086
	nsview path -J $says_vlan --dst "$2" "$pb/$1" >"$T/json"
	jq -r '[.. | objects | select((.stage == "peer" and .verdict == "arrives") or
		(.stage == "up" and .verdict == "up")) | select(.certain == "yes") | .object]
		| sort | join(" ")' "$T/json"
}

# stage FILTER VALUE: of $T/json, VALUE of the stages that FILTER keeps.
stage()
{
	jq -r "[.. | objects | select(has(\"stage\")) | select($1) | $2] | map(tostring)
		| unique | join(\" \")" "$T/json"
}

# both NAME WANT [-v VLAN] PORT SRC DST: the frames went to WANT, and it was said.
both()
{
	both_name=$1
	both_want=$2
	shift 2
	both_vlan=
	if [ "$1" = -v ]; then
		both_vlan="-v $2"
		shift 2
	fi
	# shellcheck disable=SC2086
	is "$both_name: said" "$(says $both_vlan "$1" "$3")" "$both_want"
	# shellcheck disable=SC2086
	is "$both_name: seen" "$(went $both_vlan "$1" "$2" "$3")" "$both_want"
}

both "an address that no entry has: flooded" "c1 d1 e1" a0 $from $unknown
went c0 02:00:00:00:00:c1 $broadcast >/dev/null # learnt
both "an address that was learnt: to its port" "c1" a0 $from 02:00:00:00:00:c1
both "broadcast: to all, and up" "br0 c1 d1 e1" a0 $from $broadcast
both "the bridge's address: up" "br0" a0 $from $bridge
both "a group, without snooping: to all, and up" "br0 c1 d1 e1" a0 $from 01:00:5e:01:02:03
both "a pause frame: nowhere" "" a0 $from 01:80:c2:00:00:01
both "LLDP stays on its link" "" a0 $from 01:80:c2:00:00:0e
ip -n pb link set br0 type bridge group_fwd_mask 0x4000
both "LLDP, when the bridge forwards it" "br0 c1 d1 e1" a0 $from 01:80:c2:00:00:0e
ip -n pb link set br0 type bridge group_fwd_mask 0
ip -n pb link set br0 promisc on
both "a promiscuous bridge gets a copy" "br0 c1" a0 $from 02:00:00:00:00:c1
is "that its IP stack drops" "$(stage '.stage == "ip"' .verdict)" drop
ip -n pb link set br0 promisc off

bridge -n pb link set dev d0 flood off
both "no flood to a port: unicast" "c1 e1" a0 $from $unknown
both "no flood to a port: broadcast is another thing" "br0 c1 d1 e1" a0 $from $broadcast
bridge -n pb link set dev d0 flood on bcast_flood off
both "no flood to a port: broadcast" "br0 c1 e1" a0 $from $broadcast
bridge -n pb link set dev d0 bcast_flood on
bridge -n pb link set dev a0 isolated on
bridge -n pb link set dev e0 isolated on
both "isolated ports" "br0 c1 d1" a0 $from $broadcast
bridge -n pb link set dev a0 isolated off
bridge -n pb link set dev e0 isolated off
bridge -n pb link set dev a0 hairpin on
both "hairpin: back to where it came from" "a1 br0 c1 d1 e1" a0 $from $broadcast
bridge -n pb link set dev a0 hairpin off

bridge -n pb link set dev d0 state 0
both "a disabled port gets nothing" "br0 c1 e1" a0 $from $broadcast
both "and takes nothing in" "" d0 02:00:00:00:00:d1 $broadcast
is "for its state" "$(stage '.verdict == "drop"' '"\(.stage) \(.object) \(.certain)"')" "state d0 yes"
bridge -n pb link set dev d0 state 3
ip -n pb link set br0 type bridge stp_state 1 forward_delay 3000
ip -n pb link set d0 down
ip -n pb link set d0 up
ok "with STP a new port is listening first" wait_until 40 sh -c "bridge -n pb -j link show dev d0 |
	jq -e '.[0].state == \"listening\"'"
both "a port that listens takes nothing in" "" d0 02:00:00:00:00:d1 $broadcast
ip -n pb link set br0 type bridge stp_state 0
ok "without STP it forwards" wait_until 40 settled
ip -n pe link set e1 down
ok "a port without carrier comes to be disabled" wait_until 40 sh -c "bridge -n pb -j link show dev e0 |
	jq -e '.[0].state == \"disabled\"'"
both "a port without carrier gets nothing" "br0 c1 d1" a0 $from $broadcast
ip -n pe link set e1 up
ok "and forwards again" wait_until 40 settled

# VLANs: a0 untagged and e0 tagged in 10, c0 in 20, d0 in none.
ip -n pb link set br0 type bridge vlan_filtering 1
for p in a c d e; do
	bridge -n pb vlan del dev ${p}0 vid 1
done
bridge -n pb vlan add dev a0 vid 10 pvid untagged
bridge -n pb vlan add dev e0 vid 10
bridge -n pb vlan add dev c0 vid 20 pvid untagged
both "VLANs: to the ports in it, and not up" "e1" a0 $from $broadcast
is "VLANs: the bridge is not in it" "$(stage '.stage == "up"' .verdict)" drop
both "VLANs: the tag says the same" "e1" -v 10 a0 $from $broadcast
both "VLANs: a tag that the port may not have" "" -v 20 a0 $from $broadcast
is "VLANs: dropped for it" "$(stage '.verdict == "drop"' '"\(.stage) \(.object)"')" "vlan a0"
both "VLANs: no tag, and no pvid" "" d0 02:00:00:00:00:d1 $broadcast
bridge -n pb vlan add dev br0 vid 10 self untagged pvid
both "VLANs: the bridge is in it" "br0 e1" a0 $from $broadcast
ip -n pb link set br0 type bridge vlan_filtering 0

# A device for a VLAN is before the bridge.
ip -n pb link add link a0 name a0.7 type vlan id 7
ip -n pb link set a0.7 up
all_ends="$all_ends pb/a0.7"
is "a VLAN's device takes its frames: seen" "$(went -v 7 a0 $from $broadcast)" a0.7
says -v 7 a0 $broadcast >/dev/null
is "a VLAN's device takes its frames: said" "$(stage '.verdict == "taken"' '"\(.stage) \(.object)"')" \
	"vlan a0.7"
both "a frame of another VLAN is bridged" "br0 c1 d1 e1" -v 8 a0 $from $broadcast
ip -n pb link del a0.7
all_ends=${all_ends% *}

# netfilter. Whatever counts here has passed.
ip netns exec pb nft -f - <<'NFT'
table ip seen {
	chain before { type filter hook prerouting priority 0; counter; }
	chain through { type filter hook forward priority 0; counter; }
	chain within { type filter hook input priority 0; iifname "a0" counter; }
}
NFT

# counted CHAIN: how many packets so far.
counted()
{
	ip netns exec pb nft -j list chain ip seen "$1" | jq '[.. | objects | .counter? //
		empty | .packets] | add'
}

# passed DST FROM,TO [-v VLAN]: an IPv4 packet by a0; how much more was counted before
# and through.
passed()
{
	passed_pre=$(counted before)
	passed_fwd=$(counted through)
	frames ${3:+"$3" "$4"} -i "$2" pa a1 $from "$1" pc/c1 >"$T/got"
	echo "$(($(counted before) - passed_pre)) $(($(counted through) - passed_fwd))"
}

# calls: what $T/json says of br_netfilter and IPv4, at prerouting and forward.
calls()
{
	stage '.stage == "br_netfilter" and (.what | test("IPv4"))' .verdict
}

ip netns exec pb nft add table bridge seen
ip netns exec pb nft 'add chain bridge seen across { type filter hook forward priority 0; }'
learnt=02:00:00:00:00:c1
went c0 $learnt $broadcast >/dev/null
inside=10.9.0.2,10.9.0.3

if ! [ -e /proc/sys/net/bridge ]; then
	is "without br_netfilter: not by the hooks of IP: seen" "$(passed $learnt $inside)" "0 0"
	says a0 $learnt >/dev/null
	is "without br_netfilter: not by the hooks of IP: said" "$(calls)" skip
else
	skip "without br_netfilter" "it is loaded already"
fi
is "the bridge's own hook" "$(stage '.stage == "hook" and .family == "bridge"' \
	'"\(.hook) \(.nft_family) \(.nft_table) \(.nft_chain)"')" "forward bridge seen across"
if modprobe br_netfilter 2>"$T/said"; then
	at_end "modprobe -r br_netfilter"
	set_calls() # SYSCTL OF-THE-BRIDGE
	{
		ip netns exec pb sysctl -qw net.bridge.bridge-nf-call-iptables="$1"
		ip -n pb link set br0 type bridge nf_call_iptables "$2"
	}
	set_calls 1 0
	is "br_netfilter, by sysctl: seen" "$(passed $learnt $inside)" "1 1"
	is "br_netfilter, by sysctl: said" "$(says a0 $learnt)" c1
	is "br_netfilter, by sysctl: said" "$(calls)" calls
	is "and which hooks of IP" "$(stage '.stage == "hook" and .family == "ip" and
		.nft_table == "seen"' '"\(.hook) \(.nft_chain)"')" "forward through prerouting before"
	is "br_netfilter and a tag: seen" "$(passed $learnt $inside -v 9)" "0 0"
	says -v 9 a0 $learnt >/dev/null
	is "br_netfilter and a tag: said" "$(calls)" skip
	set_calls 0 0
	is "br_netfilter, switched off: seen" "$(passed $learnt $inside)" "0 0"
	says a0 $learnt >/dev/null
	is "br_netfilter, switched off: said" "$(calls)" skip
	set_calls 0 1
	is "br_netfilter, by the bridge: seen" "$(passed $learnt $inside)" "1 1"
	says a0 $learnt >/dev/null
	is "br_netfilter, by the bridge: said" "$(calls)" calls
	set_calls 0 0
else
	skip "br_netfilter" "$(head -n 1 "$T/said")"
fi

# Up, and out by a route with NAT. A port's own address is not heard as its.
ip -n pb addr add 10.9.0.1/24 dev br0
ip -n pb addr add 10.8.0.1/24 dev a0
ip -n pb addr add 192.0.2.1/30 dev x0
ip -n pb route add default via 192.0.2.2 dev x0
ip -n pb neigh add 192.0.2.2 lladdr 02:00:00:00:0f:01 dev x0
ip netns exec pb sysctl -qw net.ipv4.ip_forward=0
away=10.9.0.2,198.51.100.9
out() # who sees it at x0's other end
{
	frames -i $away pa a1 $from $bridge px/x1
}
is "not forwarded: seen" "$(out)" ""
says a0 $bridge >/dev/null
is "not forwarded: said" "$(stage '.stage == "route" and .certain == "yes"' .verdict)" drop
ip netns exec pb sysctl -qw net.ipv4.ip_forward=1
ip netns exec pb nft -f - <<'NFT'
table ip hide {
	chain post { type nat hook postrouting priority 100; oifname "x0" masquerade; }
}
NFT
is "forwarded by the default route: seen" "$(out)" x1
says a0 $bridge >/dev/null
is "forwarded by the default route: said" \
	"$(stage '.stage == "peer" and .verdict == "arrives"' .object)" x1
is "with NAT, and by which chain" "$(stage '.stage == "nat"' .what)" \
	"IPv4 may get another source: nftables chain post of table ip hide (masquerade)"

# Where one packet goes, as ip-route(8) and the packet itself tell.

# to TO SOURCE: what is said of the route; sure or not. Its answer is $T/json.
to()
{
	nsview path -J --dst $bridge --to "$1" ${2:+--source "$2"} "$pb/a0" >"$T/json"
	stage '.stage == "route"' '"\(.verdict) \(.object) \(.certain)"'
}
# asked TO SOURCE: what ip(8) says of it.
asked()
{
	ip -n pb -j route get "$1" from "$2" iif br0 2>/dev/null |
		jq -r '.[0] | if .type == "local" then "input br0 yes" else "forward \(.dev) yes" end'
}
sent() # TO SOURCE: who sees it at x0's other end
{
	frames -i "$2,$1" pa a1 $from $bridge px/x1
}
is "to a far address: said" "$(to 198.51.100.9 10.9.0.2)" "$(asked 198.51.100.9 10.9.0.2)"
is "to a far address: by which gateway" "$(stage '.stage == "route"' .what)" \
	"198.51.100.9 from 10.9.0.2: by 192.0.2.2 out of x0"
is "to a far address: and by NAT" "$(stage '.stage == "nat"' .object)" br0
is "to a far address: where it ends" "$(stage '.stage == "peer" and .verdict == "arrives"' .object)" \
	"$(sent 198.51.100.9 10.9.0.2)"
is "to an address of its own: said" "$(to 192.0.2.1 10.9.0.2)" "$(asked 192.0.2.1 10.9.0.2)"
is "to an address of its own: it is" "$(to 192.0.2.1 10.9.0.2)" "input br0 yes"
is "from nobody in particular" "$(to 198.51.100.9 '')" "forward x0 likely"
is "from nobody in particular: from a neighbour" "$(stage '.stage == "route"' .what)" \
	"198.51.100.9 from somebody such as 10.9.0.2: by 192.0.2.2 out of x0"
strange=203.0.113.5
is "a strange source: said" "$(to 198.51.100.9 $strange)" "forward x0 yes"
is "a strange source: seen" "$(sent 198.51.100.9 $strange)" x1
ip netns exec pb sysctl -qw net.ipv4.conf.br0.rp_filter=1
is "rp_filter and a strange source: said" "$(to 198.51.100.9 $strange)" "drop br0 yes"
ok "rp_filter and a strange source: why" grep -q "rp_filter of br0 is 1" "$T/json"
is "rp_filter and a strange source: ip refuses too" "$(asked 198.51.100.9 $strange)" ""
is "rp_filter and a strange source: seen" "$(sent 198.51.100.9 $strange)" ""
is "rp_filter and a neighbour: said" "$(to 198.51.100.9 10.9.0.2)" "forward x0 yes"
is "rp_filter and a neighbour: seen" "$(sent 198.51.100.9 10.9.0.2)" x1
ip netns exec pb sysctl -qw net.ipv4.conf.br0.rp_filter=0
is "a martian source: said" "$(to 198.51.100.9 127.0.0.1)" "drop br0 yes"
ok "a martian source: why" grep -q "refused for its source" "$T/json"
is "a martian source: seen" "$(sent 198.51.100.9 127.0.0.1)" ""
ip -n pb route add unreachable 198.51.100.128/25
is "an unreachable network: said" "$(to 198.51.100.200 10.9.0.2)" "drop br0 yes"
ok "an unreachable network: why" grep -q "no route" "$T/json"
is "an unreachable network: seen" "$(sent 198.51.100.200 10.9.0.2)" ""
ip netns exec pb sysctl -qw net.ipv4.ip_forward=0
is "not forwarded: said of a packet" "$(to 198.51.100.9 10.9.0.2)" "drop br0 yes"
ok "not forwarded: why" grep -q "forwarding of br0 is 0" "$T/json"
is "not forwarded: its own all the same" "$(to 192.0.2.1 10.9.0.2)" "input br0 yes"
ip netns exec pb sysctl -qw net.ipv4.ip_forward=1
# A rule may turn it before it is routed.
ip netns exec pb nft -f - <<'NFT'
table ip turn {
	chain pre { type nat hook prerouting priority -100; ip daddr 198.51.100.7 dnat to 10.9.0.1; }
}
NFT
is "with rules for another destination it is not sure" "$(to 198.51.100.9 10.9.0.2)" "forward x0 likely"
ip netns exec pb nft delete table ip turn
ip netns exec pb sysctl -qw net.ipv6.conf.br0.disable_ipv6=0 net.ipv6.conf.x0.disable_ipv6=0
ip -n pb addr add 2001:db8:9::1/64 dev br0 nodad
ip -n pb addr add 2001:db8:2::1/64 dev x0 nodad
ip netns exec pb sysctl -qw net.ipv6.conf.all.forwarding=0
is "IPv6 that is not forwarded" "$(to 2001:db8:2:0::9 2001:db8:9::2)" "drop br0 yes"
ip netns exec pb sysctl -qw net.ipv6.conf.all.forwarding=1
is "IPv6: said" "$(to 2001:db8:2:0::9 2001:db8:9::2)" "$(asked 2001:db8:2::9 2001:db8:9::2)"
is "IPv6: it goes by that device" "$(stage '.stage == "route"' .what)" \
	"2001:db8:2::9 from 2001:db8:9::2: out of x0"
is "IPv6: its own" "$(to 2001:db8:2::1 2001:db8:9::2)" "input br0 yes"
is "IPv6: there is one route" "$(jq '[.. | .stage? // empty | select(. == "route")] | length' "$T/json")" 1
for dev in br0 x0; do
	ip netns exec pb sysctl -qw net.ipv6.conf.$dev.disable_ipv6=1
done

# The older iptables has rules of its own, that nftables knows nothing of. Where it is
# not in use, looking does not bring it in.
if modprobe ip_tables 2>"$T/said"; then
	says a0 $bridge >/dev/null
	is "no table of iptables was made by looking" "$(ip netns exec pb \
		cat /proc/net/ip_tables_names; grep -c ^iptable_nat /proc/modules)" 0
fi
legacy()
{
	ip netns exec pb iptables-legacy -t nat "$@"
}
if legacy -N HIDE 2>>"$T/said"; then
	complete=$(jq .complete "$T/json")
	ip netns exec pb nft delete table ip hide
	legacy -A PREROUTING -p tcp --dport 80 -j RETURN
	legacy -A POSTROUTING -o c0 -j ACCEPT
	legacy -A POSTROUTING -o x0 -j HIDE
	legacy -A HIDE -j MASQUERADE
	says a0 $bridge >/dev/null
	lists="iptables-legacy -t nat -S lists it"
	is "NAT of iptables: said" "$(stage '.stage == "nat"' '"\(.certain): \(.what)"')" \
		"likely: IPv4 may get another source: chain POSTROUTING of iptables (masquerade); $lists"
	is "NAT of iptables: and nothing is missing" "$(jq .complete "$T/json") $(nsview path \
		"$pb/a0" 2>&1 >/dev/null)" "$complete "
	away=10.9.0.2,198.51.100.10 # another connection
	out >/dev/null
	is "NAT of iptables: seen" "$(legacy -vxnL HIDE | awk '/MASQUERADE/ { print $1 }')" 1
	legacy -F POSTROUTING
	says a0 $bridge >/dev/null
	is "NAT of iptables, without a rule: said" "$(stage '.stage == "nat"' .what)" ""
	legacy -A PREROUTING -i br0 -d 198.51.100.11 -j DNAT --to-destination 192.0.2.2
	says a0 $bridge >/dev/null
	is "NAT of iptables: another destination" "$(stage '.stage == "nat"' .what)" \
		"IPv4 may get another destination: chain PREROUTING of iptables (dnat); $lists"
	legacy -F
else
	skip "NAT of iptables" "$(head -n 1 "$T/said")"
fi
says a0 $bridge >/dev/null
is "an address on a port: said" "$(stage '.stage == "address"' '"\(.object) \(.verdict)"')" \
	"a0 unheard"
frames -i 10.9.0.2,10.8.0.1 pa a1 $from 02:00:00:00:00:a0 pb/br0 >"$T/got"
is "an address on a port: what is for it comes up as the bridge's" "$(cat "$T/got")" br0
is "and nothing comes in by the port" "$(counted within)" 0

# What stands before the bridge.
if ip netns exec pb tc qdisc add dev a0 clsact 2>"$T/said"; then
	ip netns exec pb tc filter add dev a0 ingress matchall action pass 2>/dev/null || :
	says a0 $bridge >/dev/null
	is "tc filters at ingress" "$(stage '.stage == "tc" and .object == "a0"' .what)" \
		"$(ip netns exec pb tc -j filter show dev a0 ingress |
			jq -r 'if length > 0 then "1 tc filter at ingress (clsact)" else "" end')"
	ip netns exec pb tc qdisc del dev a0 clsact
else
	skip "tc filters at ingress" "$(head -n 1 "$T/said")"
fi
ip netns exec pb nft -f - <<'NFT'
table netdev early {
	chain first { type filter hook ingress device "a0" priority -5; }
}
NFT
says a0 $bridge >/dev/null
is "a netdev hook" "$(stage '.family == "netdev"' '"\(.object) \(.nft_chain) \(.priority)"')" "a0 first -5"

# The device itself.
ip -n pb link set a0 down
is "a device that is down takes nothing in" "$(says a0 $broadcast)" ""
is "and that is why" "$(stage '.verdict == "drop"' '"\(.stage) \(.object)"')" "receive a0"

finish
