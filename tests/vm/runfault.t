#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Order and undo: nsview is killed at each step of run, of run on a bridge, create, exec, stop
# and rm, and each of its system calls fails in turn (strace(1), from outside). What is left
# after that and gc is what was there before; what others have that looks like ours is, too.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/faults.sh
. "$HERE/faults.sh"

# One step of so many is tried; which ones, is the same in every run.
every=40
[ -z "$SLICE" ] || every=160
[ -z "$LONG" ] || every=1
: "${ONLY:=}" # VERB: that one alone, to look for something

find_cgroup2

# --- what others have

# Cgroups that are called as ours, without a mark; one where a named one would be.
mkdir -p "$cgroups/nsview/run-1-deadbeef" "$cgroups/nsview/theirs"
at_end "rmdir '$cgroups/nsview/run-1-deadbeef' '$cgroups/nsview/theirs'"
mkdir -p "$T/run" /run/nsview-of-others
mount -t tmpfs others /run/nsview-of-others
at_end "umount /run/nsview-of-others; rmdir /run/nsview-of-others"
unshare --net --uts --ipc sleep 4343 &
held="$held $!"
other=$!
wait_until 10 pgrep -fx 'sleep 4343'
echo $other >"$cgroups/nsview/theirs/cgroup.procs"
ip link add nsv-deadbeef type dummy 2>/dev/null &&
	at_end "ip link del nsv-deadbeef"

nsview create theirs >"$T/said" 2>&1 && status=0 || status=$?
is "a cgroup that somebody else has is no environment's" \
	"$status $(cat "$T/said")" \
	"125 nsview create: making cgroup $cgroups/nsview/theirs: File exists"
nsview gc >/dev/null

# --- what there is, but for what the test itself is

cgroup_mounts=$(awk '$3 ~ /^cgroup2?$/ { print $2 }' /proc/mounts | sort -u)

state()
{
	# Ours is one that is made and stays, with what is in it: gc's to remove.
	for state_dir in $cgroup_mounts; do
		find "$state_dir" -maxdepth 2 -path "*/nsview*" -type d
	done
	sed 's/^[0-9]* [0-9]* //' /proc/self/mountinfo
	find /run/nsview -mindepth 2 2>/dev/null
	ip -o link show 2>/dev/null | sed 's/ mtu.*//'
	nft list ruleset 2>/dev/null || :
	cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding 2>/dev/null || :
	# Those of the command, of init, of stage 1, of nsview, and that other one.
	ps -C nsview,sleep -o stat=,comm=,netns= | awk '$1 !~ /^Z/ { print $2, $3 }' | sort
}

state >"$T/before"
is_as_before()
{
	state >"$T/after"
	cmp -s "$T/before" "$T/after"
}

# --- one environment a verb, and the verb

# shellcheck disable=SC2317	# called by name
prepare_run() { :; }
# shellcheck disable=SC2317
prepare_net() { :; }
# shellcheck disable=SC2317
prepare_create() { :; }
# shellcheck disable=SC2317
prepare_exec() { nsview create fault -- sleep 4242; }
# shellcheck disable=SC2317
prepare_stop() { nsview create fault --pin -- sleep 4242; }
# shellcheck disable=SC2317
prepare_rm() { nsview create fault --pin; }

words()
{
	case $1 in
	run) echo "run --name fault --tmpfs /mnt -- true" ;;
	net) echo "run --name fault --net bridge --publish 8080:80 -- true" ;;
	create) echo "create fault --pin -- sleep 4242" ;;
	exec) echo "exec fault -- true" ;;
	stop) echo "stop fault --time 1" ;;
	rm) echo "rm fault --force" ;;
	esac
}

# traced_verb VERB [OPTION]...: it, as traced does.
traced_verb()
{
	traced_verb=$1
	shift
	# shellcheck disable=SC2046
	traced "$@" -- nsview $(words "$traced_verb") >"$T/said" 2>&1
}

