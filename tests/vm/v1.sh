# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# Hierarchies of version 1, which a test mounts below $T and takes away again.

# One that is unmounted while a removed cgroup of it is not freed yet stays, until
# it is mounted and unmounted once more.
is_gone() # NAME OPTIONS
{
	grep -q ":${2#none,}:" /proc/self/cgroup || return 0
	mount -t cgroup -o "$2" none "$T/$1" && umount "$T/$1"
	return 1
}

drop_v1() # NAME OPTIONS
{
	umount "$T/$1" || :
	wait_until 30 is_gone "$1" "$2"
}

mount_v1() # NAME OPTIONS
{
	mkdir "$T/$1"
	mount -t cgroup -o "$2" none "$T/$1"
	at_end "drop_v1 '$1' '$2'"
}
