#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Two readers of every table, while namespaces, devices, ports, chains, threads,
# cgroups, hierarchies and descriptors come and go, and bridge.ko: no row loses
# its grammar, and the kernel says nothing (that is for scripts/vm to see). A third
# reads in every other way: a byte at a time, from the middle, and not to the end;
# and rmmod is tried.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
find_cgroup2

rounds=100
# As short a storm as may do: where readers are slow one takes minutes, and else there are more.
[ -z "$SLICE" ] || rounds=6
seconds=0
[ -z "$LONG" ] || seconds=1200
schema >"$T/schema"
tables=$(cut -f 1 "$T/schema" | paste -s -d ' ')
version=$(schema -v)

# reader N: reads all tables until the churn is over; what is wrong is in bad.N.
reader()
{
	read_n=0
	while [ ! -e "$T/over" ]; do
		for table in $tables; do
			table "$table" >"$T/read.$1"
			: >"$T/seen.$1"
			awk -F '\t' -v table="$table" -v version="$version" -v seen="$T/seen.$1" \
				-f "$HERE/churn.awk" -f "$HERE/grammar.awk" \
				"$T/schema" "$T/read.$1" >>"$T/bad.$1" || :
			while read -r reader_kind; do
				[ ! -e "$T/unmet/$reader_kind" ] || rm -f "$T/unmet/$reader_kind"
			done <"$T/seen.$1"
		done
		read_n=$((read_n + 1))
	done
	echo "$read_n" >"$T/times.$1"
}

# Each of them waits to be met, once: chance alone takes many storms where a reader is slow.
mkdir "$T/unmet"
for kind in bridge bond vrf tap chains device-chain named freezer; do
	: >"$T/unmet/$kind"
done

# unmet: what is made, and no reader has met yet.
unmet()
{
	for kind in "$T/unmet"/*; do
		[ ! -e "$kind" ] || grep -q "^lacks ${kind##*/}:" "$T/churn" || echo "${kind##*/}"
	done
}

# odd_reader: as nobody would.
odd_reader()
{
	odd_n=0
	while [ ! -e "$T/over" ]; do
		for table in $tables; do
			dd bs=1 count=1000 if="$NSVIEW_DIR/$table" of=/dev/null status=none
			dd bs=1 skip=$((odd_n * 97 % 5000)) count=50 if="$NSVIEW_DIR/$table" \
				of=/dev/null status=none 2>/dev/null || : # behind the end
			head -n 5 "$NSVIEW_DIR/$table" >/dev/null
			rmmod nsview 2>/dev/null && echo "rmmod worked" >>"$T/bad.3"
		done <"$NSVIEW_DIR/tasks"
		odd_n=$((odd_n + 1))
	done
	echo "$odd_n" >"$T/times.3"
}
: >"$T/bad.3"
load_kinds
odd_reader 2>>"$T/bad.3" &
three=$!
reader 1 &
one=$!
reader 2 &
two=$!
held="$held $one $two $three"
end=$(($(date +%s) + seconds))
times=0
r=0
# A bridge may go with bridge.ko before it is met: then there is one more.
while [ $times = 0 ] || { [ "$r" = 0 ] && { [ "$(date +%s)" -lt "$end" ] ||
	{ [ $times -lt 4 ] && [ -n "$(unmet)" ]; }; }; }; do
	churn 4 $rounds "$cgroups" "$T/unmet" >"$T/churn" 2>&1 || r=$?
	times=$((times + 1))
done
result "$r" "four workers make and end $rounds things each" "$T/churn"
note "$times times, the last one $(sed -n 's/^made //p' "$T/churn" | paste -s -d , | sed 's/,/, /g')"
grep '^lacks ' "$T/churn" >"$T/lacks" || :
while IFS=: read -r what why; do
	skip "${what#lacks }: made and ended" "this kernel has none:$why"
done <"$T/lacks"
is "there were some of each" "$(grep '^made .* 0$' "$T/churn")" ""
is "the readers met each that has a row" "$(unmet)" ""
: >"$T/over"
wait $one $two $three
held=
is "each row kept its grammar" "$(cat "$T/bad.1" "$T/bad.2")" ""
is "the odd reader has nothing to complain of" "$(cat "$T/bad.3")" ""
ok "it read all tables at least once" test "$(cat "$T/times.3")" -ge 1
note "read all tables $(cat "$T/times.1") and $(cat "$T/times.2") times"
ok "each reader read all tables twice at least" \
	test "$(cat "$T/times.1")" -ge 2 -a "$(cat "$T/times.2")" -ge 2

# After the storm: what is left is what was there before.
for table in $tables; do
	table "$table" >"$T/$table"
	ok "$table: grammar afterwards" awk -F '\t' -v table="$table" -v version="$version" \
		-f "$HERE/grammar.awk" "$T/schema" "$T/$table"
done
ok "tasks agree with /proc afterwards" tasks_agree 30

finish
