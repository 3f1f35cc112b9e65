#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The limits of an environment, against the kernel's own accounts, and that what is to
# take the host down takes the environment down.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/envs.sh
. "$HERE/envs.sh"
# shellcheck source=tests/vm/limits.sh
. "$HERE/limits.sh"
find_cgroup2
chmod 711 "$T"
traces >"$T/before"

cpu_limits
pids_limits
memory_limits
io_limits

# --- no controller at all

# In a copy of the mounts, which ends with the shell.
for limit in "memory 32M" "cpus 1" "cpu-weight 50" "pids 10"; do
	controller=${limit%% *}
	case $controller in
	cpus | cpu-weight) controller=cpu ;;
	esac
	# shellcheck disable=SC2086
	is "--${limit% *} on a host without cgroups: exit" "$(status_of unshare -m sh -c '
		umount -l -a -t cgroup,cgroup2
		exec nsview run "$@"' sh --$limit -- true)" 125
	ok "and it says that of $controller" says "no cgroup controller $controller"
done

traces >"$T/after"
same "nothing is left" "$T/after" "$T/before"
finish
