#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What the module costs while nobody reads: fork, exec, setns and a packet over a bridge, in
# guest instructions, with the module and without it, in turns. For scripts/vm --icount, where a
# nanosecond of the guest's clock is an instruction. No part of `run`.
#
#	scripts/vm --icount -c .build/vm -- sh vm/idle.sh
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

ko=${NSVIEW_KO:-/nsview/nsview.ko}
turns=6 blocks=24
# In hundredths of a per cent, what two measures of the same may differ by.
noise=30

at_end "ip netns del i1; ip netns del i2; ip link del nsview-br"
ip link add nsview-br type bridge mcast_snooping 0
for n in 1 2; do
	ip netns add i$n
	ip link add nsview-p$n type veth peer name eth0 netns i$n
	ip link set nsview-p$n master nsview-br up
	ip -n i$n addr add 192.0.2.$n/24 dev eth0
	ip -n i$n link set eth0 up
done
# Nothing is asked for or told meanwhile.
for n in 1 2; do
	mac=$(ip -n i$n -j link show eth0 | jq -r '.[0].address')
	ip -n i$((3 - n)) neigh add 192.0.2.$n lladdr "$mac" dev eth0
	bridge fdb add "$mac" dev nsview-p$n master static
done
ip link set nsview-br up

# measure WHICH: a turn.
measure()
{
	idle $blocks /run/netns/i1 /run/netns/i1 /run/netns/i2 192.0.2.2 | sed "s/^/$1 /" >>"$T/took"
}

# median WHICH WHAT: of all turns.
median()
{
	awk -v which="$1" -v what="$2" '$1 == which && $2 == what { print $3 }' "$T/took" | sort -n |
		awk '{ n[NR] = $1 } END { print int((n[int((NR + 1) / 2)] + n[int(NR / 2) + 1]) / 2) }'
}

# more WHAT WHICH: how much more that is than without, in hundredths of a per cent.
more()
{
	echo $((10000 * ($(median "$2" "$1") - $(median without "$1")) / $(median without "$1")))
}

measure first
i=0
while [ $i -lt $turns ]; do
	rmmod nsview
	measure without
	insmod "$ko"
	measure with
	i=$((i + 1))
done
# A hook of the lightest kind, that it is seen.
rmmod nsview
at_end "insmod '$ko'"
cd "$DEBUGFS/tracing"
printf '%s\n' 'p:idle/fork kernel_clone' 'p:idle/exec begin_new_exec' \
	'p:idle/setns switch_task_namespaces' 'p:idle/packet br_handle_frame' >kprobe_events
echo 1 >events/idle/enable
for i in 1 2 3; do
	measure hooked
done
echo 0 >events/idle/enable
: >kprobe_events
cd "$HERE"

for what in fork exec setns packet; do
	all=$(awk -v what=$what '$2 == what && $1 != "first" { print $1 " " $3 }' "$T/took" | paste -s -d ,)
	note "$what: $all"
	off=$(more $what with)
	ok "$what: $(median with $what) instructions with the module, $(median without $what) without" \
		test "$off" -le $noise -a "$off" -ge -$noise
	seen=$(more $what hooked)
	ok "$what: a hook would be seen: $(median hooked $what) instructions with one" \
		test "$seen" -gt $((2 * noise))
done
# A clock that counts something else would make any figure pass.
spin=$(cost 7 spin)
ok "the clock counts instructions: 2,000,000 are $spin" test "$spin" -gt 1980000 -a "$spin" -lt 2020000

finish
