#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `ports` against every attribute in a raw dump of rtnetlink, and against what
# `bridge -d -j link`, `bridge -j vlan`, /sys/class/net/*/brport and
# /proc/net/bonding make of them.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

at_end "ip netns del b1"
ip netns add b1
# Some of what is asked for here draws a warning from older kernels.
ip -n b1 -batch - 2>"$T/said" <<'BATCH'
link add br0 type bridge stp_state 0 vlan_filtering 1
link add br1 type bridge
link add br2 type bridge stp_state 1 forward_delay 3000 priority 4096
link add a0 type veth peer name a1
link add b0 type veth peer name b1
link add c0 type dummy
link add d0 type dummy
link add e0 type veth peer name e1
link add free type dummy
link set a0 master br0
link set b0 master br0
link set c0 master br1
link set d0 master br0
link set e0 master br2
link set br0 up
link set br2 up
link set a0 up
link set a1 up
link set b0 up
link set d0 up
link set e1 up
link set a0 type bridge_slave backup_port d0
link set d0 type bridge_slave group_fwd_mask 8 mcast_router 2
BATCH
bridge -n b1 -batch - <<'BATCH'
link set dev a0 cost 17 priority 5 hairpin on guard on
link set dev b0 learning off flood off mcast_flood off isolated on
link set dev c0 fastleave on root_block on neigh_suppress on
mdb add dev br0 port d0 grp 239.1.1.1 permanent
vlan add dev a0 vid 10-20
vlan add dev a0 vid 2 untagged
vlan add dev a0 vid 21 untagged
vlan add dev a0 vid 4094
vlan add dev b0 vid 7 pvid untagged
vlan del dev b0 vid 1
vlan del dev d0 vid 1
BATCH
# 5.10 knows no locked port, and takes the word for it without a sign.
bridge -n b1 link set dev b0 locked on 2>/dev/null || :
index()
{
	ip -n b1 -j link show "$1" | jq -r '.[0].ifindex'
}

# Other masters; bonding and its like may be missing.
made=
other_master() # KIND NAME PORT LINE...
{
	kind=$1
	port=$3
	batch="link add $2 type"
	shift 3
	printf '%s\n' "$batch $*" "link add $port type dummy" "link set $port master ${batch##link add }" |
		sed 's/ master \([^ ]*\) type$/ master \1/' >"$T/batch"
	if ip -n b1 -batch "$T/batch" 2>"$T/said"; then
		made="$made $kind"
	else
		skip "port of a $kind" "$(head -n 1 "$T/said")"
	fi
}
has_made() # KIND
{
	case "$made " in
	*" $1 "*) ;;
	*) return 1 ;;
	esac
}
modprobe bonding max_bonds=0 2>/dev/null || : # or it makes bond0 where we are
other_master bond bond0 s0 bond mode active-backup miimon 100
other_master lacp bond1 s2 bond mode 802.3ad
other_master vrf vrf0 r0 vrf table 4242
other_master team team0 t0 team
if has_made bond; then
	ip -n b1 link add s1 type dummy
	ip -n b1 -batch - <<-'BATCH'
	link set s1 master bond0
	link set bond0 up
	link set s1 type bond_slave queue_id 3
	BATCH
	# As a number with its sign; bond_prio came with 6.0.
	ip -n b1 link set s1 type bond_slave prio -5 2>/dev/null || :
	ip -n b1 link set s1 down
fi
! has_made lacp || ip -n b1 link set bond1 up

# Carriers come and go a moment after the links; b0's other end stays down.
settled()
{
	bridge -n b1 -j link | jq -e 'map({key: .ifname, value: .state}) | from_entries
		| .a0 == "forwarding" and .b0 == "disabled"'
}
ok "one port comes to forward, another not" wait_until 40 settled

# Last: it listens for 30 s, and learns for as long, with a timer that runs down.
ip -n b1 link set e0 up
listens()
{
	bridge -n b1 -j link | jq -e '.[] | select(.ifname == "e0") | .state
		| . == "listening" or . == "learning"'
}
if ip -n b1 -d -j link show br2 | jq -e '.[0].linkinfo.info_data.stp_state == 1' >/dev/null; then
	ok "a third listens" wait_until 20 listens
else
	skip "a third listens" "this kernel has no spanning tree in a net namespace"
fi

