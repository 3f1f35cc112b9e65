#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# soak.sh [MINUTES]: an hour of everything at once: what nsview looks at comes and goes, and
# bridge.ko and nsview.ko with it; readers of whole tables, readers that stop half way and keep
# the file open, and the tool. What is taken is given back, and what is said in the end is what
# others say. That the kernel has no complaint is for scripts/vm to see. No part of `run`.
#
#	scripts/vm -k 6.12 --timeout 7200 -c .build/vm -- sh vm/soak.sh 60
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
export HERE
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

minutes=${1:-60}
ko=${NSVIEW_KO:-/nsview/nsview.ko}
# Where freed objects are kept for a while there is no saying how many are in use.
[ -e "$DEBUGFS/kmemleak" ] && watchful=yes || watchful=no
find_cgroup2
load_kinds
: >"$T/lock"
: >"$T/said.tool"

# shared COMMAND...: who reads has the lock with others, who unloads has it alone, and is not
# to wait until there happens to be no reader.
shared()
{
	while [ -e "$T/pause" ]; do
		sleep 0.2
	done
	flock -s "$T/lock" "$@"
}

whole_reader()
{
	while [ ! -e "$T/over" ]; do
		shared find "$NSVIEW_DIR" -type f -exec cat {} + >/dev/null || echo "cat: $?" >>"$T/said.whole"
		echo >>"$T/times.whole"
	done
}

# All tables are open at once, half read; then some are read on, and some are not.
half_reader()
{
	while [ ! -e "$T/over" ]; do
		# shellcheck disable=SC2016
		shared sh -c '
			n=0
			for table; do
				n=$((n + 1))
				{
					dd bs=300 count=$n status=none >/dev/null
					sleep 1
					[ $((n % 2)) = 0 ] || cat >/dev/null
				} <"$table" &
			done
			wait' sh "$NSVIEW_DIR"/binary/* "$NSVIEW_DIR"/tasks "$NSVIEW_DIR"/namespaces ||
			echo "dd: $?" >>"$T/said.half"
		echo >>"$T/times.half"
	done
}

# A difference that check finds is one: things come and go.
tool()
{
	while [ ! -e "$T/over" ]; do
		for view in ns ps tree bridge cgroup dev check "save $T/saved"; do
			# shellcheck disable=SC2086
			shared nsview $view >/dev/null 2>"$T/said.view" && status=0 || status=$?
			[ "$status" = 0 ] || [ "$status" = 3 ] || {
				echo "$view: exit $status"
				tail -n 2 "$T/said.view"
			} >>"$T/said.tool"
		done
		echo >>"$T/times.tool"
	done
}

# It stays for all of the time, on a terminal of its own.
mkfifo "$T/keys"
exec 9<>"$T/keys"
TERM=xterm script -qefc 'nsview watch -i 2 tree' /dev/null <"$T/keys" >/dev/null 2>&1 &
held="$held $!"
ok "nsview watch: it runs" wait_until 60 pgrep -x nsview
watch=$(pgrep -o -x nsview)

# unload: the module goes once nsview watch does not read.
unload()
{
	unload_tries=0
	until rmmod nsview 2>"$T/said.rmmod"; do
		unload_tries=$((unload_tries + 1))
		[ "$unload_tries" -lt 600 ] || {
			cat "$T/said.rmmod"
			return 1
		}
		sleep 0.1
	done
}

# The module goes and comes, now and then.
reload()
{
	while [ ! -e "$T/over" ]; do
		sleep 7
		: >"$T/pause"
		{
			flock 7
			unload && insmod "$ko"
		} 7>"$T/lock" >>"$T/said.reload" 2>&1 || echo "reload: $?" >>"$T/said.reload"
		rm "$T/pause"
		echo >>"$T/times.reload"
	done
}

# storm SECONDS: all of it for so long; then nothing of it is left.
storm()
{
	rm -f "$T/over"
	for who in whole_reader half_reader tool reload; do
		$who 2>>"$T/said.others" &
		held="$held $!"
		storm_jobs="${storm_jobs-} $!"
	done
	end=$(($(date +%s) + $1))
	while [ "$(date +%s)" -lt "$end" ]; do
		churn 3 40 "$cgroups" >"$T/churn" 2>&1 || {
			cat "$T/churn" >>"$T/said.churn"
			break
		}
		echo >>"$T/times.churn"
	done
	: >"$T/over"
	# shellcheck disable=SC2086
	wait $storm_jobs
	storm_jobs=
}

# What is used when nothing goes on, in KiB: of memory, and of each cache of the kernel's objects.
used()
{
	sync
	sleep 20
	echo 3 >/proc/sys/vm/drop_caches
	sleep 10
	echo 3 >/proc/sys/vm/drop_caches
	sed -En 's/^(Slab|SUnreclaim|KernelStack|PageTables|VmallocUsed|Percpu): *([0-9]*) kB/\1 \2/p' \
		/proc/meminfo
	sed -n 's/^VmRSS:[[:blank:]]*\([0-9]*\).*/nsview-watch \1/p' "/proc/$watch/status"
	awk 'NR > 2 { print "cache-" $1, int($2 * $4 / 1024) }' /proc/slabinfo
}

# A twentieth of the time is for what is taken at first use.
storm $((minutes * 3))
used >"$T/used.first"
storm $((minutes * 57))
used >"$T/used.last"

: >"$T/wrong"
for who in whole half tool reload churn others; do
	[ ! -s "$T/said.$who" ] || sed "s/^/$who: /" "$T/said.$who" >>"$T/wrong"
done
[ -s "$T/wrong" ] && r=1 || r=0
result "$r" "nobody has anything to complain of" "$T/wrong"
for who in whole half tool reload churn; do
	ok "$who: $(wc -l <"$T/times.$who") times" test "$(wc -l <"$T/times.$who")" -ge 2
done

awk 'NR == FNR { first[$1] = $2; next } { print $1, first[$1] + 0, $2 }' \
	"$T/used.first" "$T/used.last" >"$T/used"
grep -v '^cache' "$T/used" | sed 's/^/# KiB in use, first and last: /'
ok "nsview watch runs still" kill -0 "$watch"
rss=$(awk '$1 == "nsview-watch" { print $3 - $2 }' "$T/used")
ok "nsview watch has no more memory than before ($rss KiB)" test "$rss" -le 256
printf q >&9
exec 9>&- # tests count their descriptors
if [ "$watchful" = yes ]; then
	leaks_scan
	# A second look finds what was still on its way.
	leaks_scan
	cat "$DEBUGFS/kmemleak" >"$T/leaks"
	[ -s "$T/leaks" ] && r=1 || r=0
	result "$r" "nothing is left without a reference" "$T/leaks"
else
	# A page for each CPU of a cache, and a tenth.
	awk '$3 > $2 * 1.1 + 512 { print $1 ": " $2 " KiB, in the end " $3 }' "$T/used" >"$T/more"
	[ -s "$T/more" ] && r=1 || r=0
	result "$r" "no more memory is in use than after the first minutes" "$T/more"
fi

# What others say of it.
set --
for subject in tasks namespaces devs addrs ports cgroups hooks tool; do
	set -- "$@" --only $subject
done
sh "$HERE/run" --slice "$@" >"$T/oracles" 2>&1 && r=0 || r=$?
grep '^not ok' "$T/oracles" >"$T/wrong" || :
result "$r" "afterwards: what /proc, ip, bridge and nft say, $(grep -c '^ok' "$T/oracles") times" "$T/wrong"

finish
