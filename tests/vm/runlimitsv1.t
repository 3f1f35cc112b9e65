#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The limits of an environment where version 1 of cgroups has the controllers.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/envs.sh
. "$HERE/envs.sh"
# shellcheck source=tests/vm/v1.sh
. "$HERE/v1.sh"
# shellcheck source=tests/vm/limits.sh
. "$HERE/limits.sh"
find_cgroup2
chmod 711 "$T"

all="cpu pids blkio"
for controller in $all; do
	mount_v1 "$controller" "$controller"
done
# See cgroupsv1: what version 2 has charged, version 1 must not give back.
in_use=$(grep -w memory "$cgroups/cgroup.subtree_control" || :)
case $(uname -r) in
5.10.* | 6.1.*)
	is "memory of version 2 was not in use yet" "$in_use" ""
	mount_v1 memory memory
	all="$all memory"
	;;
*)
	skip "memory of version 1" "this kernel has none"
	;;
esac
traces >"$T/before"

# Where it is, of each hierarchy.
begin --cpus 1 --pids 100 -- sleep 1228
for controller in cpu pids; do
	path=$(sed -n "s,^[0-9]*:$controller:,,p" "/proc/$pid/cgroup")
	is "$controller: a cgroup of nsview's" "${path%-*}" "/nsview/run-$run"
	is "$controller: init is in it, too" "$(grep -cx "$init" "$T/$controller$path/cgroup.procs")" 1
done
is "one that has no limit is left alone" "$(sed -n "s,^[0-9]*:blkio:,,p" "/proc/$pid/cgroup")" /
end_run

is "without version 2, and a pid namespace" "$(status_of unshare -m sh -c '
	umount -l -a -t cgroup2
	exec nsview run --share pid --pids 10 -- true')" 0

cpu_limits
pids_limits
case $all in
*memory*) memory_limits ;;
esac
io_limits

nsview gc >"$T/said"
traces >"$T/after"
same "nothing is left" "$T/after" "$T/before"
for controller in $all; do
	is "$controller: nor is nsview's own" "$(find "$T/$controller" -name nsview)" ""
done
finish
