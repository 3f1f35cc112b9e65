#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `cgroups` against the folders of cgroup2.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
find_cgroup2

top=$cgroups/nsview-test
at_end "find '$top' -depth -type d -delete"
mkdir -p "$top/a/b/c" "$top/empty" "$top/full" "$top/many"
mkdir "$top/$(printf 'od\td\\ \377')"
seq -f "$top/many/%g" 300 | xargs mkdir
# So many levels that paths are made in steps.
mkdir -p "$top/$(seq -s / 100)" "$top/$(seq -s / 50)/beside/below"
for name in memory pids cpu; do
	for dir in "$cgroups" "$top" "$top/a"; do
		echo +$name >"$dir/cgroup.subtree_control" 2>/dev/null || :
	done
done
hold_up hold still
echo "$bg" >"$top/full/cgroup.procs"

# A folder's id is its inode number, its parent's that of the folder above.
# No name here has an odd byte but the one made above.
find "$cgroups" -type d -printf '%i\t%p\n' >"$T/folders"
awk -F '\t' -v top="$cgroups" '
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
			print "0\t" id[path] "\t" (path == "/" ? "-" : id[up]) "\t" path "\t-"
		}
	}' "$T/folders" | sort >"$T/want"
col cgroups hierarchy,id,parent,path,name hierarchy=0 | sort >"$T/got"
same "each cgroup, its id, parent and path" "$T/got" "$T/want"
ok "300 and more of them" test "$(wc -l <"$T/want")" -gt 300

# awk reads each folder's two files by itself: a process for each takes long.
cat >"$T/compare.awk" <<'AWK'
function wrong(what) {
	print path ": " what
	bad = 1
}
function read_line(file,    line) {
	line = ""
	getline line <file
	close(file)
	return line
}
# The names of a list, in any order, as the indexes of set; how many.
function as_set(list, separator, set,    name, i, n) {
	split("", set)
	n = split(list, name, separator)
	for (i = 1; i <= n; i++)
		set[name[i]]
	return n
}
NR == FNR {
	populated[$1] = $2
	controllers[$1] = $3
	next
}
{
	id = $1
	path = substr($0, length(id) + 2)
	line = read_line(path "/cgroup.events")
	if (sub(/^populated /, "", line) && populated[id] != line)
		wrong("populated is " populated[id] ", cgroup.events says " line)
	line = read_line(path "/cgroup.controllers")
	n = as_set(line, " ", want)
	same = as_set(controllers[id] == "-" ? "" : controllers[id], ",", got) == n
	for (name in want)
		same = same && name in got
	if (!same)
		wrong("controllers are " controllers[id] ", cgroup.controllers says " line)
	if (n)
		some++
	else
		none++
}
END {
	if (some < 2 || none < 2)
		wrong(some + 0 " with controllers, " none + 0 " without")
	exit bad
}
AWK
col cgroups id,populated,controllers hierarchy=0 >"$T/table"
ok "which are populated, and which controllers act in each" \
	awk -F '\t' -f "$T/compare.awk" "$T/table" "$T/folders"
is "one with a process is populated" "$(col cgroups populated path=/nsview-test/full)" 1
is "one without is not" "$(col cgroups populated path=/nsview-test/empty)" 0

let_go "$bg"
rmdir "$top/empty"
is "a cgroup that is gone is not in the table" "$(col cgroups id path=/nsview-test/empty)" ""

# A path that is longer than paths can be is left out: a part of it would be another's.
cd "$top"
for level in $(seq 16); do
	name=$(printf '%0250d' "$level")
	mkdir "$name"
	cd "$name"
done
above=$(pwd)
for length in 4094 4095 4096 4097 4200; do
	name=$(printf '%0*d' $((length - 1 - ${#above} + ${#cgroups})) 0)
	mkdir "$name"
	want=${above#"$cgroups"}/$name
	[ $length -lt 4096 ] || want=-
	is "a path of $length bytes" "$(col cgroups path id="$(stat -c %i "$name")")" "$want"
done

finish
