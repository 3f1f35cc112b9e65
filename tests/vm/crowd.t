#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# 2,000 processes in 200 sets of namespaces of all eight types: every value of
# every row is what /proc says.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
find_cgroup2

hold_up spawn 2000 200
ok "2,000 processes in 200 sets: each cell" tasks_agree 2000
sets=$(col tasks ns_net,ns_uts,ns_ipc,ns_mnt,ns_user,ns_cgroup | sort -u | wc -l)
ok "in 200 sets and more ($sets)" test "$sets" -gt 200

# Every one of those namespaces is in the other table too.
table namespaces >"$T/namespaces"
awk -F '\t' '
	FNR == 1 { file++; next }
	FNR == 2 {
		for (i = 1; i <= NF; i++)
			name[file, i] = $i
		next
	}
	file == 1 {
		known[$1 " " $2]
		next
	}
	{
		for (i = 1; i <= NF; i++) {
			if (name[2, i] !~ /^ns_/ || $i == "-")
				continue
			type = substr(name[2, i], 4)
			sub(/_for_children$/, "", type)
			if (!((type " " $i) in known) && !said[type " " $i]++) {
				print "not in namespaces: " type " " $i
				bad = 1
			}
		}
	}
	END { exit bad }' "$T/namespaces" "$T/tasks" >"$T/said" && r=0 || r=$?
result "$r" "each namespace of theirs is in the table namespaces" "$T/said"
let_go "$bg"

finish
