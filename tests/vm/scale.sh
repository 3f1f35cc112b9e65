#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# scale.sh [PERCENT]: what every table and view takes on a machine with 100,000 processes,
# 10,000 sets of namespaces, as many ports of ten bridges, and 20,000 cgroups, or a part of
# that: instructions and memory grow as it does. For scripts/vm --icount, where a nanosecond of
# the guest's clock is an instruction. No part of `run`.
#
#	scripts/vm --icount -m 14G -c .build/vm -- sh vm/scale.sh
#
# Measured are a tenth of it, a third, and the whole. $VIEWS are the views, by semicolons.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

percent=${1:-100}
tasks=$((1000 * percent)) sets=$((100 * percent)) ports=$((100 * percent))
cgroups=$((200 * percent))
# An instruction a unit more than with a third of it, at most, in hundredths.
growth=15
: "${VIEWS:=ns -J;ns;ps -J;ps;tree -J;tree;bridge -J;bridge;dev;cgroup;graph;check;save $T/save}"

echo 4194304 >/proc/sys/kernel/pid_max
echo $((tasks * 2 + 10000)) >/proc/sys/kernel/threads-max
for limit in /proc/sys/user/max_*_namespaces; do
	echo 1000000 >"$limit"
done

# part FROM TO: so many hundredths of it more.
part()
{
	part_from=$1
	part_to=$2
	hold_up spawn -l $((tasks * (part_to - part_from) / 100)) \
		$((sets * (part_to - part_from) / 100)) $((ports * (part_to - part_from) / 100))
	seq -f "/sys/fs/cgroup/scale-%05.0f" $((cgroups * part_from / 100 + 1)) \
		$((cgroups * part_to / 100)) | xargs mkdir
}

# rest: until at most a tenth of the time goes to what the kernel has to do after that.
rest()
{
	rest_tries=0
	until at_rest; do
		rest_tries=$((rest_tries + 1))
		[ "$rest_tries" -lt 600 ] || return 1
	done
}

# measure SIZE: lines "SIZE table|view NAME UNITS INSTRUCTIONS KIB", to $T/took. Of a view it is
# user and system: while a disk is waited for the clock of instructions jumps.
measure()
{
	rows=$(($(wc -l <"$NSVIEW_DIR/tasks") - 2))
	for table in tasks namespaces pins cgroups devs addrs ports hooks; do
		# Few of these devices have an address: what it takes is to look at them.
		units=$(($(wc -l <"$NSVIEW_DIR/$(echo $table | sed s/addrs/devs/)") - 2))
		printf '%s\ttable\t%s\t%s\t%s\t0\n' "$1" $table $units \
			"$(cost 2 "$NSVIEW_DIR/$table")"
	done >>"$T/took"
	printf '%s\n' "$VIEWS" | tr ';' '\n' >"$T/views"
	while read -r view; do
		# One that finds differences has not failed.
		figures=$(median -v -s 1 1 sh -c "nsview $view || [ \$? = 3 ]" 2>"$T/said" |
			awk '{ print $2 + $3 "\t" $4 }')
		[ -n "$figures" ] || sed "s/^/# $view: /" "$T/said"
		printf '%s\tview\t%s\t%s\t%s\n' "$1" "${view% /*}" "$rows" "$figures"
		note "$1: $view: $figures"
	done <"$T/views" >>"$T/took"
	grep '^#' "$T/took" || :
	sed -i '/^#/d' "$T/took"
}

: >"$T/took"
from=0
for size in tenth:10 third:33 whole:100; do
	part "$from" "${size#*:}"
	from=${size#*:}
	ok "${size%:*}: the machine comes to rest" rest
	note "${size%:*}: $(awk '/^(MemTotal|MemAvailable|Slab)/ { print $1, int($2 / 1024), "MiB" }' \
		/proc/meminfo | paste -s -d ' ')"
	measure "${size%:*}"
done

for want in "tasks $tasks" "ports $ports" "cgroups $cgroups" "namespaces $((8 * sets))"; do
	rows=$(($(wc -l <"$NSVIEW_DIR/${want% *}") - 2))
	ok "$rows ${want% *}" test "$rows" -ge "${want#* }"
done

# Bytes of memory are a view's for each task more than the tenth had.
note "| table or view | units | instructions a unit: a tenth | a third | the whole | peak memory, MiB | bytes a task |"
note "|---|--:|--:|--:|--:|--:|--:|"
awk -F '\t' -v growth=$growth '
{
	key = $2 "\t" $3
	if (!(key in seen)) { seen[key] = 1; order[++n] = key }
	units[key, $1] = $4; took[key, $1] = $5; kib[key, $1] = $6
}
function each(key, size) { return units[key, size] ? took[key, size] / units[key, size] : 0 }
END {
	for (i = 1; i <= n; i++) {
		key = order[i]
		split(key, word, "\t")
		more = units[key, "whole"] - units[key, "tenth"]
		printf "# | `%s` | %d | %.0f | %.0f | %.0f | %.1f | %.0f |\n", word[2],
			units[key, "whole"], each(key, "tenth"), each(key, "third"), each(key, "whole"),
			kib[key, "whole"] / 1024,
			(more > 0 ? 1024 * (kib[key, "whole"] - kib[key, "tenth"]) / more : 0)
	}
	for (i = 1; i <= n; i++) {
		key = order[i]
		split(key, word, "\t")
		good = each(key, "whole") > 0 && each(key, "whole") <= (1 + growth / 100) * each(key, "third")
		printf "%s\t%s %s: %.0f instructions a unit, %.0f with a third of them\n",
			(good ? "ok" : "not ok"), word[1], word[2], each(key, "whole"), each(key, "third")
		if (word[1] != "view")
			continue
		a = kib[key, "third"] / units[key, "third"]
		b = kib[key, "whole"] / units[key, "whole"]
		printf "%s\t%s: %d KiB of memory, %d with a third\n",
			(b > 0 && b <= (1 + growth / 100) * a ? "ok" : "not ok"), word[2],
			kib[key, "whole"], kib[key, "third"]
	}
}' "$T/took" >"$T/judged"
grep '^#' "$T/judged"
grep -v '^#' "$T/judged" >"$T/lines"
while IFS="$(printf '\t')" read -r good text; do
	ok "$text" test "$good" = ok
done <"$T/lines"

# Locks that are held, as the kernel's own tracer has it.
tables=
for table in tasks namespaces pins cgroups devs addrs ports hooks; do
	tables="$tables $NSVIEW_DIR/$table"
done
# shellcheck disable=SC2086
ok "what opens is closed" sh -c "SECTIONS_KB=$((10240 + 8192 * percent)) sections $tables >$T/sections"
note "| lock | held at most, instructions | in | by the table |"
note "|---|--:|---|---|"
awk -F '\t' '$1 != "event" && $1 != "stretch" && $5 > most[$1] {
	most[$1] = $5; where[$1] = $2; table[$1] = $6
}
END { for (lock in most) printf "# | %s | %d | `%s` | `%s` |\n", lock, most[lock], where[lock], table[lock] }' \
	"$T/sections" | sort

finish
