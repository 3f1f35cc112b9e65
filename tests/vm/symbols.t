#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Names of functions are as of now, also in a file that is open since before: a module goes,
# and another lies where it was. Where they lie, /proc/modules tells.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

# The same module by another name, function and all.
sed 's/rxhold/rxhole/g' /nsview/rxhold.ko >"$T/rxhole.ko"
ip netns add x
at_end "rmmod rxhold rxhole; ip netns del x"
ip -n x link add d0 type dummy
x=$(inum /run/netns/x)

takes() # MODULE FILE
{
	ip netns exec x insmod "$2" dev=d0
	at=$(awk -v name="$1" '$1 == name { print $6 }' /proc/modules)
}

handler() # TABLE
{
	col "$1" rx_handler,rx_module netns="$x" name=d0
}

# What a module leaves is free again when something that loads after it asks for it.
purge()
{
	modprobe macvlan
	modprobe -r macvlan
}

i=0
same=
while [ -z "$same" ] && [ $i -lt 8 ]; do
	i=$((i + 1))
	takes rxhold /nsview/rxhold.ko
	first=$at
	# head(1) reads all that is there and goes back behind what it wants.
	exec 9<"$NSVIEW_DIR/devs"
	head -n 2 <&9 >"$T/devs"
	rmmod rxhold
	purge
	takes rxhole "$T/rxhole.ko"
	cat <&9 >>"$T/devs"
	exec 9<&-
	[ "$first" != "$at" ] || same=1
	handler "$T/devs" >>"$T/named"
	rmmod rxhole
done
note "after $i times at ${same:+the same place: }$first $at"
is "the one that is there is named, and never the one that was" \
	"$(sort -u "$T/named")" "rxhole_handle_frame	rxhole"
if [ -n "$same" ]; then
	ok "that lay where the other had been" true
else
	skip "one that lies where the other had been" "this kernel put none there in $i times"
fi

finish
