#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# run.sh [--quick] [--icount]: nsview and its peers on the same machine, one after the other.
#
#	W1, W2, W3	100, 2,000, 10,000 processes in 10, 200, 1,000 sets of namespaces
#	B1, B2		1, 4 bridges with 10, 1,000 ports, whose other ends are in as many
#			net namespaces
#
# They are built one upon the other, for to end one takes a kernel longer than to make it: B1
# is there in all that follows. Prints records, by tabs:
#
#	fact KEY VALUE
#	world NAME PROCESSES
#	run WORLD GROUP NAME WALL USER SYSTEM RSS	(ns, ns, ns, KiB)
#	cannot WORLD NAME WHY
#
# In each GROUP all do the same, nsview's first. They take turns, in rounds, so that a host
# that is busy now and then is so for all of them alike: an emulator may take half as long
# again for the same, for seconds at a time. What is slow has some of both in each run.
set -eu

BENCH=$(cd "$(dirname "$0")" && pwd)
HERE=$(cd "$BENCH/../vm" && pwd)
PATH=$BENCH:$PATH
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/makers.sh
. "$HERE/makers.sh"

quick=
turns="1 2 3 4 5 6 7"
slow_turns=3 # the first of them have what is slow, too
clock=ns
for option; do
	case $option in
	--quick) quick=1 ;;
	--icount) turns=1 clock=instructions ;;
	esac
done
iterators=/sys/fs/bpf
vmlinux=$BENCH/../vmlinux
world=idle

say()
{
	echo "bench: $*" >&2
}

record()
{
	(
		IFS='	'
		printf '%s\n' "$*"
	)
}

cannot() # NAME WHY
{
	say "$world: cannot: $1: $2"
	record cannot "$world" "$1" "$2"
}

# cost GROUP NAME RUNS SECONDS [-r] COMMAND...: at most so many runs in about so many
# seconds; with -r, of reading it.
cost()
{
	cost_group=$1 cost_name=$2 cost_runs=$3 cost_option="-v -s $4"
	cost_last=0
	shift 4
	[ "$1" != -r ] || {
		cost_option="$cost_option -r"
		shift
	}
	# shellcheck disable=SC2086
	if median $cost_option "$cost_runs" "$@" >"$T/took" 2>"$T/said"; then
		while read -r wall user system rss; do
			record run "$world" "$cost_group" "$cost_name" "$wall" "$user" "$system" "$rss"
			cost_last=$wall
		done <"$T/took"
		say "$world: $cost_name: $cost_last"
	else
		cannot "$cost_name" "$(tr '\n\t' '; ' <"$T/said" | cut -c 1-200)"
	fi
}

# quickly, slowly, rarely GROUP COMMAND...: called by its name; three times a round, once in
# each of slow_turns unless it takes more than 30 s, or in the first round only.
quickly()
{
	quickly_group=$1
	shift
	cost "$quickly_group" "$*" 3 4 "$@"
}

slowly()
{
	slowly_group=$1
	shift
	[ "$round" -le $slow_turns ] || return 0
	case ${slow-} in
	*"|$world $*|"*) return 0 ;;
	esac
	# What is not in memory yet is no part of what it costs.
	"$1" --version >/dev/null 2>&1 || :
	cost "$slowly_group" "$*" 1 2 "$@"
	[ "$cost_last" -lt 30000000000 ] || slow="${slow-}|$world $*|"
}

rarely()
{
	[ "$round" != 1 ] || slowly "$@"
}

# rounds MEASURE...: each of them, as many times as there are turns.
rounds()
{
	for round in $turns; do
		for measure; do
			"measure_$measure"
		done
	done
}

# --- the machine at rest

# begin WORLD: what was made or ended leaves the kernel things to do for a while.
begin()
{
	world=$1
	rests=0
	until at_rest; do
		rests=$((rests + 1))
		[ $rests -lt 120 ] || {
			say "$world: it does not come to rest"
			record fact "not at rest" "$world"
			break
		}
	done
	set -- /proc/[0-9]*
	record world "$world" $#
	say "$world: $# processes, after $rests s"
}

# --- what is measured

