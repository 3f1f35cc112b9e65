#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What `nsview run` costs beside others that make environments, all of /bin/true and in
# one guest: ratios of medians of 20. With scripts/vm --icount a nanosecond of the guest's
# clock is an instruction. No part of `run`.
#
#	scripts/vm --icount -c .build/vm -- sh vm/runcost.sh
# shellcheck disable=SC2154	# run and the like: took sets them
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/makers.sh
. "$HERE/makers.sh"

runs=20

# took NAME COMMAND...: its median, in NAME.
took()
{
	took_name=$1
	shift
	if median $runs "$@" >"$T/took" 2>"$T/said"; then
		took=$(cat "$T/took")
	else
		took=0
	fi
	ok "$took_name: it works" test "$took" -gt 0
	[ "$took" -gt 0 ] || sed 's/^/# /' "$T/said"
	note "$took_name: $((took / 1000)) thousand"
	eval "$took_name=$took"
}

# most NAME OF LIMIT: it is no more than LIMIT hundredths of that.
most()
{
	most_a=0 most_b=0
	eval "most_a=\$$1 most_b=\$$2"
	[ "$most_b" -gt 0 ] || most_b=1
	ok "$1: $((100 * most_a / most_b)) % of $2, at most $3 %" \
		test $((100 * most_a / most_b)) -le "$3"
}

# --- who does it without nsview

makers_begin
took bubblewrap bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev /bin/true
took crun crun --cgroup-manager=cgroupfs run -b "$T/bundle" @
took runc runc run -b "$T/bundle" @
took seven_ip sh -e "$T/seven" @
makers_end

# --- nsview

limits="--memory 64M --pids 100 --cpus 1"
# shellcheck disable=SC2086
{
	took run nsview run --no-verify $limits -- /bin/true
	took run_verified nsview run --verify $limits -- /bin/true
	# One is there all the while, as on a host that has environments.
	nsview create stays --net bridge --no-verify -- sleep 100000
	took run_bridge nsview run --no-verify --net bridge $limits -- /bin/true
	took run_bridge_verified nsview run --verify --net bridge $limits -- /bin/true
	nsview rm stays --force
}

most run bubblewrap 120
most run_verified bubblewrap 150
# To plug it in adds less than a sixth of what ip takes for that; but no run, with its
# namespaces, mounts and filter, takes less than half of crun's.
note "run_bridge - run: $(((run_bridge - run) / 1000)) thousand"
most run_bridge crun 100
most run_bridge seven_ip 65
finish
