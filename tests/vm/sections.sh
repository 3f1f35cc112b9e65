#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# sections.sh [--slice]: what a reader of all tables does to the rest of a machine
# with 20,000 processes, 1,000 net namespaces and 1,000 ports, or with --slice a
# tenth of them: how long it holds which lock, and how much later another task
# wakes beside it. For scripts/vm --icount, where a nanosecond of the guest's
# clock is an instruction. No part of `run`.
#
#	scripts/vm --icount -m 4G -c .build/vm -- sh vm/sections.sh
#
# A section that is no longer than one record does not grow with the machine: it is
# measured with a tenth of the crowd first, by reading three times: what an interrupt
# was in is not told of, and the longest there has few that are as long.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

# It wakes at no multiple of a tick: else one that hits its work hits a whole turn.
tasks=20000 nets=1000 ports=1000 cgroups=1000 rounds=1000 period=3019
if [ "${1-}" = --slice ]; then
	tasks=2000 nets=100 ports=100 cgroups=100 rounds=600 period=1013
fi
tables=
for name in tasks namespaces pins cgroups devs ports addrs hooks info; do
	tables="$tables $NSVIEW_DIR/$name"
done

# crowd N OF: that part of it, besides what there is already.
crowd()
{
	hold_up spawn $((tasks * $1 / $2)) $((nets * $1 / $2)) $((ports * $1 / $2))
	# Their names are of one length, so that their rows are.
	seq -f "/sys/fs/cgroup/crowd-$1-%04.0f" $((cgroups * $1 / $2)) >"$T/cgroups"
	at_end "xargs rmdir <$T/cgroups.$1"
	mv "$T/cgroups" "$T/cgroups.$1"
	xargs mkdir <"$T/cgroups.$1"
}

# Kinds of locks and the most that one record needs of each, in instructions.
bounds="rcu 20000, task_lock 20000, file_lock 20000, queue 9000, iolock 9000, idev 1000,
	net_rwsem 10000, rtnl 60000, stretch 100000, stretch-of-sets 400000"

# judge_each FILE OF_TENTH: a line for each lock or table, with what its longest is
# where: "ok|not ok TEXT". What an event costs to note differs by 190 now and then,
# and between two points arrays are copied to larger ones.
judge_each()
{
	awk -F '\t' -v bounds="$bounds" -v ports=$ports '
	BEGIN {
		n = split(bounds, bound, /,[ \t\n]*/)
		for (i = 1; i <= n; i++) {
			split(bound[i], word, " ")
			order[i] = word[1]
			most[word[1]] = word[2]
		}
	}
	$1 == "event" { next }
	{
		length_ = $1 == "stretch" ? $3 : $5
		sets = $1 == "stretch" ? $2 : $6
		sets = sets == "namespaces" || sets == "pins"
		if ($1 == "stretch" && sets)
			$1 = "stretch-of-sets"
		slack = 1000
		if ($1 == "stretch")
			slack = 10000
		else if ($1 == "stretch-of-sets")
			slack = 400 * ports
		else if (sets && ($1 == "rcu" || $1 == "net_rwsem"))
			slack = 6 * ports
	}
	FILENAME == ARGV[1] {
		if (length_ > before[$1, $2])
			before[$1, $2] = length_
		next
	}
	{
		if (!($1 in most))
			say(0, $1 ": a lock that nobody thought of, in " $2)
		if (!($1 in longest) || length_ > longest[$1]) {
			longest[$1] = length_
			where[$1] = $1 ~ /^stretch/ ? $2 " (" $4 " to " $5 ")" : $2 ", table " $6
		}
		if (($1, $2) in before && length_ > before[$1, $2] * 1.05 + slack)
			grown[$1] = grown[$1] " " $2 " " before[$1, $2] "->" length_
		if ($1 !~ /^stretch/ && $7 && $8 > $5 * 1.05 + 5000)
			cut[$1] = cut[$1] " " $2 " " $8
	}
	function say(good, text) { print (good ? "ok" : "not ok") "\t" text }
	END {
		for (i = 1; i <= n; i++) {
			lock = order[i]
			say(longest[lock] > 0 && longest[lock] <= most[lock],
			    sprintf("%s: longest %d of at most %d: %s", lock, longest[lock], most[lock], where[lock]))
			say(!grown[lock], lock ": no longer than with a tenth" (grown[lock] ? ":" grown[lock] : ""))
			if (lock !~ /^stretch/)
				say(!cut[lock], lock ": nor where it was interrupted" (cut[lock] ? ":" cut[lock] : ""))
		}
	}' "$2" "$1"
}