measure_tasks()
{
	cost tasks "the table tasks, binary" 5 4 -r "$NSVIEW_DIR/binary/tasks"
	cost tasks "the table tasks, text" 5 4 -r "$NSVIEW_DIR/tasks"
	for form in binary text; do
		[ ! -e "$iterators/$form" ] ||
			cost tasks "BPF task iterator, $form" 5 4 -r "$iterators/$form"
	done
	[ "$round" -gt $slow_turns ] || cost tasks "a loop in C over /proc" 1 6 -r proc
}

measure_namespaces()
{
	quickly namespaces nsview ns -J
	quickly namespaces nsview ns -r
	quickly namespaces nsview ns
	slowly namespaces lsns -J
	slowly namespaces lsns -r
	slowly namespaces lsns
	[ "$round" -gt $slow_turns ] || cost namespaces "ps -eo, its eight namespaces" 1 2 \
		ps -eo pid,cgroupns,ipcns,mntns,netns,pidns,timens,userns,utsns,comm
	for form in binary text; do
		[ ! -e "$iterators/$form" ] ||
			cost namespaces "cat of the BPF iterator, $form" 3 4 cat "$iterators/$form"
	done
	[ "${drgn-}$world$round" != yesW31 ] || measure_drgn
}

# measure_drgn: to load symbols is not what it does each time that somebody asks: what the
# walk takes is told by itself. drgn is a library of Python, in which that is to be said.
measure_drgn()
{
	cat >"$T/walk" <<-'WALK'
	import resource, time
	from drgn.helpers.linux.pid import for_each_task

	def walk():
	    rows = []
	    for task in for_each_task(prog):
	        ns = task.nsproxy.read_()
	        if ns:
	            rows.append((task.pid.value_(), ns.cgroup_ns.ns.inum.value_(),
	                ns.ipc_ns.ns.inum.value_(), ns.mnt_ns.ns.inum.value_(),
	                ns.net_ns.ns.inum.value_(), ns.pid_ns_for_children.ns.inum.value_(),
	                ns.time_ns.ns.inum.value_(), ns.time_ns_for_children.ns.inum.value_(),
	                task.real_cred.user_ns.ns.inum.value_(), ns.uts_ns.ns.inum.value_()))
	    return rows

	def once():
	    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic_ns()
	    walk()
	    wall, after = time.monotonic_ns() - began, resource.getrusage(resource.RUSAGE_SELF)
	    return (wall, int(1e9 * (after.ru_utime - before.ru_utime)),
	            int(1e9 * (after.ru_stime - before.ru_stime)), after.ru_maxrss)

	for i in range(3):
	    print(*once())
	WALK
	if drgn -q -k -s "$vmlinux" --no-default-symbols "$T/walk" >"$T/walked" 2>"$T/said"; then
		while read -r wall user system rss; do
			record run "$world" namespaces "drgn, symbols loaded before" \
				"$wall" "$user" "$system" "$rss"
		done <"$T/walked"
		say "$world: drgn: $(head -n 1 "$T/walked")"
	else
		cannot drgn "$(tail -n 1 "$T/said" | cut -c 1-200)"
	fi
}

measure_processes()
{
	quickly processes nsview ps -J
	quickly processes nsview ps
	quickly processes nsview cgroup
	slowly processes systemd-cgls -k -a --no-pager
	slowly processes ps -ef
}

measure_tree()
{
	quickly tree nsview tree
	[ "$world" != W3+B2 ] || slowly tree lsns
}

measure_bridges()
{
	quickly bridges nsview bridge -J
	quickly bridges nsview bridge
	cost bridges "a C program: setns, RTM_GETLINK, for each netns" 3 4 links
	cost bridges "bridge -d -j link, of the host only" 3 4 bridge -d -j link
	slowly bridges plotnetcfg
	rarely bridges ip -all netns exec ip -d -j link
}

