# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154 # bg and line: hold_up sets them
# What is outside of the environments of `nsview run --net bridge`, and how they are made
# and looked into, for the test of them. In a net namespace of its own.
# The outside: a host with a way in that nobody told it of. Its MTU is no usual one.
ip netns add out
at_end "ip netns del out"
ip link add up0 mtu 1400 type veth peer name out0 mtu 1400 netns out
ip addr add 192.0.2.1/24 dev up0
ip addr add 2001:db8::1/64 dev up0 nodad
ip -n out addr add 192.0.2.2/24 dev out0
ip -n out addr add 2001:db8::2/64 dev out0 nodad
ip link set up0 up
ip -n out link set lo up
ip -n out link set out0 up
ip route add default via 192.0.2.2
ip route add default via 2001:db8::2
ip -n out route add 10.0.0.0/8 via 192.0.2.1
ip -n out route add fd00::/8 via 2001:db8::1

# left: what is there that was not before. The lock stays, for who may wait for it.
left()
{
	ip -j link | jq -r '.[].ifname' | grep -vx 'lo\|up0' || :
	nft list ruleset
	find /run/nsview/net-* -type f ! -name lock
	sysctl -n net.ipv4.ip_forward net.ipv6.conf.all.forwarding | grep -v '^0' || :
}

nothing_left()
{
	left >"$T/left"
	[ ! -s "$T/left" ] || {
		cat "$T/left"
		return 1
	}
}

# For the shell inside: the MAC of eth0 and its addresses, a line each.
# shellcheck disable=SC2016
addresses='addresses()
{
	cat /sys/class/net/eth0/address
	ip -o addr show dev eth0 scope global | while read -r _ _ _ address _; do
		echo "${address%/*}"
	done
}
'
# env_up NAME [OPTION]...: an environment that stays; sets NAME_pid, NAME_mac, NAME_ip
# and NAME_ip6.
env_up()
{
	up=$1
	shift
	# shellcheck disable=SC2016	# for the inner shell
	hold_up nsview run --net bridge --bind "$HERE:/tmp/vm" "$@" -- sh -c "$addresses"'
		/tmp/vm/hello serve 80 >/dev/null &
		/tmp/vm/hello serve -u 53 >/dev/null &
		addresses | tr "\n" " "; echo
		exec sleep 100000'
	eval "${up}_pid=$bg"
	# shellcheck disable=SC2086
	set -- $line
	eval "${up}_mac=$1 ${up}_ip=$2 ${up}_ip6=${3-}"
}

# env_down PID...: as a user ends it.
env_down()
{
	for pid; do
		kill -TERM "$pid"
		wait "$pid" || :
		held=$(printf '%s' " $held " | sed "s/ $pid / /")
	done
}

# in_env PID COMMAND...: in the net namespace of the environment that nsview PID holds.
in_env()
{
	in_pid=$(pgrep -n -P "$1")
	shift
	nsenter -t "$in_pid" -n "$@"
}

reaches() # PID ADDRESS
{
	in_env "$1" ping -q -c 1 -W 5 "$2"
}

reaches_not()
{
	! in_env "$1" ping -q -c 1 -W 1 "$2"
}

# refused NAME WORDS OPTION...: it fails, and says so.
refused()
{
	refused_name=$1
	refused_words=$2
	shift 2
	nsview run "$@" -- true >"$T/out" 2>"$T/err" && status=0 || status=$?
	grep -q "$refused_words" "$T/err" || status="$status, and: $(cat "$T/err")"
	is "$refused_name" "$status" 125
}
