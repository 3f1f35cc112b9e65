#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# No row mixes two states of a task that flips between two sets of namespaces.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

reads=5000
[ -z "$LONG" ] || reads=100000
# The control: where /proc is never torn, the flips did not fall into the reads.
# It is in 5 to 40 % of them where two CPUs are two.
torn=$((reads / 100))
out=$(flip "$NSVIEW_DIR/tasks" $reads $torn) || out="0 0 0 0 0"
# shellcheck disable=SC2086
set -- $out
note "$1 reads, $(col tasks pid | wc -l) tasks, $(nproc) CPUs: $3 rows mixed;" \
	"/proc torn in $5"
ok "at least $reads reads were done" test "$1" -ge $reads
is "the task was in every table" "$2" 0
is "no row mixes two states" "$3" 0
is "both states were seen" "$4" 1
ok "/proc is torn $torn times at least" test "$5" -ge $torn

finish
