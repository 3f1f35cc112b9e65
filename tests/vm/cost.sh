#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What each table and view costs, in instructions of the guest for each thing that it tells
# of, against what BUDGETS has for this kernel; for scripts/vm --icount, where a nanosecond
# of the guest's clock is an instruction. No part of `run`.
#
#	scripts/vm --icount -c .build/vm -c tests/bench/budgets -- sh vm/cost.sh budgets
#
# With --each it prints lines for BUDGETS, and judges nothing.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

each=no
[ "$1" != --each ] || each=yes
budgets=$1
release=$(uname -r)

# 2,000 processes in 200 sets of all namespaces: ten that share theirs, as in containers.
# A bridge has 200 ports, and the other end of each is in one of the sets. And 200 cgroups.
hold_up spawn 2000 200 200
find_cgroup2
at_end "rmdir '$cgroups'/nsview-cost/* '$cgroups/nsview-cost'"
mkdir "$cgroups/nsview-cost"
seq -f "$cgroups/nsview-cost/%g" 200 | xargs mkdir

# rows TABLE: how many it has.
rows()
{
	sed -n '3,$p' "$NSVIEW_DIR/$1" | wc -l
}

# subject NAME UNITS INSTRUCTIONS: what that is for each of UNITS, judged.
subject()
{
	subject_cost=$(($3 / $2))
	if [ $each = yes ]; then
		printf '%s\t%s\t%s\n' "$release" "$1" "$subject_cost"
		return
	fi
	subject_says=$(awk -F '\t' -v release="$release" -v subject="$1" -v cost="$subject_cost" \
		-f "$HERE/budget.awk" "$budgets") || :
	ok "$1: $subject_says" test "${subject_says#no: }" = "$subject_says"
}

# read_whole TABLE UNIT [UNITS]: for each of its rows, or of so many.
read_whole()
{
	units=${3:-$(rows "$1")}
	subject "$1/$2" "$units" "$(cost 5 "$NSVIEW_DIR/$1")"
}

# look UNIT TABLE VIEW...: what nsview VIEW takes, start to exit, for each row of TABLE.
look()
{
	unit=$1 units=$(rows "$2")
	shift 2
	subject "$*/$unit" "$units" "$(median -v 3 nsview "$@" | sort -n | sed -n 's/ .*//; 1p')"
}

read_whole tasks task
read_whole binary/tasks task "$(rows tasks)"
read_whole namespaces namespace
read_whole pins pin
read_whole cgroups cgroup
read_whole devs device
read_whole addrs netns "$(nsview ns -rnt net | wc -l)"
read_whole ports port
read_whole hooks hook

# shellcheck disable=SC2086
for form in "" -r -J; do
	look task tasks ps $form
	look namespace namespaces ns $form
	look device devs dev $form
	look port ports bridge $form
	look task tasks tree $form
done
look cgroup cgroups cgroup -r
look task tasks graph --format dot

if [ $each = no ]; then
	tasks=$(rows tasks)
	table=$(cost 7 "$NSVIEW_DIR/tasks")
	proc=$(cost 3 proc)
	# Starting date is in it, which is a hundredth of it.
	from=$(date +%s%N)
	lsns -rno NS,TYPE,PID,NPROCS >"$T/lsns"
	lsns=$(($(date +%s%N) - from))
	note "instructions a task: a C loop over /proc $((proc / tasks)), lsns $((lsns / tasks))"
	note "ratios to the table tasks: /proc $((proc / table)), lsns $((lsns / table))"
fi

# with_1500 WHICH: what the table of namespaces costs with so many more, whose numbers are
# WHICH, in $all.
with_1500()
{
	hold_up chosen "$1" 1500
	ok "of $1 numbers 1500 are kept: ${line#* }" test "${line#* }" = 1500
	all=$(cost 3 "$NSVIEW_DIR/namespaces")
	let_go "$bg"
}

# Who makes namespaces can see to it that what is made of their numbers is alike.
if [ $each = no ]; then
	echo 20000 >/proc/sys/user/max_uts_namespaces
	with_1500 any
	any=$all
	with_1500 golden
	ok "chosen numbers cost what others do: $all, $any" test $((all * 20)) -le $((any * 21))

	# Nor is a reader of nsview's kept by as many as read from sockets, and never come to an end.
	hold_up often held 100
	kept=$(cost 1 "$NSVIEW_DIR/pins")
	let_go "$bg"
	ok "100 readers that do not come to an end keep nobody: $kept" test "$kept" -le 150000000

	# Nor does who makes one cgroup in the other have paths made that take the cube of that.
	at_end "find '$cgroups/nsview-deep' -depth -type d -delete"
	mkdir -p "$cgroups/nsview-deep/$(seq -s / 100)"
	levels=$(cost 3 "$NSVIEW_DIR/cgroups")
	mkdir -p "$cgroups/nsview-deep/$(seq -s / 500)"
	levels=$(($(cost 3 "$NSVIEW_DIR/cgroups") - levels))
	ok "400 more levels of cgroups: $levels" test "$levels" -le 16000000
fi

# A clock that counts something else would make any figure pass.
spin=$(cost 7 spin)
[ $each = yes ] ||
	ok "the clock counts instructions: 2,000,000 are $spin" test "$spin" -gt 1980000 -a "$spin" -lt 2020000

[ $each = yes ] || finish
