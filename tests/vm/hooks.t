#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `hooks` against the chains that nft lists, the hooks that known modules have,
# the order that a packet meets, and `nft list hooks` where the kernel has it.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

# h1 has hooks of every family, h2 none of its own; no process is in either.
at_end "ip netns del h1; ip netns del h2"
ip netns add h1
ip netns add h2
ip -n h2 link set lo up
if modprobe br_netfilter 2>/dev/null; then
	at_end "rmmod br_netfilter"
fi
ip -n h1 -batch - <<'BATCH'
link set lo up
link add br0 type bridge
link set br0 up
link add d0 type dummy
link add d1 type dummy
BATCH
h1=$(inum /run/netns/h1)
h2=$(inum /run/netns/h2)
index()
{
	ip -n h1 -j link show "$1" | jq -r '.[0].ifindex'
}

# rules WHAT: from stdin; what this kernel lacks is skipped.
rules()
{
	what=$1
	if ip netns exec h1 nft -f - 2>"$T/said"; then
		made="$made $what"
	else
		skip "hooks of $what" "this kernel has none: $(head -n 1 "$T/said")"
	fi
}
has_made()
{
	case "$made " in
	*" $1 "*) ;;
	*) return 1 ;;
	esac
}
made=
rules inet <<'NFT'
table inet f {
	chain late { type filter hook input priority 10; ct state new accept; }
	chain early { type filter hook input priority -5; }
	chain first { type filter hook output priority 7; meta mark 0 meta mark set 1; }
	chain second { type filter hook output priority 7; meta mark 0 meta mark set 2; }
	chain last { type filter hook output priority 8; meta mark 1 counter; meta mark 2 counter; }
	chain not_a_hook { }
}
NFT
rules route <<'NFT'
table ip r {
	chain out { type route hook output priority -150; }
}
NFT
rules nat <<'NFT'
table ip n {
	chain out { type nat hook postrouting priority 100; oifname "d0" masquerade; }
}
NFT
rules arp <<'NFT'
table arp a {
	chain in { type filter hook input priority 3; }
	chain out { type filter hook output priority -2147483640; }
}
NFT
rules bridge <<'NFT'
table bridge b {
	chain between { type filter hook forward priority -2; }
}
NFT
rules netdev <<'NFT'
table netdev d {
	chain in { type filter hook ingress devices = { d0, d1 } priority -7; }
	chain in2 { type filter hook ingress device d0 priority 2147483640; }
}
NFT
rules inet-ingress <<'NFT'
table inet i {
	chain in { type filter hook ingress device d0 priority 2; }
}
NFT
rules egress <<'NFT'
table netdev e {
	chain out { type filter hook egress device d1 priority 1; }
}
NFT

table hooks >"$T/hooks"
same_columns=family,hook,priority,nft_family,nft_table,nft_chain
# One of inet is two, one of nat is called by nf_nat. nft does not say of which device.
ip netns exec h1 nft -j list chains | jq -r '.nftables[] | .chain // empty
	| select(.hook and .type != "nat") | . as $chain
	| (if .hook == "ingress" or .hook == "egress" then ["netdev"]
		elif .family == "inet" then ["ip", "ip6"] else [.family] end)[]
	| [., $chain.hook, $chain.prio, $chain.family, $chain.table, $chain.name]
	| map(tostring) | join("\t")' | sort >"$T/want"
col "$T/hooks" $same_columns netns="$h1" | awk -F '\t' '$6 != "-"' | sort -u >"$T/got"
same "every base chain of$made" "$T/got" "$T/want"
if has_made netdev; then
	is "those of one device" "$(col "$T/hooks" hook,order,priority,nft_chain netns="$h1" \
		family=netdev ifindex="$(index d0)" nft_table=d)" "ingress	1	-7	in
ingress	$(has_made inet-ingress && echo 3 || echo 2)	2147483640	in2"
	is "and of the other" "$(col "$T/hooks" hook,order,priority,nft_chain netns="$h1" \
		family=netdev ifindex="$(index d1)" nft_table=d)" "ingress	1	-7	in"
	is "hooks of no device have none" "$(col "$T/hooks" family,ifindex netns="$h1" |
		awk '($1 == "netdev") == ($2 == "-")')" ""
fi

# Called in this order: by number from 1, by priority.
col "$T/hooks" netns,family,hook,ifindex,order,priority >"$T/order"
# shellcheck disable=SC2016
ok "numbers and priorities ascend in each place" awk -F '\t' '
	{ place = $1 " " $2 " " $3 " " $4 }
	place == last && ($5 != number + 1 || $6 < priority) { print; bad = 1 }
	place != last && ($5 != 1 || place in seen) { print; bad = 1 }
	{ last = place; number = $5; priority = $6; seen[place] }
	END { exit bad || NR < 5 }' "$T/order"
