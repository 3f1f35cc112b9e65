#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Hierarchies of version 1 beside version 2: two controllers on one, a name
# without any, memory where the kernel still has it. Membership against
# /proc/PID/cgroup, cgroups against their folders, limits against their files.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/v1.sh
. "$HERE/v1.sh"
find_cgroup2

# What has a hierarchy's lines in /proc/PID/cgroup: "2:cpu,cpuacct:/".
hierarchy_of() # CONTROLLERS
{
	sed -n "s/^\([0-9]*\):$1:.*/\1/p" /proc/self/cgroup
}

is "info: nothing of version 1, nothing that is not shown" \
	"$(col info value key=cgroups)" yes

mount_v1 cpu cpu,cpuacct
mount_v1 named none,name=x
mount_v1 freezer freezer
cpu=$(hierarchy_of cpu,cpuacct)
named=$(hierarchy_of name=x)
all="cpu named freezer"
memory=
# What version 2 has charged, version 1 counts otherwise when it gives it back:
# 5.10 and 6.1 then warn of a counter below 0, if there is still any, as what a
# removed cgroup leaves in caches. So nobody must have used it there before.
is "memory of version 2 was not in use yet" \
	"$(grep -w memory "$cgroups/cgroup.subtree_control")" ""
mkdir "$T/mem"
if mount -t cgroup -o memory none "$T/mem" 2>/dev/null; then
	at_end "drop_v1 mem memory"
	memory=$(hierarchy_of memory)
	all="$all mem"
else
	skip "memory of version 1" "this kernel has none"
fi
is "info: what is not shown is said" "$(col info value key=cgroups)" part

# Whether the hierarchies can be walked depends on the very release of a kernel.
module=1
if col info note key=cgroups | grep -q 'frees them'; then
	module=
	ok "only an older 5.10 can not show them" test "$(uname -r | cut -d . -f 1,2)" = 5.10
fi

v1_top=nsview-test
for dir in $all; do
	at_end "find '$T/$dir/$v1_top' -depth -type d -exec rmdir {} +"
	mkdir -p "$T/$dir/$v1_top/a/b" "$T/$dir/$v1_top/empty" \
		"$T/$dir/$v1_top/$(printf 'od\td\\ \377')"
done
many=200
[ -z "$SLICE" ] || many=70
mkdir "$T/cpu/$v1_top/many"
seq -f "$T/cpu/$v1_top/many/%g" $many | xargs mkdir
mkdir "$cgroups/$v1_top"
at_end "rmdir '$cgroups/$v1_top'"

# One process in several, another whose thread is elsewhere than its leader.
hold_up unshare -n "$HERE/hold" still
inside=$bg
for dir in $all; do
	echo "$inside" >"$T/$dir/$v1_top/a/b/cgroup.procs"
done
echo "$inside" >"$cgroups/$v1_top/cgroup.procs"
hold_up hold twin
# shellcheck disable=SC2086
set -- $line
twin=$bg
leader=$2
thread=$3
echo "$thread" >"$T/cpu/$v1_top/a/tasks"

# --- the module's tables

