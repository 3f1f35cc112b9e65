#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The limits of an environment, against the kernel's own accounts, and that what is to
# take the host down takes the environment down.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/envs.sh
. "$HERE/envs.sh"
find_cgroup2
chmod 711 "$T"
traces >"$T/before"

# has_controller NAME: version 2 has it, or a hierarchy of version 1 that is mounted.
has_controller()
{
	grep -qw "$1" "$cgroups/cgroup.controllers" ||
		awk -v name="$1" '$3 == "cgroup" && "," $4 "," ~ "," name ","' /proc/mounts | grep -q .
}

# of_group CONTROLLER V2-FILE V1-FILE: of the environment of $pid.
of_group()
{
	of_path=$(awk -F : -v name="$1" '"," $2 "," ~ "," name "," { print $3 }' "/proc/$pid/cgroup")
	if grep -qw "$1" "$cgroups/cgroup.controllers"; then
		cat "$cgroups$(sed -n 's/^0:://p' "/proc/$pid/cgroup")/$2"
	else
		cat "$(awk -v name="$1" '$3 == "cgroup" && "," $4 "," ~ "," name "," { print $2; exit }' \
			/proc/mounts)$of_path/$3"
	fi
}

# On the console of a guest only what is told before may complain.
expecting()
{
	if command -v nsview-expect-console >/dev/null; then
		nsview-expect-console "$@"
	else
		shift
		"$@"
	fi
}

# --- CPUs

if has_controller cpu; then
	seconds=10
	[ -z "$SLICE" ] || seconds=5
	# In clock ticks; of a single process, which all of it is.
	used()
	{
		awk '{ print $14 + $15 }' "/proc/$pid/stat"
	}
	begin --cpus 0.5 -- awk 'BEGIN { while (1) n++ }'
	sleep 1
	# Where others are busy it may have less than it is allowed, for a while.
	for try in 1 2 3; do
		read -r began _ </proc/uptime
		used_before=$(used)
		sleep "$seconds"
		used_after=$(used)
		read -r ended _ </proc/uptime
		part=$(awk -v used=$((used_after - used_before)) -v hz="$(getconf CLK_TCK)" \
			-v began="$began" -v ended="$ended" \
			'BEGIN { printf "%.3f", used / hz / (ended - began) }')
		note "--cpus 0.5: $part of a core ($try)"
		awk -v part="$part" 'BEGIN { exit !(part < 0.45) }' || break
	done
	ok "a busy loop has 0.5 of a core, give or take 0.05" \
		awk -v part="$part" 'BEGIN { exit !(part >= 0.45 && part <= 0.55) }'
	is "the quota" "$(of_group cpu cpu.max cpu.cfs_quota_us | cut -d ' ' -f 1)" 50000
	end_run
	begin --cpu-weight 300 -- sleep 1222
	is "the weight" "$(of_group cpu cpu.weight cpu.shares | sed 's/^3072$/300/')" 300
	end_run
else
	fails "--cpus without its controller" "controller cpu" --cpus 1 -- true
fi

# --- processes

if has_controller pids; then
	begin --pids 20 -- sleep 1223
	is "the number of processes" "$(of_group pids pids.max pids.max)" 20
	end_run
	# shellcheck disable=SC2016	# for the inner shell
	got=$(status_of nsview run --pids 20 -- sh -c \
		'for i in $(seq 200); do sleep 1224 & done; ls /proc | grep -c "^[0-9]"')
	ok "one that makes more fails" test "$got" != 0
	begin --pids 20 -- sh -c \
		'sh -c "bomb() { bomb | bomb & }; bomb; bomb; bomb" 2>/dev/null; exec sleep 1226'
	bombed()
	{
		[ "$(of_group pids pids.events pids.events | sed -n 's/^max //p')" -gt 0 ]
	}
	ok "a fork bomb meets the limit" wait_until 20 bombed
	ok "and never exceeds it" test "$(of_group pids pids.current pids.current)" -le 20
	end_run
else
	fails "--pids without its controller" "controller pids" --pids 10 -- true
fi

# --- memory

# What the kernel said of it: of whom, and by whose limit.
killed()
{
	dmesg | sed -n 's/.*oom-kill:\(constraint=[^,]*\).*,task_memcg=\([^,]*\),.*/\1 \2/p'
}

if has_controller memory; then
	begin --memory 32M -- sleep 1225
	is "the memory" "$(of_group memory memory.max memory.limit_in_bytes)" 33554432
	end_run
	killed >"$T/killed.before"
	is "a memory bomb is killed" "$(status_of expecting 'invoked oom-killer' \
		nsview run --memory 32M -- \
		awk 'BEGIN { s = "0123456789abcdef"; while (1) s = s s }')" 137
	killed >"$T/killed.after"
	comm -13 "$T/killed.before" "$T/killed.after" | sort -u >"$T/killed"
	ok "nobody else was" sh -c "grep -q 'CONSTRAINT_MEMCG /nsview/run-' '$T/killed' &&
		! grep -v 'CONSTRAINT_MEMCG /nsview/run-' '$T/killed'"
	# What is written to memory is memory, too.
	is "so is one that fills a tmpfs" "$(status_of expecting 'invoked oom-killer' \
		nsview run --memory 32M -- dd if=/dev/zero of=/tmp/x bs=1M count=200)" 137
else
	fails "--memory without its controller" "controller memory" --memory 32M -- true
fi

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
