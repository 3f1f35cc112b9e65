#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Each allocation of the kernel fails once while a table is read, and while nsview is loaded and
# unloaded: the table is whole or the read says that there is no memory, the module is there or
# is not, and nothing is left behind.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

[ -e /proc/self/fail-nth ] || skip_all "only the debug kernel fails on demand"
ko=${NSVIEW_KO:-/nsview/nsview.ko}
find_cgroup2

# One in so many is tried: of reading each; of loading, which is the kernel's work for the most
# part, one in more. With what there is of net namespaces the table of hooks has more of them.
every_load=7 nets=6
if [ -n "$SLICE" ]; then
	every_load=17
elif [ -n "$LONG" ]; then
	every_load=1 nets=40
fi

# All allocations of this kind, of the kernel's ordinary memory; nothing is said of it.
knob() # ATTRIBUTE NAME VALUE
{
	ok "$1: $2 is $3" sh -c "echo $3 >'$DEBUGFS/$1/$2'"
}
for what in failslab fail_page_alloc; do
	knob $what ignore-gfp-wait N
	knob $what verbose 0
done
knob fail_page_alloc min-order 0
knob fail_page_alloc ignore-gfp-highmem N

# Something for each table, and more than fits in what it begins with.
at_end "ip netns del f1"
ip netns add f1
ip -n f1 -batch - <<'BATCH'
link add br0 type bridge vlan_filtering 1
link add a0 type veth peer name a1
link add b0 type dummy
link set a0 master br0
link set b0 master br0
link set br0 up
link set a0 up
addr add 192.0.2.1/24 dev br0
BATCH
# A minute, where each VLAN is looked at.
[ -n "$SLICE" ] || ip netns exec f1 vlans b0 untagged
ip netns exec f1 nft -f - <<'NFT'
table inet t {
	chain c { type filter hook input priority 0; }
}
NFT
hold_up spawn $((2 * nets)) $nets
hold_up wide 300 60
# Addresses of IPv6 are tentative for a second.
wait_until 60 sh -c '! ip -n f1 -6 addr show tentative | grep -q inet6'

leaks_before
regions=$(grep -c . /proc/vmallocinfo)

# tried WHAT COMMAND...: what failnth says of it.
tried()
{
	tried_what=$1
	shift
	"$@" >"$T/points" 2>"$T/wrong" && status=0 || status=$?
	result "$status" "$tried_what: it works, or there is no memory" "$T/wrong"
	points=0 failed=0
	read -r what points some failed <"$T/points" || :
	note "$tried_what: $points points, $some tried, $failed of them failed it"
}

tables=$(schema | cut -f 1)
# Their binary twins differ in how a cell is put into the buffer.
[ -z "$LONG" ] || tables="$tables $(schema | cut -f 1 | sed 's:^:binary/:')"
for table in $tables; do
	tried "$table" failnth 1 read "$NSVIEW_DIR/$table"
	# A fault that nobody sees is none.
	ok "$table: some of $points points fail it" test "$failed" -ge 2
done

rmmod nsview
at_end "[ -e '$NSVIEW_DIR' ] || insmod '$ko'"
cp "$ko" "$T/ko" # the disk has faults of its own
# Where there is no memory for the file and what is in it, the kernel says so at length.
tried load nsview-expect-console 'failnth: (loads|vmalloc error|page allocation failure)' \
	sh -c 'echo "<4>failnth: loads" >/dev/kmsg; exec "$@"' sh \
	failnth "$every_load" load "$T/ko" "$NSVIEW_DIR"
ok "load: some of $points points fail it" test "$failed" -ge 2
tried unload failnth 1 unload "$T/ko" "$NSVIEW_DIR"

leaks_scan
cat "$DEBUGFS/kmemleak" >"$T/leaks"
[ -s "$T/leaks" ] && r=1 || r=0
result "$r" "nothing is left without a reference" "$T/leaks"
after=$(grep -c . /proc/vmallocinfo)
ok "no more memory is mapped than before ($regions, $after)" test "$after" -le $((regions + 20))

finish
