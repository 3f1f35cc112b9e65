# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# T: lib.sh
# What makes environments without nsview. Sourced after lib.sh.
#
#	crun, runc: $T/bundle, an OCI bundle whose root is the host's, as nsview's is without
#	            --rootfs
#	ip:         $T/seven NUMBER, a veth on the bridge seven0 with an address and a route

makers_begin()
{
	mkdir -p "$T/bundle/rootfs"
	mount --bind / "$T/bundle/rootfs"
	at_end "umount '$T/bundle/rootfs'"
	(cd "$T/bundle" && crun spec && jq '.process.terminal = false |
		.process.args = ["/bin/true"]' config.json >new && mv new config.json)

	cat >"$T/seven" <<-'SEVEN'
	n=by-hand-$1
	ip netns add "$n"
	ip link add "v$1" type veth peer name eth0 netns "$n"
	ip link set "v$1" master seven0
	ip link set "v$1" up
	ip -n "$n" addr add "10.77.0.$((10 + $1))/24" dev eth0
	ip -n "$n" link set eth0 up
	ip -n "$n" route add default via 10.77.0.1
	SEVEN
	ip link add seven0 type bridge
	ip addr add 10.77.0.1/24 dev seven0
	ip link set seven0 up
}

# makers_end: the bridge is no neighbour of what comes after it.
makers_end()
{
	ip link del seven0
}
