#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What nsview takes, it gives back: kmemleak finds nothing after it was loaded,
# read in every way beside things that come and go, and unloaded.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

LEAKS=$DEBUGFS/kmemleak
[ -e "$LEAKS" ] || skip_all "only the debug kernel looks for leaks"
find_cgroup2
ko=${NSVIEW_KO:-/nsview/nsview.ko}

read_all()
{
	for table in $(table_files .) $(table_files binary); do
		cat "$table" >/dev/null
		dd bs=1 count=200 if="$table" of=/dev/null status=none
		head -n 4 "$table" >/dev/null
	done
}

rmmod nsview
at_end "[ -e '$NSVIEW_DIR' ] || insmod '$ko'"
leaks_before
insmod "$ko"
load_kinds
{
	churn 2 20 "$cgroups" >/dev/null
	: >"$T/over"
} &
held="$held $!"
hold_up keep uts flight
hold_up keep uts connection
while [ ! -e "$T/over" ]; do
	read_all
done
read_all
rmmod nsview
leaks_scan
cat "$LEAKS" >"$T/leaks"
[ -s "$T/leaks" ] && r=1 || r=0
result "$r" "nothing is left without a reference" "$T/leaks"

finish
