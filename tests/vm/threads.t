#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A thread that differs from its leader is a row; one that does not is none.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

find_cgroup2

# rows TGID: the ids of its rows, in order, on one line.
rows()
{
	col tasks pid tgid="$1" | sort -n | paste -s -d ' '
}

for kind in thread crowd; do
	hold_up hold $kind
	# shellcheck disable=SC2086
	set -- $line
	is "$kind: a row for the leader and one for the odd thread" "$(rows "$2")" "$2 $3"
	is "$kind: the thread's net namespace" "$(col tasks ns_net pid="$3")" "$1"
	is "$kind: the leader's net namespace" "$(col tasks ns_net pid="$2")" \
		"$(inum "/proc/$2/ns/net")"
	is "$kind: that namespace is listed" \
		"$(col namespaces type,inum type=net inum="$1")" "net	$1"
	ok "$kind: all tasks and threads" tasks_agree 40
	let_go "$bg"
done

hold_up hold orphan
# shellcheck disable=SC2086
set -- $line
is "a leader that exited: its row" "$(col tasks state,ns_net pid="$2")" "Z	-"
is "a leader that exited: its thread's row" "$(col tasks tgid,ns_net pid="$3")" "$2	$1"
is "a leader that exited: the namespace is listed" \
	"$(col namespaces inum type=net inum="$1")" "$1"
ok "a leader that exited: all tasks and threads" tasks_agree 40
let_go "$bg"

hold_up hold twin
# shellcheck disable=SC2086
set -- $line
is "a thread like its leader is no row" "$(rows "$2")" "$2"
is "but is counted" "$(col tasks threads pid="$2")" 2

# A threaded cgroup takes one thread of a process.
group=$cgroups/nsview-test
mkdir "$group" "$group/inner"
at_end "rmdir '$group/inner' '$group'"
echo "$2" >"$group/cgroup.procs"
echo threaded >"$group/inner/cgroup.type"
echo "$3" >"$group/inner/cgroup.threads"
is "a thread in another cgroup is a row" "$(rows "$2")" "$2 $3"
is "the thread's cgroup" "$(col tasks cgroup_id pid="$3")" "$(stat -c %i "$group/inner")"
is "the leader's cgroup" "$(col tasks cgroup_id pid="$2")" "$(stat -c %i "$group")"
ok "all tasks and threads" tasks_agree 40
let_go "$bg"

finish