# ids DIR HIERARCHY NAME: what `cgroups` must say of one that is mounted.
ids()
{
	find "$T/$1" -type d -printf '%i\t%p\n' | awk -F '\t' -v top="$T/$1" -v h="$2" -v name="$3" '
	{
		path = substr($0, length($1 top) + 2)
		if (path == "")
			path = "/"
		gsub(/\\/, "\\x5c", path)
		gsub(/\t/, "\\x09", path)
		gsub(/\377/, "\\xff", path)
		id[path] = $1
	}
	END {
		for (path in id) {
			up = path
			sub(/\/[^\/]*$/, "", up)
			if (up == "")
				up = "/"
			print h "\t" id[path] "\t" (path == "/" ? "-" : id[up]) "\t" path "\t" name
		}
	}'
}
{
	ids cpu "$cpu" -
	ids named "$named" x
	ids freezer "$(hierarchy_of freezer)" -
	[ -z "$memory" ] || ids mem "$memory" -
} | sort >"$T/want"
col cgroups hierarchy,id,parent,path,name | grep -v '^0	' | sort >"$T/got" || :
if [ "$module" ]; then
	same "the module: each cgroup of version 1, its id, parent, path and name" \
		"$T/got" "$T/want"
	is "controllers of the joint hierarchy" \
		"$(col cgroups controllers hierarchy="$cpu" | sort -u)" cpu,cpuacct
	is "none of the one without" "$(col cgroups controllers hierarchy="$named" | sort -u)" ""
	is "populated" "$(col cgroups populated hierarchy="$cpu" path="/$v1_top/a/b")" 1
	is "and not" "$(col cgroups populated hierarchy="$cpu" path="/$v1_top/empty")" 0
	is "a thread in another cgroup is a row" \
		"$(col tasks pid tgid="$leader" | sort | paste -s -d ' ')" \
		"$(printf '%s\n' "$leader" "$thread" | sort | paste -s -d ' ')"
	is "info says why" "$(col info note key=cgroups | grep -c 'without controllers')" 1
else
	is "the module: nothing of version 1 on this kernel" "$(cat "$T/got")" ""
	is "nor of tasks" "$(col tasks cgroups_v1 | sort -u)" "-"
	is "info says why" "$(col info note key=cgroups | grep -c 'frees them')" 1
fi
ok "every cell of all tasks, the column cgroups_v1 among them" tasks_agree 40

# --- what the tool makes of it

nsview cgroup -J >"$T/json" 2>"$T/stderr" && r=0 || r=$?
result "$r" "nsview cgroup" "$T/stderr"
is "nothing is missing, and nothing is said to be" "$(cat "$T/stderr")" ""
is "the answer is complete" "$(jq .complete "$T/json")" true
jq -r '.. | objects | select(.kind == "cgroup" and .hierarchy > 0) | [.hierarchy, .id, .path] | @tsv' \
	"$T/json" | sort >"$T/got"
# jq gives the names as they are, \t and \ as @tsv has them, and bytes that are
# no text as a replacement.
cut -f 1,2,4 "$T/want" | grep -v 'od.x09d' | sort >"$T/want.plain"
grep -v 'od.td' "$T/got" >"$T/got.plain"
same "the tool: each cgroup of version 1" "$T/got.plain" "$T/want.plain"
is "and those with an odd name" "$(grep -c 'od.td' "$T/got")" "$(echo "$all" | wc -w)"
jq -r '.cgroups[] | select(.kind == "hierarchy") |
	[.hierarchy, (.controllers // [] | join(",")), .hierarchy_name // "", .mount] | @tsv' \
	"$T/json" | awk -F '\t' '$1' | sort >"$T/got"
while IFS=: read -r id controllers _; do
	[ "$id" = 0 ] && continue
	name=
	case $controllers in
	name=*) name=${controllers#name=} controllers= ;;
	esac
	case $controllers$name in
	cpu,cpuacct) dir=cpu ;;
	x) dir=named ;;
	memory) dir=mem ;;
	*) dir=$controllers$name ;;
	esac
	printf '%s\t%s\t%s\t%s\n' "$id" "$controllers" "$name" "$T/$dir"
done </proc/self/cgroup | sort >"$T/want"
same "the hierarchies, what is attached, and where they are" "$T/got" "$T/want"

# How many processes are in each: /proc/PID/cgroup counted, zombies left out.
printf '%s\n' /proc/[0-9]* | awk '
{
	state = ""
	while ((getline line <($0 "/status")) > 0)
		if (line ~ /^State:/)
			state = substr(line, 8, 1)
	close($0 "/status")
	while (state !~ /^[ZX]?$/ && (getline line <($0 "/cgroup")) > 0) {
		hierarchy = path = line
		sub(/:.*/, "", hierarchy)
		sub(/^[^:]*:[^:]*:/, "", path)
		if (path != "/")
			n[hierarchy "\t" path]++
	}
	close($0 "/cgroup")
}
END {
	for (group in n)
		print group "\t" n[group]
}' | sort >"$T/want"
jq -r '.. | objects | select(.kind == "cgroup" and .path != "/" and .procs > 0) |
	[.hierarchy, .path, .procs] | @tsv' "$T/json" | sort >"$T/got"
