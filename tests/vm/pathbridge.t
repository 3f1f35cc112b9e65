#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview path` through a bridge whose ports differ in what they do in a VLAN, or for a
# group, against frames that are sent.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"
# shellcheck source=tests/vm/path.sh
. "$HERE/path.sh"

# A state for each VLAN.
ip -n pb link set br0 type bridge vlan_filtering 1
for p in a c d e; do
	bridge -n pb vlan add dev ${p}0 vid 10 pvid untagged
done
bridge -n pb vlan add dev br0 vid 10 self untagged pvid
both "all forward in the VLAN" "br0 c1 d1 e1" a0 $from $broadcast
bridge -n pb vlan set dev c0 vid 10 state blocking
bridge -n pb vlan set dev d0 vid 10 state learning
both "ports that do not forward in the VLAN get nothing" "br0 e1" a0 $from $broadcast
both "one that is blocking in it takes nothing in" "" c0 02:00:00:00:00:c1 $broadcast
is "for its state there" "$(stage '.verdict == "drop"' '"\(.stage) \(.object) \(.certain)"')" \
	"state c0 yes"
both "nor does one that only learns in it" "" d0 02:00:00:00:00:d1 $broadcast
is "which is said, too" "$(stage '.verdict == "drop"' '"\(.stage) \(.object) \(.certain)"')" \
	"learning d0 yes"
bridge -n pb vlan set dev d0 vid 10 state forwarding
bridge -n pb vlan set dev c0 vid 10 state forwarding
bridge -n pb vlan set dev br0 vid 10 state blocking self
both "the bridge itself does not hear the VLAN" "c1 d1 e1" a0 $from $broadcast
bridge -n pb vlan set dev br0 vid 10 state forwarding self

# Tags of 802.1ad: one of 802.1Q is none to such a bridge.
ip -n pb link set br0 type bridge vlan_protocol 802.1ad
for p in a c; do
	bridge -n pb vlan add dev ${p}0 vid 20
done
both "802.1ad: a tag of 802.1Q says nothing" "br0 c1 d1 e1" -v 20 a0 $from $broadcast
is "802.1ad: and goes on as it is" "$(stage '.stage == "forward" and .object == "c0"' .what)" \
	"to c0, with the tag of VLAN 20"
bridge -n pb vlan add dev c0 vid 10
both "802.1ad: with a tag" "br0 c1 d1 e1" a0 $from $broadcast
is "802.1ad: of the bridge's" "$(stage '.stage == "forward" and .object == "c0"' .what)" \
	"to c0, with the tag of VLAN 10 (802.1ad)"
both "802.1ad: a group of 802.1Q's bridges" "br0 c1 d1 e1" a0 $from 01:80:c2:00:00:0d
both "802.1ad: its own group" "" a0 $from 01:80:c2:00:00:08
ip -n pb link set br0 type bridge stp_state 1
both "802.1ad: its own STP is another one" "br0 c1 d1 e1" a0 $from 01:80:c2:00:00:00
ip -n pb link set br0 type bridge stp_state 0 vlan_protocol 802.1Q vlan_filtering 0

# Devices for VLANs have a protocol as well.
ip -n pb link add link a0 name a0.7 type vlan protocol 802.1ad id 7
ip -n pb link set a0.7 up
all_ends="$all_ends pb/a0.7"
both "a device for a VLAN of 802.1ad takes none of 802.1Q" "br0 c1 d1 e1" -v 7 a0 $from $broadcast
is "nor is it said to" "$(stage '.verdict == "taken"' .stage)" rx_handler
ip -n pb link del a0.7
all_ends=${all_ends% *}

# Ports that floods leave out get what is known to be for them all the same.
went c0 02:00:00:00:00:c1 $broadcast >/dev/null # learnt
ip -n pb link set c0 type bridge_slave proxy_arp on
both "no flood to who answers ARP for others" "br0 d1 e1" a0 $from $broadcast
nsview path -J "$pb/a0" >"$T/json"
is "what is for any destination may be for it" \
	"$(stage '.stage == "forward" and .object == "c0"' '"\(.verdict) \(.certain) \(.what)"')" \
	"forward likely it may go to c0, if its destination is known there"
