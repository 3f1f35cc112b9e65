#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What lsns, ip, bridge, plotnetcfg and systemd-cgls show of this guest, each fact of it
# against nsview, by the table `facts`. What one of them shows and the table has no line
# for is a failure: so nothing is forgotten. Those of links, ports and addresses once more
# without the module, from rtnetlink.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"
export COLUMNS=1000 # systemd-cgls cuts what is longer

# --- the guest: a device of each kind, in three net namespaces; namespaces of all types

load_kinds
modprobe -a vrf macvlan 8021q veth bridge
at_end "ip netns del f1; ip netns del f2; ip netns del f3"
for name in f1 f2 f3; do
	ip netns add $name
done
# plotnetcfg asks for Open vSwitch, which has it loaded; and while it is, conntrack looks into
# every net namespace, which other tests count.
[ -e /sys/module/openvswitch ] || at_end "modprobe -r openvswitch 2>/dev/null || :"
# plotnetcfg looks there.
[ -e /var/run ] || ln -s /run /var/run
at_end "for dev in f-br f-p0 f-p1 f-tap f-v; do ip link del \$dev; done"
ip link add f-br type bridge vlan_filtering 1 ageing_time 12300 group_fwd_mask 8 \
	mcast_querier 1 mcast_hash_max 512 nf_call_iptables 1
ip link add f-p0 type veth peer name p0 netns f1
ip link add f-p1 type veth peer name p1 netns f2
for port in f-p0 f-p1; do
	ip link set $port master f-br
	ip link set $port up
done
ip link set f-br up
ip -n f1 link set p0 up
ip -n f1 addr add 10.9.0.2/24 dev p0
ip addr add 10.9.0.1/24 dev f-br
ip link set f-p0 alias "the port, of \"f1\"" group 7
ip link property add dev f-p0 altname f-other altname f-third
bridge link set dev f-p0 hairpin on guard on root_block on fastleave on cost 7 priority 3 \
	learning off mcast_flood off isolated on mcast_to_unicast on neigh_suppress on
ip link set f-p0 type bridge_slave group_fwd_mask 16
ip link set f-p0 type bridge_slave backup_port f-p1
bridge vlan add dev f-p0 vid 10-12
bridge vlan add dev f-p0 vid 20 pvid untagged
bridge vlan add dev f-br vid 5 self
ip link add link f-br name f-v type vlan id 5 gvrp on
ip tuntap add dev f-tap mode tap multi_queue user 1
ip -n f1 link add d0 mtu 1400 type dummy
ip -n f1 link add link d0 name mv type macvlan mode private
ip -n f1 link add name red type vrf table 77
ip -n f1 link set dev red up
ip -n f1 link set dev d0 master red
ip -n f2 link add name bond type bond mode active-backup miimon 120 updelay 240 fail_over_mac follow
for name in d1 d2; do
	ip -n f2 link add $name type dummy
	ip -n f2 link set $name master bond
done
ip -n f2 link set dev bond up
ip -n f2 link set dev bond type bond primary d2
ip -n f2 link add name lacp type bond mode 802.3ad miimon 100 lacp_rate fast
ip -n f2 link add d3 type dummy
ip -n f2 link set d3 master lacp
ip -n f2 link set dev lacp up
hold_up spawn 20 2
hold_up ip netns exec f1 sh -c 'echo; exec sleep 1000'
find_cgroup2
at_end "rmdir '$cgroups/f/inner' '$cgroups/f/empty' '$cgroups/f'"
mkdir "$cgroups/f" "$cgroups/f/inner" "$cgroups/f/empty"
# shellcheck disable=SC2016	# for the inner shell
hold_up sh -c 'echo $$ >"$1/cgroup.procs" && echo; exec sleep 1000' sh "$cgroups/f/inner"
# Nothing of the network is on its way any more: addresses are no longer tentative.
no_tentative()
{
	for net in /proc/1/ns/net /run/netns/f1 /run/netns/f2; do
		[ -z "$(nsenter --net="$net" ip -6 addr show tentative)" ] || return 1
	done
}
ok "the network is quiet" wait_until 20 no_tentative