at=$(inum /run/netns/b1)
began=$(date +%s%N)
ip netns exec b1 slaves >"$T/dump1"
table ports >"$T/ports"
ip netns exec b1 slaves >"$T/dump2"
took=$((($(date +%s%N) - began) / 10000000 + 1))
{
	head -n 2 "$T/ports"
	awk -F '\t' -v at="$at" 'NR > 2 && $1 == at' "$T/ports"
} >"$T/here"
ok "every attribute of every port$made" awk -v took="$took" -f "$HERE/slaves.awk" "$T/dump1" "$T/here" "$T/dump2"

port() # NAME COLUMN[,COLUMN]...
{
	col "$T/ports" "$2" netns="$at" ifindex="$(index "$1")"
}

# Not of the port that goes on to learn meanwhile.
moving=$(index e0)
col "$T/ports" ifindex,master,kind,state,cost,priority netns="$at" kind=bridge | sort -n |
	grep -v "^$moving	" >"$T/got"
ip -n b1 -d -j link >"$T/links"
bridge -n b1 -d -j link >"$T/bridge"
jq -r --slurpfile links "$T/links" '($links[0] | map({key: .ifname, value: .ifindex})
	| from_entries) as $index | .[] | select(.master)
	| [.ifindex, $index[.master], "bridge", .state, .cost, .priority]
	| map(tostring) | join("\t")' "$T/bridge" | sort -n | grep -v "^$moving	" >"$T/want"
same "bridge, state, cost and priority of each port" "$T/got" "$T/want"
is "four ports, one device free" "$(wc -l <"$T/got")" 4

# Whatever switch this bridge(8) knows is on here if it is on there.
col "$T/ports" ifindex,flags netns="$at" >"$T/flags"
jq -r '.[] | select(.master) | .ifindex as $index | to_entries[]
	| select(.value | type == "boolean") | "\($index)\t\(.key)\t\(.value)"' \
	"$T/bridge" >"$T/switches"
cat >"$T/compare.awk" <<'AWK'
NR == FNR {
	n = split($2, on, ",")
	for (i = 1; i <= n; i++)
		is_on[$1, on[i]] = 1
	next
}
{
	compared++
	switched[$3]++
	got = ($1, $2) in is_on ? "true" : "false"
	if (got != $3) {
		print "port " $1 ", " $2 ": " got ", bridge says " $3
		bad = 1
	}
}
END {
	if (compared < 40 || switched["true"] < 10)
		print compared + 0 " switches compared, " switched["true"] + 0 " of them on"
	exit bad || compared < 40 || switched["true"] < 10
}
AWK
ok "switches of each port" awk -F '\t' -f "$T/compare.awk" "$T/flags" "$T/switches"
is "a port has another to take over from it" "$(port a0 backup_port)" "$(index d0)"
if bridge -n b1 -d -j link | jq -e '.[] | select(.ifname == "b0") | .locked' >/dev/null; then
	is "a locked and isolated port" "$(port b0 flags | tr , '\n' | grep -c 'locked\|isolated')" 2
else
	skip "a locked port" "this kernel has none"
fi

# sysfs spells the ids another way, in the namespace it was mounted in.
in_sysfs()
{
	# shellcheck disable=SC2016
	ip netns exec b1 sh -c 'for port in a0 b0 d0 e0; do
		cd /sys/class/net/$port/brport
		echo "$(cat ../ifindex) $(cat port_no) $(cat port_id) $(cat designated_root)" \
			"$(cat designated_bridge) $(cat designated_port)"
	done'
}
in_sysfs | while read -r port no id root bridge designated; do
	printf '%d\t%d\t%d\t%s\t%s\t%d\n' "$port" "$no" "$id" "$root" "$bridge" "$designated"
done | sort >"$T/want"
for name in a0 b0 d0 e0; do
	port $name ifindex,port,port_id,root_id,bridge_id,designated_port
done | sort >"$T/got"
same "numbers and ids of ports in sysfs" "$T/got" "$T/want"

