#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `devs` against `ip -d -s -j link` in each net namespace, for a device of every
# kind that this kernel has; and what ip cannot say, against how it was built.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

# topology: d1 and d2 are net namespaces that no process is in.
#
#	d1: v0 ------- v1 :d2		veth across the two
#	    p0 ------- p1		veth in one, p0 in the bridge br0
#	    dm1 <- dm1.5		vlan
#	    dm2 <- mv0, mv1 :d2		macvlan, one of them moved away
#	    dm3 <- iv0			ipvlan
#	    dm4 in bond0, dm5 in team0, dm6 in vrf0
#	    dm7 <- ms0			macsec
#	    vx0, tap0			vxlan without a lower device; tap
#	    dm8 <- mm1 ... mm1000	more macvlans than a first buffer holds
at_end "ip netns del d1; ip netns del d2"
for net in d1 d2; do
	ip netns add $net
	ip -n $net link set lo up
	# Or it talks whenever it likes.
	ip netns exec $net sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
done

# make WHAT LINE...: some devices of d1; what this kernel lacks is skipped.
make()
{
	what=$1
	shift
	printf '%s\n' "$@" >"$T/batch"
	if ip -n d1 -batch "$T/batch" >"$T/said" 2>&1; then
		made="$made $what"
	elif grep -q 'Unknown device type\|Operation not supported' "$T/said"; then
		skip "devices of kind $what" "this kernel has none: $(head -n 1 "$T/said")"
	else
		result 1 "devices of kind $what" "$T/said"
	fi
}

made=
make veth "link add v0 type veth peer name v1 netns d2" "link add p0 type veth peer name p1"
make bridge "link add br0 type bridge" "link set p0 master br0" "link set br0 up"
make dummy "link add dm1 type dummy" "link set dm1 up mtu 1400" \
	"link set dm1 address 02:00:00:00:00:0a"
make vlan "link add link dm1 name dm1.5 type vlan id 5"
make macvlan "link add dm2 type dummy" "link add link dm2 name mv0 type macvlan" \
	"link add link dm2 name mv1 type macvlan" "link set mv1 netns d2"
make ipvlan "link add dm3 type dummy" "link add link dm3 name iv0 type ipvlan mode l2"
make bond "link add dm4 type dummy" "link add bond0 type bond mode active-backup" \
	"link set dm4 master bond0" "link set bond0 up"
make team "link add dm5 type dummy" "link add team0 type team" "link set dm5 master team0"
make vrf "link add dm6 type dummy" "link add vrf0 type vrf table 10" "link set dm6 master vrf0"
make macsec "link add dm7 type dummy" "link add link dm7 name ms0 type macsec"
make vxlan "link add vx0 type vxlan id 7 dstport 4789"
modprobe tun 2>/dev/null || : # a device file is no reason for the kernel to load it
make tun "tuntap add name tap0 mode tap"
for end in "d1 v0" "d2 v1" "d1 p0" "d1 p1"; do
	# shellcheck disable=SC2086
	set -- $end
	ip -n "$1" link set "$2" up
done
# Neighbours for good: asking again later would count as traffic.
ip -n d1 link set v0 address 02:00:00:00:00:01
ip -n d2 link set v1 address 02:00:00:00:00:02
ip -n d1 addr add 10.0.0.1/24 dev v0
ip -n d2 addr add 10.0.0.2/24 dev v1
ip -n d1 neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 nud permanent dev v0
ip -n d2 neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 nud permanent dev v1
ok "there is traffic to count" ip netns exec d1 ping -q -c 3 -i 0.2 10.0.0.2

# The columns of `devs` that ip tells as well, in this order.
columns=netns,ifindex,name,kind,flags,mac,mtu,operstate,master,link
counters=rx_bytes,rx_packets,rx_errors,rx_dropped,tx_bytes,tx_packets,tx_errors,tx_dropped
ip_says()
{
	for net in d1 d2; do
		printf '{"netns":%s,"links":' "$(inum /run/netns/$net)"
		ip -n $net -d -s -j link
		printf '}\n'
	done | jq -r -f "$HERE/links.jq"
}
ip_says >"$T/ip1"
table devs >"$T/devs"
ip_says >"$T/ip2"
for net in d1 d2; do
	col "$T/devs" "$columns,$counters" netns="$(inum /run/netns/$net)"
done >"$T/table"

# What moved between the two looks of ip is not compared: counters, mostly.
cat >"$T/compare.awk" <<'AWK'
FNR == 1 { file++ }
file == 1 { before[$1, $2] = $0; next }
file == 2 { table[$1, $2] = $0; rows++; next }
{
	looked++
	split(before[$1, $2], old, "\t")
	if (split(table[$1, $2], cell, "\t") != NF) {
		print "missing: " $0
		bad = 1
		next
	}
	for (i = 1; i <= NF; i++) {
		if (old[i] != $i)
			continue
		compared += i > 10 && $i > 0
		if (cell[i] "" != $i "") {
			print $3 ", column " i ": " cell[i] ", ip says " $i
			bad = 1
		}
	}
}
END {
	if (rows != looked || compared < 8) {
		print rows + 0 " rows, ip has " looked + 0 "; " compared + 0 " counters were not 0"
		bad = 1
	}
	exit bad
}
AWK
ok "what ip says of each device of$made" \
	awk -F '\t' -f "$T/compare.awk" "$T/ip1" "$T/table" "$T/ip2"