ip -n pb link set c0 type bridge_slave proxy_arp off
ip -n pb link set c0 type bridge_slave neigh_suppress on
says a0 $broadcast >/dev/null
is "ARP may be suppressed: said" \
	"$(stage '.stage == "forward" and .object == "c0"' '"\(.verdict) \(.certain) \(.what)"')" \
	"forward likely it may go to c0, unless it asks for an address that the bridge answers for"
is "ARP may be suppressed: other frames are not: seen" "$(went a0 $from $broadcast)" "br0 c1 d1 e1"
ip -n pb link set c0 type bridge_slave neigh_suppress off

# So with groups: who listens to one is no part of a flood.
group=01:00:5e:01:01:01
group_went()
{
	# shellcheck disable=SC2086
	frames -i 10.1.1.1,239.1.1.1 pa a1 $from $group $all_ends | sort | paste -sd ' '
}
bridge -n pb link set dev c0 mcast_flood off
both "a group that is not flooded" "br0 d1 e1" a0 $from $group
ip -n pb link set br0 type bridge mcast_snooping 1 mcast_querier 1 mcast_query_response_interval 10
bridge -n pb mdb add dev br0 port c0 grp 239.1.1.1 permanent
listened()
{
	[ "$(group_went)" = c1 ]
}
ok "a group goes to its listener, who is not flooded: seen" wait_until 30 listened
says a0 $group >/dev/null
is "a group goes to its listener, who is not flooded: said" \
	"$(stage '.stage == "forward" and .object == "c0"' '"\(.verdict) \(.certain) \(.what)"')" \
	"forward likely it may go to c0, if a listener or a router is known there"
ip -n pb link set br0 type bridge mcast_snooping 0 mcast_querier 0
bridge -n pb link set dev c0 mcast_flood on

# What comes by a tunnel has no tag, and need not have a pvid.
ip -n pb link set br0 type bridge vlan_filtering 1
if ip -n pb link add t0 type vxlan dstport 4789 external 2>"$T/said"; then
	ip -n pb link set t0 master br0 up
	ip -n pb link set t0 type bridge_slave vlan_tunnel on learning off
	bridge -n pb vlan del dev t0 vid 1
	bridge -n pb vlan add dev t0 vid 10
	bridge -n pb vlan add dev t0 vid 10 tunnel_info id 1000
	ip -n pb addr add 192.0.2.1/24 dev x0
	ip -n px link add v1 address 02:00:00:00:0e:01 type vxlan id 1000 remote 192.0.2.1 \
		dev x1 dstport 4789
	ip -n px addr add 192.0.2.2/24 dev x1
	ip -n px neigh add 192.0.2.1 lladdr 02:00:00:00:0f:00 dev x1
	ip -n px link set v1 up
	tunnelled()
	{
		# shellcheck disable=SC2086
		frames px v1 02:00:00:00:0e:01 $broadcast $all_ends | sort | paste -sd ' '
	}
	is "a tunnel's frames are in the VLAN of its id: seen" "$(tunnelled)" "a1 br0 c1 d1 e1"
	says t0 $broadcast >/dev/null
	is "a tunnel's frames are in the VLAN of its id: said" \
		"$(stage '.stage == "vlan" or .verdict == "drop"' '"\(.stage) \(.verdict) \(.certain)"')" \
		"vlan null likely"
	is "and --vlan follows them" "$(says -v 10 t0 $broadcast)" "a1 br0 c1 d1 e1"
	ip -n pb link del t0
else
	skip "what comes by a tunnel" "$(head -n 1 "$T/said")"
fi
ip -n pb link set br0 type bridge vlan_filtering 0

finish