same "how many processes are in each below the roots" "$T/got" "$T/want"
is "and all below the root of the joint one: all there are" \
	"$(jq ".. | objects | select(.hierarchy == $cpu and .path == \"/\") | .below" "$T/json")" \
	"$(jq '.. | objects | select(.hierarchy == 0 and .path == "/") | .below' "$T/json")"
net=$(inum "/proc/$inside/ns/net")
is "the namespace of the process is where it is, in every hierarchy" \
	"$(jq -r ".. | objects | select(.kind == \"cgroup\" and (.namespaces | index(\"net:[$net]\"))) |
		.path" "$T/json" | sort | uniq -c | awk '{ print $1, $2 }' | paste -s -d ' ')" \
	"1 /$v1_top $(echo "$all" | wc -w) /$v1_top/a/b"

# --- limits

# view: what nsview says; of this test's cgroups in a file of its own, as to go
# through all of it takes long.
view()
{
	nsview cgroup -J >"$T/json" 2>"$T/stderr" || :
	jq -c ".. | objects | select((.path // \"\" | startswith(\"/$v1_top\")) and
		(.path | contains(\"/many\") | not)) | del(.children)" "$T/json" >"$T/few"
}

# value HIERARCHY PATH KEY: what the view says.
value()
{
	jq -r "select(.hierarchy == $1 and .path == \"$2\") | .$3" "$T/few"
}
echo 50000 >"$T/cpu/$v1_top/cpu.cfs_quota_us"
echo 512 >"$T/cpu/$v1_top/a/cpu.shares"
echo 20000 >"$T/cpu/$v1_top/a/b/cpu.cfs_quota_us"
echo FROZEN >"$T/freezer/$v1_top/empty/freezer.state"
if [ "$memory" ]; then
	echo 64M >"$T/mem/$v1_top/memory.limit_in_bytes"
	echo 128M >"$T/mem/$v1_top/a/memory.limit_in_bytes" 2>/dev/null || :
fi
view
is "cpu: quota as in the file" "$(value "$cpu" "/$v1_top" cpu_quota)" \
	"$(cat "$T/cpu/$v1_top/cpu.cfs_quota_us")"
is "cpu: period as in the file" "$(value "$cpu" "/$v1_top" cpu_period)" \
	"$(cat "$T/cpu/$v1_top/cpu.cfs_period_us")"
is "cpu: half of one" "$(value "$cpu" "/$v1_top" cpu_limit)" 500000
is "cpu: no quota of its own is null" "$(value "$cpu" "/$v1_top/a" cpu_quota)" null
is "cpu: that above holds below" \
	"$(value "$cpu" "/$v1_top/a" 'cpu_limit, .cpu_limit_from' | paste -s -d ' ')" \
	"500000 /$v1_top"
is "cpu: a tighter one of its own" \
	"$(value "$cpu" "/$v1_top/a/b" 'cpu_limit, .cpu_limit_from' | paste -s -d ' ')" \
	"200000 /$v1_top/a/b"
is "cpu: shares as a weight" "$(value "$cpu" "/$v1_top/a" cpu_weight)" 50
is "cpu: what an idle cgroup used" "$(value "$cpu" "/$v1_top/empty" cpu_used)" 0
is "freezer" "$(value "$(hierarchy_of freezer)" "/$v1_top/empty" frozen)" true
is "no controller, no limit" "$(value "$named" "/$v1_top/a" 'cpu_limit, .memory_limit' | sort -u)" null
if [ "$memory" ]; then
	is "memory: as in the file" "$(value "$memory" "/$v1_top" memory_max)" \
		"$(cat "$T/mem/$v1_top/memory.limit_in_bytes")"
	is "memory: unlimited is null" "$(value "$memory" "/$v1_top/empty" memory_max)" null
	# Before 5.11 what is below a cgroup is charged to it only if it says so.
	holds=67108864
	[ "$(cat "$T/mem/$v1_top/memory.use_hierarchy" 2>/dev/null || echo 1)" = 1 ] ||
		holds=134217728
	is "memory: the tightest holds" "$(value "$memory" "/$v1_top/a" memory_limit)" "$holds"
fi
for what in pids memory; do
	echo +$what >"$cgroups/cgroup.subtree_control" 2>/dev/null || :
done
mkdir -p "$cgroups/$v1_top"
if [ -e "$cgroups/$v1_top/pids.max" ]; then
	echo 77 >"$cgroups/$v1_top/pids.max"
	view
	is "version 2 beside them: pids" \
		"$(value 0 "/$v1_top" 'pids_max, .pids_used' | paste -s -d ' ')" \
		"77 $(cat "$cgroups/$v1_top/pids.current")"
else
	skip "version 2 beside them: pids" "pids is not of version 2 here"
fi
is "for eyes: a limit of another is marked" \
	"$(nsview cgroup "cpu,cpuacct:/$v1_top/a" -n -o CPU | sed -n 2p | tr -dc '/.^5')" "./.5^"
ok "a path that is not there is an error" sh -c '! nsview cgroup /nowhere 2>/dev/null'

# --- a hierarchy that is nowhere mounted stays for those who are in it

echo "$inside" >"$T/named/$v1_top/a/b/cgroup.procs"
umount -l "$T/named"
view
is "unmounted: its cgroup with a process is shown" \
	"$(value "$named" "/$v1_top/a/b" procs)" 1
ok "and that its values can not be read is said" grep -q "not mounted here" "$T/stderr"
is "so the answer is not complete" "$(jq .complete "$T/json")" false
mount -t cgroup -o none,name=x none "$T/named"

# --- mounting and unmounting while the tables are read

let_go "$twin"
let_go "$inside"
rounds=8
[ -z "$SLICE" ] || rounds=4
[ -z "$LONG" ] || rounds=100
mkdir "$T/come"
(
	n=0
	while [ $n -lt $rounds ] || [ ! -e "$T/enough" ]; do
		for what in none,name=churn$n perf_event net_cls,net_prio; do
			mount -t cgroup -o "$what" none "$T/come" 2>/dev/null || continue
			mkdir -p "$T/come/p/q"
			sh -c 'echo $$ >"$1"' - "$T/come/p/q/cgroup.procs"
			rmdir "$T/come/p/q" "$T/come/p"
			umount "$T/come"
		done
		n=$((n + 1))
	done
	echo $n >"$T/over"
) 2>"$T/churn.err" &
held="$held $!"
schema >"$T/schema"
version=$(schema -v)
reads=0
: >"$T/bad"
while [ ! -s "$T/over" ]; do
	for table in cgroups tasks; do
		table "$table" >"$T/read"
		awk -F '\t' -v table="$table" -v version="$version" -f "$HERE/grammar.awk" \
			"$T/schema" "$T/read" >>"$T/bad" || :
	done
	reads=$((reads + 1))
	[ $reads -lt 10 ] || : >"$T/enough"
done
rounds=$(cat "$T/over")
for what in perf_event net_cls,net_prio $(seq -f none,name=churn%g 0 $((rounds - 1))); do
	wait_until 30 is_gone come "$what" || :
done
is "hierarchies come and go: each row kept its grammar" "$(cat "$T/bad")" ""
is "and they did come and go" "$(cat "$T/churn.err")" ""
note "read $reads times in $rounds rounds"
ok "the tables were read meanwhile" test "$reads" -ge 10

finish