# Of two with one priority, the one that a packet meets first has the lower number.
ip netns exec h1 ping -q -c 1 127.0.0.1 >/dev/null
ip netns exec h1 nft list chain inet f last | awk '/packets/ && !/packets 0 / { print $3 }' >"$T/met"
is "a packet met one of them first" "$(wc -l <"$T/met")" 1
case $(($(cat "$T/met"))) in
1) want="first second" ;;
*) want="second first" ;;
esac
is "the one that comes first in the table" "$(col "$T/hooks" nft_chain netns="$h1" family=ip \
	hook=output priority=7 nft_table=f | paste -s -d ' ')" "$want"

# of FUNCTION MODULE: the two cells; a module that is built in has no name.
of()
{
	if grep -q "^$2 " /proc/modules; then
		echo "$1	$2"
	else
		echo "$1	-"
	fi
}
at() # NETNS FAMILY HOOK PRIORITY
{
	col "$T/hooks" function,module netns="$1" family="$2" hook="$3" priority="$4"
}
is "conntrack looks at what arrives" "$(at "$h1" ip prerouting -200)" \
	"$(of ipv4_conntrack_in nf_conntrack)"
is "and at what is sent" "$(at "$h1" ip output -200)" "$(of ipv4_conntrack_local nf_conntrack)"
is "in IPv6 as well" "$(at "$h1" ip6 prerouting -200)" "$(of ipv6_conntrack_in nf_conntrack)"
is "not where no rule asks for it" "$(at "$h2" ip prerouting -200)" ""
is "what runs a chain" "$(at "$h1" ip input -5)" "$(of nft_do_chain_inet nf_tables)"
if has_made nat; then
	is "NAT before a packet leaves" "$(at "$h1" ip postrouting 100)" "$(of nf_nat_ipv4_out nf_nat)"
fi
if [ -d /proc/sys/net/bridge ]; then
	is "br_netfilter in the bridge's hooks" "$(at "$h1" bridge prerouting 0)" \
		"$(of br_nf_pre_routing br_netfilter)"
	is "and in those of IP" "$(at "$h1" ip prerouting -2147483648)" \
		"$(of ip_sabotage_in br_netfilter)"
	is "only where there is a bridge" "$(at "$h2" bridge prerouting 0)" ""
else
	skip "br_netfilter" "this kernel has none"
fi

# Every function of the table is one that kallsyms has, in that module.
col "$T/hooks" function,module | sort -u >"$T/functions"
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

# nft asks nfnetlink_hook: place by place, in the order of calls.
listed()
{
	ip netns exec h1 nft list hooks
	ip netns exec h1 nft list hooks netdev device d0
}
listed >"$T/listed" 2>/dev/null || :
if [ -s "$T/listed" ]; then
	awk '
		$1 == "family" { family = $2 }
		$1 == "hook" { hook = $2 }
		/^\t\t/ { priority = $1 + 0; $1 = ""; print family " " hook " " priority $0 }
		' "$T/listed" >"$T/want"
	{
		col "$T/hooks" "$same_columns,function,module" netns="$h1" ifindex=-
		col "$T/hooks" "$same_columns,function,module" netns="$h1" ifindex="$(index d0)" hook=ingress
	} | awk -F '\t' '$1 != "arp" {
		print $1 " " $2 " " $3 " " ($6 == "-" ? $7 : "chain " $4 " " $5 " " $6) \
			($8 == "-" ? "" : " [" $8 "]") }' >"$T/got"
	same "what nfnetlink_hook says" "$T/got" "$T/want"
else
	skip "what nfnetlink_hook says" "this kernel has none"
fi

# Names that only netlink can give, and more hooks in one place than a buffer holds.
if nftname "/run/netns/h1" "$(printf 'a\tb\nc')" "$(printf -- '-\\\033[1m')"; then
	is "hostile names of a table and a chain" \
		"$(col hooks nft_table,nft_chain netns="$h1" family=ip hook=forward)" \
		'a\x09b\x0ac	-\x5c\x1b[1m'
else
	result 1 "hostile names of a table and a chain"
fi
{
	echo "table ip many {"
	seq 900 | sed 's/.*/chain c& { type filter hook forward priority &; }/'
	echo "}"
} | tr ';' '\n' | sed 's/}$/\n}/' | ip netns exec h1 nft -f -
col hooks order,priority,nft_chain netns="$h1" family=ip hook=forward nft_table=many >"$T/got"
first=$(head -n 1 "$T/got" | cut -f 1)
seq 900 | awk -v first="$first" '{ printf "%d\t%d\tc%d\n", first + $1 - 1, $1, $1 }' >"$T/want"
same "900 chains in one place" "$T/got" "$T/want"

ip netns exec h1 nft flush ruleset
is "chains that are gone" "$(col hooks nft_chain netns="$h1" | grep -v '^-' || :)" ""
finish
