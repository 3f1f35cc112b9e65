#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What it costs to read `tasks` whole, in guest instructions per task, with
# 2,000 processes in 49 sets of namespaces: for scripts/vm --icount, where a
# nanosecond of the guest's clock is an instruction. No part of `run`.
#
#	scripts/vm --icount -c .build/vm -- sh vm/cost.sh
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

limit=1480
hold_up spawn 2000 49
rows=$(col tasks pid | wc -l)
note "$rows tasks"
ok "2,000 processes and more" test "$rows" -ge 2000

table=$(cost 7 "$NSVIEW_DIR/tasks")
proc=$(cost 3 proc)
# Starting date is in it, which is a hundredth of it.
from=$(date +%s%N)
lsns -rno NS,TYPE,PID,NPROCS >"$T/lsns"
lsns=$(($(date +%s%N) - from))

per_task=$((table / rows))
note "instructions a task: tasks $per_task; a C loop over /proc $((proc / rows)), lsns $((lsns / rows))"
note "ratios: /proc $((proc / table)), lsns $((lsns / table))"
ok "$per_task instructions a task, at most $limit" test "$per_task" -le $limit
# A clock that counts something else would make any figure pass.
spin=$(cost 7 spin)
ok "the clock counts instructions: 2,000,000 are $spin" test "$spin" -gt 1980000 -a "$spin" -lt 2020000

finish