# --- what the others say

table=$HERE/facts

# ask COMMAND: what it says, and of which net namespace: one that says it of its own
# only is asked in each.
# shellcheck disable=SC2086	# a command is words
ask()
{
	case $1 in
	ip* | bridge*)
		for net in /proc/1/ns/net /run/netns/f1 /run/netns/f2; do
			printf '{"netns":%s,"out":' "$(inum $net)"
			nsenter --net="$net" $1
			echo '}'
		done
		;;
	systemd-cgls*)
		$1 >"$T/cgls"
		awk -f "$HERE/cgls.awk" "$T/cgls" | sed 's/.*/{"netns":null,"out":&}/'
		;;
	*)
		printf '{"netns":null,"out":'
		$1
		echo '}'
		;;
	esac
}

# ask_all SUFFIX
ask_all()
{
	n=0
	while read -r peer; do
		n=$((n + 1))
		ask "$peer" </dev/null >"$T/peer$n.$1"
	done <"$T/peers"
}

# Those of no name plotnetcfg calls by a process in them.
name_nets()
{
	pids=$(sed 's/"PID [0-9]* (/\n&/g' "$T"/peer*.before |
		sed -n 's/^"PID \([0-9]*\) (.*/\1/p' | sort -u)
	printf '{"/":%s' "$(inum /proc/1/ns/net)"
	for name in f1 f2 f3; do
		printf ',"%s":%s' $name "$(inum /run/netns/$name)"
	done
	for pid in $pids; do
		printf ',"PID %s":%s' "$pid" "$(inum "/proc/$pid/ns/net")"
	done
	echo '}'
}

# look PEERS: what those whose commands this matches say, and nsview before and after.
look()
{
	awk -F '\t' -v of="$1" '$1 == "=" && $2 ~ of && !seen[$2]++ { print $2 }' "$table" >"$T/peers"
	awk -F '\t' -v of="$1" '$1 == "=" && $2 ~ of && !seen[$3]++ { print $3 }' "$table" \
		>"$T/commands"
	ask_all before
	while read -r command; do
		printf '{"command":"%s","out":' "$command"
		# shellcheck disable=SC2086	# it is words
		$command </dev/null
		echo '}'
	done <"$T/commands" >"$T/nsview"
	ask_all after
	name_nets >"$T/names"
}

# --- and how they compare

# The table is of one kernel: on it a line that nobody needs is one too many; on another
# a fact may not be there.
unseen()
{
	case $(uname -r) in
	6.1.*)
		echo "it is in the table, and was not printed" >"$T/said"
		result 1 "$1" "$T/said"
		;;
	*) note "$1: not on this kernel" ;;
	esac
}

tab=$(printf '\t')
# compare [WORDS]: which the names of tests begin with.
compare()
{
	n=0
	while read -r peer; do
		n=$((n + 1))
		jq -n -r --arg peer "$peer" --rawfile table "$table" \
			--slurpfile before "$T/peer$n.before" --slurpfile after "$T/peer$n.after" \
			--slurpfile names "$T/names" --slurpfile nsview "$T/nsview" \
			-f "$HERE/facts.jq" >"$T/verdicts" 2>"$T/err" || {
			result 1 "${1-}$peer: compared" "$T/err"
			continue
		}
		while IFS=$tab read -r verdict key values; do
			case $verdict in
			ok) result 0 "${1-}$peer: $key ($values)" ;;
			unseen) unseen "${1-}$peer: $key" ;;
			*)
				printf '%s\n' "$verdict" | sed 's/; /\n/g' >"$T/said"
				result 1 "${1-}$peer: $key" "$T/said"
				;;
			esac
		done <"$T/verdicts"
	done <"$T/peers"
}

look .
compare
at_end "insmod '${NSVIEW_KO:-/nsview/nsview.ko}'"
rmmod nsview
look "^(ip|bridge|plotnetcfg) "
compare "without the module: "

finish
