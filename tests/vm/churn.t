#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Two readers of every table, while namespaces, devices, ports, threads and
# cgroups come and go: no row loses its grammar, and the kernel says nothing
# (that is for scripts/vm to see).
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
find_cgroup2

rounds=100
[ -z "$SLICE" ] || rounds=50
[ -z "$LONG" ] || rounds=3000
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
			awk -F '\t' -v table="$table" -v version="$version" \
				-f "$HERE/grammar.awk" "$T/schema" "$T/read.$1" >>"$T/bad.$1" || :
		done
		read_n=$((read_n + 1))
	done
	echo "$read_n" >"$T/times.$1"
}
reader 1 &
one=$!
reader 2 &
two=$!
held="$held $one $two"
modprobe -a bridge dummy veth tun 2>/dev/null || :
churn 4 $rounds "$cgroups" >"$T/churn" 2>&1 && r=0 || r=$?
result "$r" "four workers make and end $rounds things each" "$T/churn"
note "$(tail -n 1 "$T/churn")"
: >"$T/over"
wait $one $two
held=
is "each row kept its grammar" "$(cat "$T/bad.1" "$T/bad.2")" ""
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