dev() # NET NAME COLUMN[,COLUMN]...
{
	col "$T/devs" "$3" netns="$(inum /run/netns/"$1")" name="$2"
}
index() # NET NAME
{
	ip -n "$1" -j link show "$2" | jq -r '.[0].ifindex'
}
d1=$(inum /run/netns/d1)
d2=$(inum /run/netns/d2)
is "lo is nobody's peer" "$(dev d1 lo link,link_netns,kind)" "-	-	-"
is "a veth's peer in another namespace" "$(dev d1 v0 link,link_netns)" "$(index d2 v1)	$d2"
is "and the other way round" "$(dev d2 v1 link,link_netns)" "$(index d1 v0)	$d1"
is "a veth's peer in the same namespace" "$(dev d1 p1 link,link_netns)" "$(index d1 p0)	$d1"

# of FUNCTION MODULE: the two cells; a module that is built in has no name.
of()
{
	if grep -q "^$2 " /proc/modules; then
		echo "$1	$2"
	else
		echo "$1	-"
	fi
}

# handled WHAT NET DEVICE HANDLER MODULE
handled()
{
	case "$made " in
	*" $1 "*) ;;
	*) return 0 ;;
	esac
	is "who takes the frames of a device in or under a $1" \
		"$(dev "$2" "$3" rx_handler,rx_module)" "$(of "$4" "$5")"
}
handled bridge d1 p0 br_handle_frame bridge
handled macvlan d1 dm2 macvlan_handle_frame macvlan
handled ipvlan d1 dm3 ipvlan_handle_frame ipvlan
handled bond d1 dm4 bond_handle_frame bonding
handled team d1 dm5 team_handle_frame team
handled macsec d1 dm7 macsec_handle_frame macsec
is "no one takes those of a veth by itself" "$(dev d1 p1 rx_handler,rx_module)" "-	-"
case "$made " in
*" vrf "*) is "nor of a vrf's port: that has just a master" \
	"$(dev d1 dm6 rx_handler,rx_module,master)" "-	-	$(index d1 vrf0)" ;;
esac
case "$made " in
*" macvlan "*) is "a macvlan that moved away knows its lower device" \
	"$(dev d2 mv1 link,link_netns)" "$(index d1 dm2)	$d1" ;;
esac

# Every function of the table is one that kallsyms has, in that module.
col "$T/devs" rx_handler,rx_module | grep -v '^-' >"$T/functions" || :
col "$T/devs" start_xmit,xmit_module >>"$T/functions"
# shellcheck disable=SC2016
ok "the functions are those of kallsyms" awk '
	NR == FNR { want[$1 " " ($2 == "-" ? "" : "[" $2 "]")]; next }
	($3 " " $4) in want { delete want[$3 " " $4] }
	END {
		for (name in want) {
			print "not in kallsyms: " name
			bad = 1
		}
		exit bad
	}' "$T/functions" /proc/kallsyms
is "what a veth sends by" "$(dev d1 v0 start_xmit,xmit_module)" "$(of veth_xmit veth)"
is "what a bridge sends by" "$(dev d1 br0 start_xmit,xmit_module)" "$(of br_dev_xmit bridge)"

# What is stacked on a device: sysfs has a link to each that is in the same
# namespace. "IFINDEX NETNS:IFINDEX" for each.
stacked() # NET
{
	# shellcheck disable=SC2016
	AT=$(inum "/run/netns/$1") ip netns exec "$1" sh -c 'cd /sys/class/net
		for link in */upper_*; do
			[ -e "$link" ] || continue
			read -r lower <"${link%%/*}/ifindex"
			read -r upper <"$link/ifindex"
			echo "$lower $AT:$upper"
		done'
}
uppers() # NET
{
	table devs >"$T/devs"
	col "$T/devs" ifindex,uppers netns="$(inum "/run/netns/$1")" |
		awk '{ n = split($2, upper, ","); for (i = 1; i <= n; i++)
			if (upper[i] != "-") print $1 " " upper[i] }' | sort
}
{
	stacked d1
	case "$made " in
	*" macvlan "*) echo "$(index d1 dm2) $d2:$(index d2 mv1)" ;;
	esac
} | sort >"$T/want"
uppers d1 >"$T/got"
same "what is stacked on each device" "$T/got" "$T/want"
is "nothing on those of the other namespace" "$(uppers d2)" ""
case "$made " in
*" macvlan "*)
	case $(uname -r) in
	*debug*) many=200 ;;
	*) many=1000 ;;
	esac
	{
		echo "link add dm8 type dummy"
		seq "$many" | sed 's/.*/link add link dm8 name mm& type macvlan/'
	} | ip -n d1 -batch -
	dm8=$(index d1 dm8)
	uppers d1 | grep "^$dm8 " >"$T/got"
	stacked d1 | grep "^$dm8 " | sort >"$T/want"
	same "a device under $many others" "$T/got" "$T/want"
	is "that are so many" "$(wc -l <"$T/got")" "$many"
	# Bits of an ifindex, each once as the one that tells, and made in another order.
	for bit in 30 29 14 28 11 27 12 26 13 25 15 24 16 23 17 22 18 21 19 20; do
		number=$(((1 << bit) + 1))
		ip -n d1 link add "far$number" index "$number" type dummy
	done
	col devs ifindex netns="$d1" >"$T/got"
	ip -n d1 -j link | jq '.[].ifindex' | sort -n >"$T/want"
	same "in the order of their ifindex" "$T/got" "$T/want"
	;;
esac

# The host's own, where this test is.
{
	printf '{"netns":%s,"links":' "$(inum /proc/1/ns/net)"
	ip -d -s -j link
	printf '}\n'
} | jq -r -f "$HERE/links.jq" | cut -f 1-10 >"$T/want"
col devs "$columns" netns="$(inum /proc/1/ns/net)" >"$T/got"
same "what ip says of the host's devices" "$T/got" "$T/want"

finish
