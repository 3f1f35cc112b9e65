#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview path` against frames that are sent: who takes them in is where it said
# that they go, and counters of nft say which hooks they passed.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"

# shellcheck source=tests/vm/path.sh
. "$HERE/path.sh"

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
# A port that listens goes on waiting without STP, twice its delay: it has to come anew.
ip -n pb link set br0 type bridge stp_state 0
ip -n pb link set d0 down
ip -n pb link set d0 up
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

# Packet sockets, of devices and of all of them; of one protocol they are not before the bridge.
cat >"$T/listen.py" <<'PYTHON'
import signal, socket
held = []
for device in "a0", "c0", "a0", None:
    held.append(socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)))
    if device:
        held[-1].bind((device, 3))
held.append(socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88b5)))
print("listening", flush=True)
signal.pause()
PYTHON
hold_up ip netns exec pb python3 "$T/listen.py"
is "packet sockets" "$(nsview dev -rno NETNS,NAME,TAPS |
	awk -v netns="$(inum /run/netns/pb)" '$1 == netns && $2 ~ /^[acd]0$/ { print $2, $3 }' | sort)" \
	"a0 3
c0 2
d0 1"
let_go "$bg"

# The device itself.
ip -n pb link set a0 down
is "a device that is down takes nothing in" "$(says a0 $broadcast)" ""
is "and that is why" "$(stage '.verdict == "drop"' '"\(.stage) \(.object)"')" "receive a0"

finish
