# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What the scripts have in common: words, the cache, locks. Sourced, never run.
#
# The cache's one rule: an entry is made under a name of its own in tmp/ and
# renamed into place when it is whole, so an entry that exists can be used.

# mke2fs, modinfo and depmod are there, and not in the PATH of Debian's users.
PATH=$PATH:/usr/sbin:/sbin
# What is unpacked and copied for a guest is for all of its users, whoever makes it here.
umask 022
me=${0##*/}
top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cache=${NSVIEW_CACHE:-${HOME:?say where the cache is: NSVIEW_CACHE}/.cache/nsview}
export top

say()
{
	printf '%s: %s\n' "$me" "$*" >&2
}

die()
{
	say "$@"
	exit 1
}

cache_init()
{
	mkdir -p "$cache/lock" "$cache/tmp" || die "$cache: cannot be made: say NSVIEW_CACHE="
	for dir in "$cache" "$cache/lock" "$cache/tmp"; do
		[ -w "$dir" ] || die "$dir: is of the user $(stat -c %U "$dir"):" \
			"chown -R it, or say NSVIEW_CACHE="
	done
	cache=$(CDPATH='' cd -- "$cache" && pwd -P)
}

# lock NAME: hold NAME until unlock, another lock, or this process ends. apt.sh
# has a lock of its own besides.
lock()
{
	exec 9>"$cache/lock/$1"
	flock -n 9 && return
	say "waiting for another run to finish with $1"
	flock 9
}

unlock()
{
	exec 9>&-
}

# need COMMAND...: each is there, or say what brings it.
need()
{
	for command; do
		command -v "$command" >/dev/null || die "$command: not found (scripts/setup installs it)"
	done
}

# key: a short name for what is on standard input.
key()
{
	sha256sum | cut -c1-16
}

# keep N DIR PREFIX: of the entries DIR/PREFIX* only the N used last.
keep()
{
	# The names are our own: no blanks in them.
	# shellcheck disable=SC2012
	ls -1dt "$2/$3"* 2>/dev/null | tail -n "+$(($1 + 1))" | while read -r old; do
		rm -rf -- "$old"
	done
}

# as_root COMMAND...: so that what it makes belongs to user 0, in a user
# namespace if need be.
as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		unshare --user --map-root-user true 2>/dev/null || die "$(id -un) may make no" \
			"user namespace here: do this as root, or see kernel.unprivileged_userns_clone"
		unshare --user --map-root-user "$@"
	fi
}

# disk FILE DIR SIZE [OPTION...]: an ext4 file system of what is in DIR.
disk()
{
	file=$1 from=$2 size=$3
	shift 3
	as_root mke2fs -q -t ext4 -O ^has_journal -m 0 -E lazy_itable_init=0 "$@" \
		-d "$from" "$file" "$size" >"$file.log" 2>&1 || {
		cat "$file.log" >&2
		die "$file: cannot make it"
	}
	rm "$file.log"
}
