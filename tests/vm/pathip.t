#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview path` where a frame comes up to the IP stack: where the kernel and ip(8) say
# that its packet goes, and which rule of NAT counted it.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"
# shellcheck source=tests/vm/path.sh
. "$HERE/path.sh"

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
handle=$(ip netns exec pb nft -a list chain ip hide post | sed -n 's/.*masquerade # handle //p')
is "with NAT, and by which rule" "$(stage '.stage == "nat"' '"\(.certain): \(.what)"')" \
	"yes: IPv4 gets another source: masquerade by rule $handle of nftables chain post of table ip hide"

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
# Each device has a setting of its own, which is what counts.
conf=net.ipv4.conf.br0.forwarding
ip netns exec pb sysctl -qw $conf=0
is "not forwarded from this device: seen" "$(out)" ""
says a0 $bridge >/dev/null
is "not forwarded from this device: said" \
	"$(stage '.stage == "route" and .certain == "yes"' '"\(.verdict) \(.what)"')" \
	"drop IPv4 to any other address: forwarding of br0 is 0, though net.ipv4.ip_forward is 1"
ip netns exec pb sysctl -qw net.ipv4.ip_forward=0 $conf=1
is "forwarded from this device alone: seen" "$(out)" x1
says a0 $bridge >/dev/null
is "forwarded from this device alone: said" \
	"$(stage '.stage == "peer" and .verdict == "arrives"' .object)" x1
ok "forwarded from this device alone: why" grep -q "forwarding of br0 is 1, though" "$T/json"
is "forwarded from this device alone: one packet" "$(to 198.51.100.9 10.9.0.2)" "forward x0 yes"
ip netns exec pb sysctl -qw net.ipv4.ip_forward=1
# A rule may turn it before it is routed.
ip netns exec pb nft -f - <<'NFT'
table ip turn {
	chain pre {
		type nat hook prerouting priority -100
		ip daddr 198.51.100.7 dnat to 10.9.0.1
		ip daddr 198.51.100.8 tcp dport 80 dnat to 10.9.0.1
	}
}
NFT
is "a rule for another destination" "$(to 198.51.100.9 10.9.0.2)" "forward x0 yes"
is "a rule for this destination" "$(to 198.51.100.7 10.9.0.2)" "null br0 likely"
is "a rule for this destination: the route is that of the new one" \
	"$(stage '.stage == "route"' .what)" \
	"to its new destination: nsview path --to 10.9.0.1 tells where"
is "a rule for this destination: it is up to a socket" "$(sent 198.51.100.7 10.9.0.2)" ""
is "a rule for one of its ports" "$(to 198.51.100.8 10.9.0.2)" "forward x0 likely"
is "a rule for one of its ports: which" \
	"$(stage '.stage == "nat" and .certain == "likely"' '.what | sub(".*, if "; "")')" "tcp dport=80"
ip netns exec pb nft delete table ip turn

# Which rule it is: the kernel counts what came to each.
ip netns exec pb nft -f - <<'NFT'
delete table ip hide
table ip hide {
	chain guests {
		ip saddr 10.9.0.3 counter return
		ip daddr 198.51.100.64/26 counter snat to 192.0.2.1
	}
	chain gone {
		ip saddr 203.0.113.4 counter masquerade
	}
	chain post {
		type nat hook postrouting priority 100
		oifname "c*" counter masquerade
		oifname != "x*" counter masquerade
		meta oif "lo" counter masquerade
		ip daddr 198.51.100.0/24 jump guests
		ip daddr 198.51.100.0/25 ip saddr != 10.9.0.0/25 goto gone
		ip saddr 10.9.0.0/24 counter masquerade
		ip daddr { 203.0.113.130, 203.0.113.131 } counter masquerade
		ip daddr vmap { 198.51.100.33 : jump gone }
	}
}
table inet late {
	chain post {
		type nat hook postrouting priority 110
		ip6 daddr 2001:db8::/32 counter masquerade
		meta nfproto ipv4 counter masquerade
	}
}
NFT
counts() # TABLE RULE PACKETS
{
	ip netns exec pb nft -j list ruleset | jq -r '.nftables[].rule? // empty |
		select(any(.expr[]; has("masquerade") or has("snat"))) |
		"\(.table) \(.handle) \([.expr[].counter?.packets // empty][0])"' | sort
}
rules() # CERTAIN: TABLE RULE of each that is said
{
	jq -r --arg certain "$1" '[.. | objects |
		select(.stage == "nat" and .certain == $certain) | .what] | unique[]' "$T/json" |
		sed -E 's/.* by rule ([0-9]+) of .*table (ip|inet) ([a-z]+).*/\3 \1/'
}
while read -r dst src sure; do
	counts >"$T/before"
	sent "$dst" "$src" >/dev/null
	counts >"$T/after"
	hit=$(comm -13 "$T/before" "$T/after" | cut -d ' ' -f 1,2)
	to "$dst" "$src" >/dev/null
	if [ "$sure" = sure ]; then
		is "NAT of $dst from $src: the rule that the kernel took" "$(rules yes)" "$hit"
		is "NAT of $dst from $src: and no other" "$(rules likely)" ""
	else
		rules likely >"$T/may"
		ok "NAT of $dst from $src: one of those is '$hit'" grep -qx "${hit:-none}" "$T/may"
		is "NAT of $dst from $src: none is sure" "$(rules yes)" ""
	fi
