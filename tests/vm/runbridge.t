#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# An environment on a bridge of others: its addresses are none that somebody there has.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/envs.sh
. "$HERE/envs.sh"
find_cgroup2

ip netns add beside
at_end "ip netns del beside"
ip link add br-own type bridge
at_end "ip link del br-own"
ip addr add 172.20.0.1/24 dev br-own
ip addr add fd01::1/64 dev br-own nodad
ip link set br-own up
ip link add beside0 type veth peer name eth0 netns beside
ip link set beside0 master br-own up
ip -n beside link set eth0 up
ip -n beside addr add fd01::9/64 dev eth0 nodad
ok "somebody on it has an address by IPv6" wait_until 10 ping -q -c 1 -W 1 fd01::9

# found PID ADDRESS: what the kernel of PID's network has found of it.
found()
{
	nsenter -t "$1" -n ip -j -6 addr show dev eth0 |
		jq -r ".[0].addr_info[] | select(.local == \"$2\") |
		if .dadfailed then \"taken\" elif .tentative then \"asked for\" else \"usable\" end"
}

asked()
{
	[ "$(found "$1" "$2")" != "asked for" ]
}

for number in 9 10; do
	address=fd01::$(printf %x "$number")
	begin --net bridge=br-own --ip "172.20.0.$number" -- sleep 1230
	is "--ip $number: it has that by IPv4" "$(nsenter -t "$pid" -n ip -o -4 addr show dev eth0 |
		awk '{ print $4 }')" "172.20.0.$number/24"
	wait_until 10 asked "$pid" "$address" || :
	[ $number = 9 ] && want=taken || want=usable
	is "the one by IPv6 that goes with it" "$(found "$pid" "$address")" "$want"
	end_run
done
ok "who had it has it" ping -q -c 1 -W 1 fd01::9
fails "one by IPv6 alone" "one by IPv4" --net bridge=br-own --ip fd01::b -- true
finish
