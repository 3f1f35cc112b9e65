#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview mounts`: the tree against findmnt(8) in that mount namespace, what is
# hidden against what one gets who opens the mount point, and the roots of
# processes against how they were made.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

# mounts WHAT: its JSON in $T/json, and its rows as one list in $T/rows.
mounts()
{
	nsview mounts -J "$1" >"$T/json" 2>"$T/err" || cat "$T/err"
	jq -c '.mounts[] | recurse(.children[]?) | del(.children)' "$T/json" >"$T/rows"
}

# cells FILTER: of the rows, without quotes.
cells()
{
	jq -r "$1" "$T/rows"
}

# agrees NAME WHAT COMMAND...: WHAT has the mounts that findmnt finds when COMMAND runs it.
agrees()
{
	agrees_name=$1
	mounts "$2"
	shift 2
	jq -c '[.id, .parent, .point, .root, .fstype, .device, .options, .super,
		.shared, .slave, .unbindable]' "$T/rows" | sort >"$T/got"
	"$@" findmnt --list -J \
		-o ID,PARENT,TARGET,FSROOT,FSTYPE,MAJ:MIN,VFS-OPTIONS,FS-OPTIONS,OPT-FIELDS >"$T/found"
	jq -c '
		def group($tag): (.["opt-fields"] // "") | [scan($tag + ":([0-9]+)")[0]]
			| if length > 0 then .[0] | tonumber else null end;
		.filesystems[] | [.id, .parent, .target, .fsroot, .fstype, .["maj:min"],
		(.["vfs-options"] | split(",")), (.["fs-options"] | split(",")),
		group("shared"), group("master"),
		((.["opt-fields"] // "") | contains("unbindable"))]' "$T/found" | sort >"$T/want"
	same "$agrees_name" "$T/got" "$T/want"
}

# nested: every row is listed below the mount that it is on.
nested()
{
	jq -e '[.mounts[] | recurse(.children[]?) | . as $on | .children[]? |
		select(.parent != $on.id)] == []' "$T/json"
}

# The mount that one gets who opens $2 in the namespace of process $1.
mount_at() # PID POINT
{
	# shellcheck disable=SC2016
	nsenter -t "$1" -m sh -c '
		exec 9<"$1" && sed -n "s/^mnt_id:[[:space:]]*//p" /proc/self/fdinfo/9' - "$2"
}

# reach PID: a mount is hidden if and only if its point leads to another one.
reach()
{
	jq -r '"\(.id) \(.hidden_by != null) \(.point | @base64)"' "$T/rows" >"$T/points"
	while read -r id hidden point; do
		point=$(echo "$point" | base64 -d)
		at=$(mount_at "$1" "$point" 2>/dev/null) || at=none
		[ "$at" = "$id" ] && seen=false || seen=true
		[ "$seen" = "$hidden" ] || echo "$point ($id): hidden $hidden, but it leads to $at"
	done <"$T/points"
}

# root NAME PID KIND PATH: where the root of the process is, and on which mount.
root()
{
	mounts "$2"
	jq -r "select(.pid == $2) | [.id, .root_kind, .root_path] | @tsv" "$T/rows" >"$T/got"
	printf '%s\t%s\t%s\n' "$(mount_at $$ "/proc/$2/root")" "$3" "$4" >"$T/want"
	same "$1" "$T/got" "$T/want"
}

# --- the tree

agrees "the host's mounts" $$ env
ok "each is listed below the mount that it is on" nested

mkdir "$T/m" "$T/jail"
# shellcheck disable=SC2016
hold_up unshare -m --propagation private sh -c '
	cd "$1/m" || exit
	mount -t tmpfs top "$PWD"
	cd "$PWD"
	odd=$(printf "sp ace\\\\back\ttab\nline \303\251 # hash")
	mkdir "$odd" under under/deep over shared slave unbindable
	mount -t tmpfs "$odd" "$odd"
	mount -t tmpfs deep under/deep
	mount -t tmpfs under under
	mount -t tmpfs once over
	mkdir over/in
	mount -t tmpfs in over/in
	mount -t tmpfs twice over
	mount -t tmpfs shared shared
	mount --make-shared shared
	mount --bind shared slave
	mount --make-slave slave
	mount --make-shared slave
	mount -t tmpfs unbindable unbindable
	mount --make-unbindable unbindable
	mount -t tmpfs -o size=1m "" "$odd"
	echo $$
	exec sleep 10000' - "$T"
private=$line private_bg=$bg
agrees "a private tree, with odd names, stacks and propagation" "$private" nsenter -t "$private" -m
ok "each is listed below the mount that it is on" nested
reach "$private" >"$T/wrong"
is "hidden is what can not be reached, and nothing else" "$(cat "$T/wrong")" ""
is "of those there are" \
	"$(cells 'select(.hidden_by) | .source | gsub("[^ -~]"; "?")' | sort | tr '\n' ',')" \
	'deep,in,once,sp ace\back?tab?line ? # hash,'
is "propagation in words" \
	"$(cells 'select(.source == "shared" and .slave) | .propagation | map(sub(":.*"; "")) | join(" ")')" \
	"shared slave"
nsview mounts -r -n -o POINT "$private" >"$T/raw"
is "no name breaks a line" "$(wc -l <"$T/raw")" "$(wc -l <"$T/rows")"

# --- namespaces that are mounted

# A mount namespace that no process is in, and one more that only it has a mount of.
touch "$T/outer"
mkdir "$T/private"
mount -t tmpfs private "$T/private"
mount --make-private "$T/private"
at_end "umount '$T/private'"
touch "$T/private/mnt" "$T/private/uts"
unshare --mount="$T/private/mnt" --propagation private true
at_end "umount '$T/private/mnt'"
agrees "a mount namespace that no process is in" "$T/private/mnt" nsenter --mount="$T/private/mnt"
mounts $$
is "a mount keeps a namespace" \
	"$(cells "select(.point == \"$T/private/mnt\") | .keeps")" "mnt:[$(inum "$T/private/mnt")]"

nsenter --mount="$T/private/mnt" sh -c '
	mount -t tmpfs inner /tmp && mount --make-private /tmp && touch /tmp/mnt &&
	unshare --mount=/tmp/mnt --propagation private mount -t tmpfs innermost /mnt &&
	stat -L -c %i /tmp/mnt' >"$T/inner"
agrees "one that is mounted only there" "mnt:[$(cat "$T/inner")]" \
	nsenter --mount="$T/private/mnt" nsenter --mount=/tmp/mnt

# --- roots

root "PID 1: the host's root" 1 host /
# shellcheck disable=SC2016
hold_up unshare -m sh -c 'echo $$; exec sleep 10000'
root "a copy of the host's tree" "$line" copied /

mkdir "$T/jail/bin"
cp "$HERE/hold" "$T/jail/bin/hold"
hold_up chroot "$T/jail" /bin/hold still
# shellcheck disable=SC2086
set -- $line
root "chroot(2)" "$2" chrooted "$T/jail"

# The only process there sees less than there is.
hold_up unshare -m chroot "$T/jail" /bin/hold still
# shellcheck disable=SC2086
set -- $line
root "chroot(2) in a mount namespace of its own" "$2" chrooted "$T/jail"
agrees "and all its mounts, not what is below that root" "$2" nsenter -t "$2" -m

# shellcheck disable=SC2016
hold_up unshare -m sh -c '
	mount -t tmpfs new "$1/m" && cd "$1/m" && mkdir bin old && cp "$2/hold" bin &&
	pivot_root . old && exec /bin/hold still' - "$T" "$HERE"
# shellcheck disable=SC2086
set -- $line
root "pivot_root(2)" "$2" pivoted /
is "what was there before is below it" \
	"$(wc -l <"$T/rows")" "$(wc -l <"/proc/$2/mountinfo")"

# --- many mount namespaces that only a mount leads to

mkdir "$T/kept"
mount --bind "$T/kept" "$T/kept"
mount --make-private "$T/kept"
at_end "umount -l '$T/kept/'* '$T/kept'"
for i in $(seq 40); do
	: >"$T/kept/$i"
	unshare --mount="$T/kept/$i" true
done
stat -L -c %i "$T/kept/"* >"$T/want"
: >"$T/kept/used"
hold_up unshare --mount="$T/kept/used" sh -c 'echo; exec sleep 100000'
used=$(inum "/proc/$bg/ns/mnt")

# read_with LIMIT: in which of them mounts were read, with so many descriptors.
read_with()
{
	prlimit --nofile="$1" nsview save "$T/limited" || :
	: >"$T/lacks"
	while read -r kept; do
		nsview mounts -f "$T/limited" "mnt:[$kept]" 2>>"$T/lacks" | grep / >/dev/null && echo
	done <"$T/want" | wc -l
	nsview mounts -f "$T/limited" "mnt:[$used]" 2>>"$T/lacks" | grep -c / >"$T/used" || :
	rm "$T/limited"
}
is "more than the descriptors there are at first" "$(read_with 40:4096)" 40
ok "nothing is said to be missing" sh -c "! grep 'mounts of mnt' '$T/lacks'"
n=$(read_with 80:80)
case $(uname -r) in
[56].*) ok "more than the descriptors there can be: not all" test "$n" -lt 40 ;;
*) is "more than the descriptors there can be, and a kernel that lists them: all" "$n" 40 ;;
esac
ok "one of them that a task is in is read: it needs no descriptor meanwhile" \
	test "$(cat "$T/used")" -gt 0
is "and it is said which" "$(grep -o 'mnt:\[[0-9]*\]' "$T/lacks" | sort -u | wc -l)" "$((40 - n))"

# --- what there is not

ok "no such process" sh -c "! nsview mounts 4194303 2>'$T/said' && grep -q 'no process 4194303' '$T/said'"
let_go "$private_bg"

finish
