# shellcheck shell=sh
# shellcheck disable=SC2154	# pid: begin sets it
# SPDX-License-Identifier: GPL-2.0
# What limits do, against the kernel's own accounts, by whichever version of cgroups has
# the controller.

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

# In clock ticks; of a single process, which all of it is.
used()
{
	awk '{ print $14 + $15 }' "/proc/$pid/stat"
}

# --- CPUs

cpu_limits()
{
	has_controller cpu || {
		fails "--cpus without its controller" "controller cpu" --cpus 1 -- true
		return
	}
	seconds=10
	[ -z "$SLICE" ] || seconds=5
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
}

# --- processes

bombed()
{
	[ "$(of_group pids pids.events pids.events | sed -n 's/^max //p')" -gt 0 ]
}

pids_limits()
{
	has_controller pids || {
		fails "--pids without its controller" "controller pids" --pids 10 -- true
		return
	}
	begin --pids 20 -- sleep 1223
	is "the number of processes" "$(of_group pids pids.max pids.max)" 20
	end_run
	# shellcheck disable=SC2016	# for the inner shell
	got=$(status_of nsview run --pids 20 -- sh -c \
		'for i in $(seq 200); do sleep 1224 & done; ls /proc | grep -c "^[0-9]"')
	ok "one that makes more fails" test "$got" != 0
	begin --pids 20 -- sh -c \
		'sh -c "bomb() { bomb | bomb & }; bomb; bomb; bomb" 2>/dev/null; exec sleep 1226'
	ok "a fork bomb meets the limit" wait_until 20 bombed
	ok "and never exceeds it" test "$(of_group pids pids.current pids.current)" -le 20
	end_run
}

# --- memory

# What the kernel said of it: of whom, and by whose limit.
killed()
{
	dmesg | sed -n 's/.*oom-kill:\(constraint=[^,]*\).*,task_memcg=\([^,]*\),.*/\1 \2/p'
}

memory_limits()
{
	has_controller memory || {
		fails "--memory without its controller" "controller memory" --memory 32M -- true
		return
	}
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
}

# --- disks

# The disk that $1 is on: its name, and MAJOR:MINOR.
disk_of()
{
	disk=$(df --output=source "$1" | tail -n 1)
	numbers=$(lsblk -dno MAJ:MIN "$disk" | tr -d ' ')
}

io_limits()
{
	# /tmp is in memory.
	written=/root/limits-$$
	mkdir "$written"
	at_end "rm -r '$written'"
	disk_of "$written"
	has_controller io || has_controller blkio || {
		fails "--io-max without its controller" "controller io" \
			--io-max "$disk:wbps=1M" -- true
		return
	}
	# A kernel may have the controller, and not this part of it.
	grep -q ' throtl_pd_init$' /proc/kallsyms || {
		fails "--io-max on a kernel that can not" "nsview run: --io-max: /" \
			--io-max "$disk:wbps=1M" -- true
		ok "and which file is missing" \
			grep -E '/(io\.max|blkio\.throttle\.[a-z_]+): No such file or directory' "$T/says"
		return
	}
	begin --io-max "$disk:wbps=1M,riops=500" -- sleep 1227
	if grep -qw io "$cgroups/cgroup.controllers"; then
		is "what the disk may do" "$(of_group io io.max none)" \
			"$numbers rbps=max wbps=1048576 riops=500 wiops=max"
	else
		is "what the disk may do: bytes" \
			"$(of_group blkio none blkio.throttle.write_bps_device)" "$numbers 1048576"
		is "and reads" "$(of_group blkio none blkio.throttle.read_iops_device)" "$numbers 500"
	fi
	end_run
	# Of 3 MB at 1 MB a second the last 2 take as long as that, on whatever host.
	read -r began _ </proc/uptime
	ok "what is written is written" nsview run --share user --io-max "$disk:wbps=1M" \
		--bind "$written:/mnt" -- dd if=/dev/zero of=/mnt/x bs=256k count=12 oflag=direct
	read -r ended _ </proc/uptime
	ok "but no faster ($began to $ended)" \
		awk -v began="$began" -v ended="$ended" 'BEGIN { exit !(ended - began >= 2) }'
}