measure_making()
{
	limits="--memory 64M --pids 100 --cpus 1"
	# shellcheck disable=SC2086
	{
		cost making "nsview run" 3 10 nsview run --no-verify $limits -- /bin/true
		cost making "nsview run --verify" 3 10 nsview run --verify $limits -- /bin/true
		nsview create stays --net bridge --no-verify -- sleep 100000 >&2
		cost making "nsview run --net bridge" 3 10 \
			nsview run --no-verify --net bridge $limits -- /bin/true
		nsview rm stays --force >&2
	}
	cost making "bwrap --unshare-all" 3 10 \
		bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev /bin/true
	cost making crun 3 10 crun --cgroup-manager=cgroupfs run -b "$T/bundle" @
	cost making runc 3 10 runc run -b "$T/bundle" @
	cost making "seven times ip, no command" 3 10 sh -e "$T/seven" @
	for name in /run/netns/by-hand-*; do
		name=${name##*/}
		ip link del "v${name#by-hand-}"
		ip netns del "$name"
	done
}

# --- what there is to measure beside

facts()
{
	record fact clock "$clock"
	record fact kernel "$(uname -r)"
	record fact accelerator "$(systemd-detect-virt | sed 's/^qemu$/tcg/')"
	record fact cpus "$(nproc)"
	record fact memory "$(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo)"
	for command in "nsview --version" "lsns --version" "ip -V" "ps --version" \
		"systemd-cgls --version" "plotnetcfg --version" "bpftool version" \
		"bwrap --version" "crun --version" "runc --version"; do
		record fact "${command%% *}" "$($command 2>&1 | sed -n '1{s/\t/ /g;p;q}')"
	done
}

# iterators_begin: the iterators are attached once; who reads one begins at its open.
iterators_begin()
{
	mount -t bpf bpf "$iterators"
	for form in text binary; do
		bpftool iter pin "$BENCH/iter_$form.o" "$iterators/$form" >"$T/said" 2>&1 ||
			cannot "BPF task iterator, $form" "$(tail -n 1 "$T/said")"
	done
	[ -e "$iterators/text" ] || return 0
	# It is worth a comparison only if it is right.
	{
		printf '%s' $$
		for type in cgroup ipc mnt net pid pid_for_children time time_for_children \
			user uts; do
			printf '\t%s' "$(inum "/proc/$$/ns/$type")"
		done
		echo
	} >"$T/self"
	grep -qxFf "$T/self" "$iterators/text" || {
		cannot "BPF task iterator, text" "its row of $$ is not what /proc says"
		rm "$iterators/text"
	}
}

drgn_begin()
{
	if [ -n "$quick" ]; then
		cannot drgn "to load its symbols takes longer than a quick run may"
	elif [ ! -e "$vmlinux" ]; then
		cannot drgn "there is no vmlinux with debug info of this kernel"
	elif [ ! -e /proc/kcore ]; then
		cannot drgn "this kernel has no /proc/kcore"
	else
		record fact drgn "$(drgn --version 2>&1 | head -n 1)"
		drgn=yes
	fi
}

# crowd PROCESSES SETS: so many more.
crowd()
{
	hold_up spawn "$1" "$2"
	crowds="${crowds-} $bg"
}

# unplug BRIDGE...: what plug has made ends, and these.
unplug()
{
	for name in /run/netns/*; do
		umount "$name"
		rm "$name"
	done
	for bridge; do
		ip link del "$bridge"
	done
}

# Where base-files is not configured it is a folder, and in it plotnetcfg finds no namespace.
[ -L /var/run ] || {
	rmdir /var/run
	ln -s /run /var/run
}

facts
iterators_begin
begin idle
makers_begin
rounds tree making
makers_end
# ip shares that folder with all mount namespaces to come: each name would be in each of them.
umount /run/netns

plug b 1 10
begin B1
plotnetcfg | grep -q '^"b9/eth0" ->' || cannot plotnetcfg "it does not find the ports' other ends"
rounds bridges
# A mount namespace begins with a copy of each name that there is where it is made, which
# is another world than one of containers, who have none.
unplug b-br0

crowd 100 10
begin W1
rounds tasks namespaces processes tree
[ -z "$quick" ] || {
	drgn_begin
	exit 0
}

crowd 1900 190
begin W2
rounds tasks namespaces processes

crowd 8000 800
begin W3
drgn_begin
rounds tasks namespaces processes tree

plug b 1 10
plug c 3 990
begin W3+B2
rounds tree

for pid in $crowds; do
	let_go "$pid"
done
begin B2
rounds bridges
