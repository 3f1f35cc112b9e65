#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Every cell of `tasks` against /proc: processes in namespaces of every type,
# a zombie, a stopped one, one that changed its root, 2,000 at once.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

find_cgroup2
ok "all tasks of the quiet guest" tasks_agree 40

hold_up spawn 40 4
maker=$bg
ok "four sets of all eight types" tasks_agree 80

# The maker of a set forked its leader into another pid and time namespace.
col tasks pid,ns_pid,ns_pid_for_children,ns_time,ns_time_for_children ppid="$maker" |
	awk -F '\t' '{ n += $2 != $3 && $4 != $5 } END { print n + 0 }' >"$T/n"
is "makers differ from their children to come" "$(cat "$T/n")" 4

# A set is a maker, a leader and eight that share the leader's nsproxy.
col tasks pid ppid="$maker" | head -n 1 >"$T/maker"
leader=$(col tasks pid ppid="$(cat "$T/maker")")
token=$(col tasks nsproxy pid="$leader")
is "nine tasks share a token" "$(col tasks pid nsproxy="$token" | wc -l)" 9
is "nine references to that nsproxy" "$(col tasks nsproxy_count pid="$leader")" 9
is "in their pid namespace the leader is 1" "$(col tasks nspid pid="$leader")" 1
col tasks nsproxy,nsproxy_count,state |
	awk -F '\t' '$3 !~ /[XZ]/ && ($1 == "-" || $2 < 1) { bad++ } END { exit bad }' \
	>"$T/said" && r=0 || r=$?
result "$r" "every living task has a token and a count" "$T/said"
col tasks nsproxy,ns_mnt,ns_uts,ns_ipc,ns_net,ns_cgroup,ns_pid_for_children,ns_time |
	sort -u | awk -F '\t' 'seen[$1]++ { print "two sets under " $1; bad = 1 } END { exit bad }' \
	>"$T/said" && r=0 || r=$?
result "$r" "a token stands for one set of namespaces" "$T/said"
let_go "$maker"

# Sharing is told from being alike: both of these have the namespaces of the host.
hold_up sh -c 'sleep 1000 & echo $! $$; exec sleep 1000'
# shellcheck disable=SC2086
set -- $line
is "a fork shares its parent's nsproxy" \
	"$(col tasks nsproxy pid="$1")" "$(col tasks nsproxy pid="$2")"
kill "$1"
let_go "$bg"
hold_up unshare -m sh -c 'echo $$; exec sleep 1000'
is "unshare -m has one of its own" "$(col tasks nsproxy_count pid="$line")" 1
ok "and another token" test "$(col tasks nsproxy pid="$line")" != "$(col tasks nsproxy pid=$$)"
let_go "$bg"

# A pid namespace that nobody is in yet: /proc has no link to it until somebody
# is, and then the number was the right one.
mkfifo "$T/go"
hold_up unshare -p sh -c "echo; read -r _ <'$T/go'; sleep 1000 & wait"
early=$(col tasks ns_pid_for_children pid="$bg")
is "pid namespace without a child: its own is the host's" \
	"$(col tasks ns_pid pid="$bg")" "$(inum /proc/1/ns/pid)"
echo >"$T/go"
wait_until 10 test -e "/proc/$bg/ns/pid_for_children"
is "pid namespace without a child: the one for children" \
	"$early" "$(inum "/proc/$bg/ns/pid_for_children")"
kill -KILL "$(col tasks pid ppid="$bg")"
let_go "$bg"

# Nested pid namespaces, three deep.
hold_up unshare -p --kill-child unshare -pf unshare -pf sh -c 'echo; exec sleep 1000'
ok "all tasks, some three pid namespaces deep" tasks_agree 40
is "three numbers, the innermost 1" \
	"$(col tasks nspid | awk -F , '$3 == 1 { print NF }')" 3
let_go "$bg"

# The root directory.
mkdir "$T/root"
cp "$HERE/hold" "$T/root"
hold_up chroot "$T/root" /hold still
is "another root" "$(col tasks root pid="$bg")" own
is "the root of PID 1" "$(col tasks root pid=$$)" host
ok "all tasks, one with another root" tasks_agree 40
let_go "$bg"

# A zombie has let go of what /proc then has no link for.
hold_up hold zombie
# shellcheck disable=SC2086
set -- $line
is "a zombie" "$(col tasks state,nsproxy,ns_net,ns_mnt pid="$3")" "Z	-	-	-"
ok "all tasks, one a zombie" tasks_agree 40
let_go "$bg"

hold_up sh -c 'echo; kill -STOP $$'
wait_until 10 grep -q '^State:.T' "/proc/$bg/status"
is "a stopped process" "$(col tasks state pid="$bg")" T
let_go "$bg"

hold_up setpriv --reuid 1234 --clear-groups sh -c 'echo; exec sleep 1000'
is "the effective user" "$(col tasks uid pid="$bg")" 1234
let_go "$bg"

finish
