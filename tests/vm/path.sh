# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# A bridge in a net namespace of its own, for tests of `nsview path`, and what is
# said and seen of frames there.
# shellcheck disable=SC2034
at_end "for n in pb pa pc pd pe px; do ip netns del \$n; done"
for n in pb pa pc pd pe px; do
	ip netns add $n
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
done

# pb has the bridge br0 with the ports a0 c0 d0 e0; their peers a1 c1 d1 e1 are
# in namespaces of their own. x0 is a way out that is no port.
ip -n pb link add br0 address 02:00:00:00:00:b0 type bridge stp_state 0 mcast_snooping 0
for p in a c d e x; do
	ip -n pb link add ${p}0 address 02:00:00:00:00:${p}0 type veth \
		peer name ${p}1 address 02:00:00:00:00:${p}1 netns p$p 2>/dev/null ||
		ip -n pb link add ${p}0 address 02:00:00:00:0f:00 type veth \
			peer name ${p}1 address 02:00:00:00:0f:01 netns p$p
	[ $p = x ] || ip -n pb link set ${p}0 master br0
	ip -n pb link set ${p}0 up
	ip -n p$p link set ${p}1 up
done
ip -n pb link set br0 up
settled()
{
	bridge -n pb -j link | jq -e 'length == 4 and all(.state == "forwarding")'
}
ok "four ports come to forward" wait_until 40 settled

pb=$(inum /run/netns/pb)
all_ends="pa/a1 pc/c1 pd/d1 pe/e1 pb/br0"
broadcast=ff:ff:ff:ff:ff:ff
unknown=02:00:00:00:00:99
from=02:00:00:00:00:a1
bridge=02:00:00:00:00:b0

# went [-v VLAN] PORT SRC DST: who took such a frame in that came in by PORT.
went()
{
	went_vlan=
	if [ "$1" = -v ]; then
		went_vlan="-v $2"
		shift 2
	fi
	went_from=${1%0}
	# shellcheck disable=SC2086
	frames $went_vlan "p$went_from" "${went_from}1" "$2" "$3" $all_ends | sort | paste -sd ' '
}

# says [-v VLAN] PORT DST: who will, says nsview for sure. Its answer is $T/json.
says()
{
	says_vlan=
	if [ "$1" = -v ]; then
		says_vlan="--vlan $2"
		shift 2
	fi
	# shellcheck disable=SC2086
	nsview path -J $says_vlan --dst "$2" "$pb/$1" >"$T/json"
	jq -r '[.. | objects | select((.stage == "peer" and .verdict == "arrives") or
		(.stage == "up" and .verdict == "up")) | select(.certain == "yes") | .object]
		| sort | join(" ")' "$T/json"
}

# stage FILTER VALUE: of $T/json, VALUE of the stages that FILTER keeps.
stage()
{
	jq -r "[.. | objects | select(has(\"stage\")) | select($1) | $2] | map(tostring)
		| unique | join(\" \")" "$T/json"
}

# both NAME WANT [-v VLAN] PORT SRC DST: the frames went to WANT, and it was said.
both()
{
	both_name=$1
	both_want=$2
	shift 2
	both_vlan=
	if [ "$1" = -v ]; then
		both_vlan="-v $2"
		shift 2
	fi
	# shellcheck disable=SC2086
	is "$both_name: said" "$(says $both_vlan "$1" "$3")" "$both_want"
	# shellcheck disable=SC2086
	is "$both_name: seen" "$(went $both_vlan "$1" "$2" "$3")" "$both_want"
}
