#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `addrs` against `ip -j addr`, in the host and in namespaces no process is in.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

at_end "ip netns del a1; ip netns del a2"
ip netns add a1
ip netns add a2

# a2 has no IPv6 at all, and nothing there may hide its IPv4.
ip netns exec a2 sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
	echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
ip -n a1 -batch - <<'BATCH'
link set lo up
link add dm0 type dummy
link set dm0 up
addr add 10.1.0.1/24 dev dm0
addr add 10.1.0.2/24 dev dm0 label dm0:two
addr add 10.2.0.1 peer 10.2.0.9/32 dev dm0
addr add 10.3.0.1/8 dev dm0 scope link
addr add 10.4.0.1/32 dev dm0 scope host
addr add 10.5.0.1/0 dev dm0 scope 77
addr add 255.255.255.255/32 dev dm0
addr add 2001:db8::1/64 dev dm0 nodad
addr add 2001:db8::5 peer 2001:db8::6/128 dev dm0 nodad
addr add fd00:1:2:3:4:5:6:7/48 dev dm0 nodad
addr add ::ffff:1.2.3.4/128 dev dm0 nodad
addr add fec0::1/64 dev dm0 nodad
link add down0 type dummy
addr add 192.0.2.1/24 dev down0
BATCH
ip -n a2 -batch - <<'BATCH'
link set lo up
link add dm0 type dummy
link set dm0 up
addr add 10.9.0.1/24 dev dm0
BATCH

ip_says() # NETNS; ip's own words for addresses, peers, scopes
{
	jq -r --arg netns "$1" '.[] | .ifindex as $index | .addr_info[] | select(.family)
		| [$netns, $index, .family, .local, .prefixlen, .scope, (.address // "-"),
			(.label // "-")]
		| map(tostring) | join("\t")' | sort
}
columns=netns,ifindex,family,address,prefix,scope,peer,label

# as_ip WHAT NETNS IP-OPTION...: the table has what ip says there.
as_ip()
{
	as_what=$1 at=$2
	shift 2
	ip "$@" -j addr | ip_says "$at" >"$T/want"
	col addrs $columns netns="$at" | sort >"$T/got"
	same "what ip says of $as_what" "$T/got" "$T/want"
}

for net in a1 a2; do
	as_ip $net "$(inum /run/netns/$net)" -n $net
done
is "all that was added is there" "$(col addrs address netns="$(inum /run/netns/a1)" |
	grep -c '^10\.\|^192\|^255\|^2001\|^fd00\|ffff:\|^fec0')" 13
# More than are read in one go.
seq -f 'addr add 10.20.%g.1/32 dev dm0' 0 199 | ip -n a2 -batch -
seq -f 'addr add 10.20.%g.1/32 dev dm0' 0 99 | ip -n a1 -batch -
seq -f 'addr add fd00::%g/128 dev dm0 nodad' 1000 | ip -n a1 -batch -
for net in a1 a2; do
	as_ip "$net, of many" "$(inum /run/netns/$net)" -n $net
done
ip -n a2 addr flush dev dm0
ip -n a2 addr add 10.9.0.1/24 dev dm0

is "without IPv6: its IPv4" "$(col addrs family,address netns="$at" | sort)" \
	"inet	10.9.0.1
inet	127.0.0.1"

as_ip "the host" "$(inum /proc/1/ns/net)"

# More than one buffer of them, in a namespace that only a descriptor holds.
hold_up hold fd
net=${line%% *}
# The inner shell's.
# shellcheck disable=SC2016
nsenter --net="$(find "/proc/$bg/fd" -lname "net:\[$net\]" | head -n 1)" sh -c '
	ip link add dm0 type dummy
	for i in $(seq 250); do
		echo "addr add 10.0.$i.1/24 dev dm0"
		echo "addr add 2001:db8:$i::1/64 dev dm0 nodad"
	done | ip -batch -
	ip -j addr' | ip_says "$net" >"$T/want"
col addrs $columns netns="$net" | sort >"$T/got"
is "500 addresses of a namespace that a descriptor holds" "$(wc -l <"$T/want")" 500
same "500 addresses: each of them" "$T/got" "$T/want"
let_go "$bg"

finish