# Those of the loader and the C library alone are no steps.
no_steps="execve|brk|mmap|munmap|mprotect|arch_prctl|set_tid_address|set_robust_list|rseq|prlimit64"
no_steps="$no_steps|pread64|getrandom|exit|exit_group|rt_sigreturn|access|get.*id|newfstatat|futex"
no_steps="$no_steps|statfs|restart_syscall|rt_sigtimedwait"

# steps VERB: its calls.
steps()
{
	"prepare_$1"
	traced_verb "$1" || :
	nsview rm fault --force >/dev/null 2>&1 || :
	nsview gc >/dev/null
	wait_until 10 no_strace
	calls "$no_steps"
}

# What is there after a fault must go by gc alone; but an environment that was made to
# its end is to stay, and goes by rm.
clean()
{
	nsview gc >"$T/gc" 2>&1 || return 1
	if nsview ls -n -r -o name 2>/dev/null | grep -qx fault; then
		nsview rm fault --force >>"$T/gc" 2>&1 || return 1
		nsview gc >>"$T/gc" 2>&1 || return 1
	fi
}

# fault VERB CALL N KIND: no word if all is well then.
fault()
{
	"prepare_$1" || {
		echo "it was not made"
		return
	}
	began=$(date +%s)
	traced_verb "$1" -e "trace=$2" -e "inject=$2:$4:when=$3" && status=0 || status=$?
	[ $(($(date +%s) - began)) -lt $longest ] || echo "it hangs: $(tail -n 1 "$T/strace")"
	# Killed it has no words; failed it has, or it did what it was to do.
	case $4 in
	error=*) [ "$status" = 0 ] || [ -s "$T/said" ] || echo "exit $status without a word" ;;
	esac
	clean || echo "gc fails: $(cat "$T/gc")"
	wait_until 10 no_strace || echo "strace stays"
	! came || echo "$4" >>"$T/came"
	wait_until 5 is_as_before || {
		echo "what was there is not what is there (gc: $(cat "$T/gc"))"
		diff "$T/before" "$T/after" | sed -n '/^[<>]/p'
		# Others are not to be blamed for it.
		state >"$T/before"
	}
}

# A call that is not made has no fault: close, which always closes; poll and wait4, whose
# answers are the others'.
faults()
{
	while read -r call n; do
		echo "$call $n signal=KILL"
		case $call in
		close | close_range | poll | wait4) ;;
		*) echo "$call $n error=EIO" ;;
		esac
	done
}

for verb in ${ONLY:-run net create exec stop rm}; do
	steps "$verb" | faults >"$T/steps"
	all=$(wc -l <"$T/steps")
	ok "$verb: its steps are known" test "$all" -ge 40
	tried=0 bad=0
	# Of the short ones some, too.
	each=$every
	[ "$each" -le $((all / 10)) ] || each=$((all / 10))
	: >"$T/bad"
	: >"$T/came"
	while read -r call n kind <&3; do
		tried=$((tried + 1))
		said=$(fault "$verb" "$call" "$n" "$kind")
		[ -n "$said" ] || continue
		bad=$((bad + 1))
		printf '%s %s of %s: %s\n' "$call" "$n" "$kind" "$said" >>"$T/bad"
	done 3<<-STEPS
	$(some "$each" <"$T/steps")
	STEPS
	killed=$(grep -c '^signal' "$T/came") || :
	note "$verb: $tried of $all steps, of which $(wc -l <"$T/came") came, $killed by a signal"
	ok "$verb: it was killed, and it failed" test "$killed" -ge 1 -a "$(wc -l <"$T/came")" -gt "$killed"
	[ "$bad" = 0 ] && status=0 || status=1
	result "$status" "$verb: killed or failed at $tried steps, nothing is left" "$T/bad"
done

# --- gc by itself

nsview gc >"$T/said"
is "gc has nothing more to say" "$(cat "$T/said")" ""
ok "what others have is theirs still" test -d "$cgroups/nsview/run-1-deadbeef"
is "and so is who is in it" "$(cat "$cgroups/nsview/theirs/cgroup.procs")" "$other"

finish