# vlans_say: "NAME PVID VLANS UNTAGGED" as bridge(8) sees it, by ranges.
vlans_say()
{
	bridge -n b1 -j vlan | jq -r '
		def ranges: reduce .[] as $v ([]; if length > 0 and .[-1][1] + 1 == $v[0]
			then .[-1][1] = $v[1] else . + [$v] end)
			| if length == 0 then "-" else map(if .[0] == .[1] then "\(.[0])"
			else "\(.[0])-\(.[1])" end) | join(",") end;
		def has(flag): (.flags // []) | index(flag);
		.[] | [.ifname, ([.vlans[] | select(has("PVID")) | .vlan] | .[0] // "-"),
			([.vlans[] | [.vlan, .vlanEnd // .vlan]] | ranges),
			([.vlans[] | select(has("Egress Untagged")) | [.vlan, .vlanEnd // .vlan]]
			| ranges)] | map(tostring) | join(" ")'
}
vlans_say | while read -r name rest; do
	[ "${name#br}" != "$name" ] || echo "$name $rest"
done >"$T/want"
while read -r name _; do
	echo "$name $(port "$name" pvid,vlans,untagged | tr '\t' ' ')"
done <"$T/want" >"$T/got"
same "VLANs of ports" "$T/got" "$T/want"
is "VLANs by ranges" "$(port a0 pvid,vlans,untagged)" "1	1-2,10-21,4094	1-2,21"
is "another VLAN for what has no tag" "$(port b0 pvid,vlans,untagged)" "7	7	7"
is "a port in no VLAN" "$(port d0 pvid,vlans,untagged)" "-	-	-"

# As many as there can be, no two neighbours alike: five times what a short buffer holds.
ip netns exec b1 vlans d0 untagged
col ports pvid,vlans netns="$at" ifindex="$(index d0)" >"$T/got"
is "all VLANs at one port" "$(cat "$T/got")" "-	1-4094"
col ports untagged netns="$at" ifindex="$(index d0)" | tr , '\n' >"$T/got"
seq 1 2 4093 >"$T/want"
same "every other of them without a tag" "$T/got" "$T/want"
is "the ports after it" "$(col ports ifindex netns="$at" | wc -l)" \
	"$(col "$T/ports" ifindex netns="$at" | wc -l)"

# With a tunnel for each of them there is no telling, but the table goes on.
if ip -n b1 link add vx0 type vxlan dstport 4789 external 2>"$T/said" &&
	ip -n b1 link set vx0 master br0 && bridge -n b1 link set dev vx0 vlan_tunnel on; then
	ip netns exec b1 vlans vx0 tunnels
	is "a port with 4094 tunnels" "$(col ports pvid,vlans,untagged netns="$at" \
		ifindex="$(index vx0)")" "-	?	?"
	bridge -n b1 vlan del dev vx0 vid 1000-4094
	is "a port with 999 tunnels" "$(col ports pvid,vlans,untagged netns="$at" \
		ifindex="$(index vx0)")" "-	1-999	-"
else
	skip "a port with thousands of tunnels" "$(head -n 1 "$T/said")"
fi

# /proc/net/bonding tells a bond's ports in words of its own.
if has_made bond; then
	s1_is_down()
	{
		ip netns exec b1 grep -A 1 "Interface: s1" /proc/net/bonding/bond0 | grep "MII Status: down"
	}
	ok "a bond notices that a port is down" wait_until 20 s1_is_down
	ip netns exec b1 cat /proc/net/bonding/bond0 >"$T/bonding"
	awk -F ': ' '
		/^Currently Active Slave/ { active = $2 }
		/^Slave Interface/ { name = $2 }
		/^MII Status/ && name { mii[name] = $2 }
		/^Link Failure Count/ { failures[name] = $2 }
		/^Permanent HW addr/ { mac[name] = $2 }
		/^Slave queue ID/ { queue[name] = $2 }
		END {
			for (name in mii) {
				gsub(" ", "-", mii[name])
				printf "%s\t%s\t%s\t%s\t%s\t%s\n", name,
					name == active ? "active" : "backup", mii[name],
					failures[name], mac[name], queue[name]
			}
		}' "$T/bonding" | sort >"$T/want"
	for name in s0 s1; do
		echo "$name	$(col ports bond_state,bond_mii,bond_failures,bond_mac,bond_queue \
			netns="$at" ifindex="$(index $name)")"
	done >"$T/got"
	same "two ports of a bond" "$T/got" "$T/want"
	is "one is active, one is down" "$(head -n 1 "$T/got" | cut -f 2,3) $(tail -n 1 "$T/got" | cut -f 2,3)" \
		"active	up backup	down"
fi
! has_made vrf || is "the table of a vrf" "$(port r0 kind,vrf_table)" "vrf	4242"
! has_made team || is "of a team's port nothing but its master" \
	"$(port t0 master,kind,port,state,vlans,other,bond_state)" \
	"$(index team0)	team	-	-	-	-	-"

ip -n b1 link set c0 nomaster
is "a port that was taken out is none" "$(col ports master netns="$at" ifindex="$(index c0)")" ""

finish
