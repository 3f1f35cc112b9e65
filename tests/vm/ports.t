#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `ports` against `bridge -d -j link` and `ip -d -j link`.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

at_end "ip netns del b1"
ip netns add b1
ip -n b1 -batch - <<'BATCH'
link add br0 type bridge stp_state 0
link add br1 type bridge
link add a0 type veth peer name a1
link add b0 type veth peer name b1
link add c0 type dummy
link add d0 type dummy
link add free type dummy
link set a0 master br0
link set b0 master br0
link set c0 master br1
link set d0 master br0
link set br0 up
link set a0 up
link set a1 up
link set b0 up
BATCH
bridge -n b1 -batch - <<'BATCH'
link set dev a0 cost 17 priority 5 hairpin on guard on
link set dev b0 learning off flood off mcast_flood off isolated on
link set dev c0 fastleave on root_block on neigh_suppress on
BATCH
# Carriers come and go a moment after the links; b0's other end stays down.
settled()
{
	bridge -n b1 -j link | jq -e 'map({key: .ifname, value: .state}) | from_entries
		| .a0 == "forwarding" and .b0 == "disabled"'
}
ok "the one port comes to forward, the other not" wait_until 40 settled

at=$(inum /run/netns/b1)
col ports ifindex,master,kind,state,cost,priority netns="$at" | sort -n >"$T/got"
ip -n b1 -d -j link >"$T/links"
bridge -n b1 -d -j link >"$T/bridge"
jq -r --slurpfile links "$T/links" '($links[0] | map({key: .ifname, value: .ifindex})
	| from_entries) as $index | .[] | select(.master)
	| [.ifindex, $index[.master], "bridge", .state, .cost, .priority]
	| map(tostring) | join("\t")' "$T/bridge" | sort -n >"$T/want"
same "bridge, state, cost and priority of each port" "$T/got" "$T/want"
is "four ports, one device free" "$(wc -l <"$T/got")" 4

# The port's number is only in what ip says.
col ports ifindex,port netns="$at" | sort -n >"$T/got"
jq -r '.[] | select(.linkinfo.info_slave_kind == "bridge") | [.ifindex, (.linkinfo
	.info_slave_data.no | ltrimstr("0x") | explode | reduce .[] as $c (0; . * 16 +
	(if $c > 57 then $c - 87 else $c - 48 end)))] | map(tostring) | join("\t")' \
	"$T/links" | sort -n >"$T/want"
same "number of each port" "$T/got" "$T/want"

# Whatever switch this bridge(8) knows is on here if it is on there.
col ports ifindex,flags netns="$at" >"$T/flags"
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

# Other masters: that and no more. bonding and its like may be missing.
for kind in bond team vrf; do
	case $kind in
	bond) with="mode active-backup" ;;
	vrf) with="table 10" ;;
	*) with= ;;
	esac
	# shellcheck disable=SC2086
	if ! ip -n b1 link add m-$kind type $kind $with 2>"$T/said"; then
		skip "port of a $kind" "$(head -n 1 "$T/said")"
		continue
	fi
	ip -n b1 link add s-$kind type dummy
	ip -n b1 link set s-$kind master m-$kind
	index=$(ip -n b1 -j link show s-$kind | jq -r '.[0].ifindex')
	master=$(ip -n b1 -j link show m-$kind | jq -r '.[0].ifindex')
	is "port of a $kind" \
		"$(col ports master,kind,port,state,flags,cost,priority netns="$at" ifindex="$index")" \
		"$master	$kind	-	-	-	-	-"
done

ip -n b1 link set c0 nomaster
is "a port that was taken out is none" "$(col ports master netns="$at" \
	ifindex="$(ip -n b1 -j link show c0 | jq -r '.[0].ifindex')")" ""

finish