done <<'PACKETS'
198.51.100.70 10.9.0.2 sure
198.51.100.71 10.9.0.3 sure
198.51.100.40 203.0.113.6 sure
198.51.100.41 203.0.113.4 sure
203.0.113.78 10.9.0.8 sure
203.0.113.130 203.0.113.7 perhaps
203.0.113.77 203.0.113.5 perhaps
PACKETS
ip netns exec pb nft delete table inet late
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
	lists=" of iptables; see iptables-legacy -t nat -S"
	is "NAT of iptables: said" "$(stage '.stage == "nat"' '"\(.certain): \(.what)"')" \
		"yes: IPv4 gets another source: masquerade by rule 1 of HIDE, from chain POSTROUTING$lists"
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
	is "NAT of iptables: another destination" "$(stage '.stage == "nat"' '.what | sub(";.*"; "")')" \
		"IPv4 may get another destination: dnat by rule 2 of chain PREROUTING of iptables, if \
daddr=198.51.100.11/32"
	is "NAT of iptables: perhaps, if no rule before" "$(to 198.51.100.11 10.9.0.2)" \
		"forward x0 likely"
	legacy -D PREROUTING 1
	is "NAT of iptables: of this one" "$(to 198.51.100.11 10.9.0.2)" "null br0 likely"
	is "NAT of iptables: of no other" "$(to 198.51.100.12 10.9.0.2)" "forward x0 yes"
	legacy -F
else
	skip "NAT of iptables" "$(head -n 1 "$T/said")"
fi
# IPv6: since Linux 6.17 a device may forward although all do not.
six=net.ipv6.conf
ip netns exec pb sysctl -qw $six.br0.disable_ipv6=0 $six.all.forwarding=0
ip -n pb addr add 2001:db8:9::1/64 dev br0 nodad
sixth()
{
	says a0 $bridge >/dev/null
	stage '.stage == "route" and (.what | startswith("IPv6 to any other"))' '"\(.verdict) \(.certain)"'
}
is "IPv6 is not forwarded" "$(sixth)" "drop yes"
if ip netns exec pb sysctl -qw $six.br0.force_forwarding=1 2>/dev/null; then
	is "IPv6 is, by force: said" "$(sixth)" "forward likely"
	ok "and why" grep -q "force_forwarding of br0 is 1, though $six.all.forwarding is 0" "$T/json"
	ip netns exec pb sysctl -qw $six.x0.disable_ipv6=0
	ip -n pb addr add 2001:db8:8::1/64 dev x0 nodad
	ip -n pb -6 route add default via 2001:db8:8::2 dev x0
	is "one packet of it: said" "$(to 2001:db8:7::7 2001:db8:9::2)" "forward x0 yes"
else
	skip "IPv6 is, by force" "this kernel has no force_forwarding"
fi
says a0 $bridge >/dev/null
is "an address on a port: said" "$(stage '.stage == "address"' '"\(.object) \(.verdict)"')" \
	"a0 unheard"
ip netns exec pb nft -f - <<'NFT'
table ip seen {
	chain within { type filter hook input priority 0; iifname "a0" counter; }
}
NFT
frames -i 10.9.0.2,10.8.0.1 pa a1 $from 02:00:00:00:00:a0 pb/br0 >"$T/got"
is "an address on a port: what is for it comes up as the bridge's" "$(cat "$T/got")" br0
is "and nothing comes in by the port" "$(ip netns exec pb nft -j list table ip seen |
	jq '[.. | objects | .counter? // empty | .packets] | add')" 0

finish