# of WHAT COMPANY COLUMN: a figure of what `fifo` said.
of()
{
	awk -F '\t' -v what="$1" -v company="$2" -v column="$3" \
		'$1 == what && $2 == company { print $column }' "$T/fifo"
}

# What a fork costs depends on what slabs and lists of pages hold just then, by 4 % and
# more from one `fifo` to the next with nobody beside it: compared are turns of one.
like() # NAME BUSY IDLE: they are within 5 %.
{
	off=$(awk -v idle="$3" -v busy="$2" 'BEGIN { printf "%.1f", 100 * (busy / idle - 1) }')
	ok "$1 $2, idle $3: $off %, at most 5" \
		awk -v off="$off" 'BEGIN { exit !(off <= 5 && off >= -5) }'
}

# beside MODE LATER: the FIFO task alone and beside the reader, where the kernel
# preempts as MODE says; it may be that much later.
beside()
{
	echo "$1" >/sys/kernel/debug/sched/preempt
	# shellcheck disable=SC2086
	fifo $rounds $period $tables >"$T/fifo"
	reads=$(awk '$1 == "reads" { print $2 }' "$T/fifo")
	ok "$1: all was read $reads times" test "$reads" -gt 0
	for what in fork setns; do
		for who in idle spin busy; do
			note "$1: $what: $who: took $(of $what $who 3), p99 $(of $what $who 4)," \
				"began p99 $(of $what $who 5), ended p99 $(of $what $who 6)"
		done
		like "$1: $what: median" "$(of $what busy 3)" "$(of $what idle 3)"
		later=$(($(of $what busy 5) - $(of $what idle 5)))
		ok "$1: $what: begins $later later, at most $2" test $later -le "$2"
		later=$(($(of $what busy 6) - $(of $what idle 6)))
		ok "$1: $what: ends $later later, at most $2" test $later -le "$2"
	done
}

# The kernel as it was booted, where all of a stretch counts, and no task preempts.
echo voluntary >/sys/kernel/debug/sched/preempt
# What is much for one record: looked at in parts, and a queue that is not.
hold_up wide 1000 32
crowd 1 10
# shellcheck disable=SC2086
ok "with a tenth, what opens is closed" sh -c "sections $tables $tables $tables >$T/tenth"
crowd 9 10
# shellcheck disable=SC2086
ok "with all, what opens is closed" sh -c "sections $tables >$T/all"
for want in "tasks $tasks" "ports $ports" "cgroups $cgroups"; do
	rows=$(($(wc -l <"$NSVIEW_DIR/${want% *}") - 2))
	ok "$rows ${want% *}" test "$rows" -ge "${want#* }"
done
expand -t 12,32,42,52,62,74,80 "$T/all" | sed 's/^/# /'
judge_each "$T/all" "$T/tenth" >"$T/judged"
while IFS="$(printf '\t')" read -r good text; do
	ok "$text" test "$good" = ok
done <"$T/judged"

section=$(awk -F '\t' '$1 != "stretch" && $1 != "event" && $5 > n { n = $5 } END { print n }' "$T/all")
stretch=$(awk -F '\t' '$1 == "stretch" && $2 !~ /^(namespaces|pins)$/ && $3 > n { n = $3 }
	END { print n }' "$T/all")
beside voluntary "$stretch"
beside full "$section"

finish
