#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview run --net bridge` while another has the network's lock and does not let go of it,
# as one that is stopped: it can be told to end. In a net namespace and a /run of its own.
set -eu
if [ -z "${RUNLOCK_ALONE-}" ]; then
	exec unshare --net --mount env RUNLOCK_ALONE=1 sh "$0"
fi
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
[ "$(id -u)" = 0 ] || skip_all "this takes root"
mount -t tmpfs none /run
ip link set lo up

lock=/run/nsview/net-$(inum /proc/self/ns/net)/lock
hold_lock()
{
	hold_up flock --no-fork "$lock" sh -c 'echo held; exec sleep 100000'
	holder=$bg
}

waits_for_lock() # PID
{
	find "/proc/$1/fd" -lname "$lock" | grep -q .
}

has_ended() # PID
{
	grep -q '^State:.*zombie' "/proc/$1/status" || [ ! -e "/proc/$1" ]
}

# reap: sets $status to that of $run, which ends.
reap()
{
	wait "$run" && status=0 || status=$?
	held=$(printf '%s' " $held " | sed "s/ $run / /")
}

# left: what is there of an environment; the lock itself stays.
left()
{
	ip -j link | jq -r '.[].ifname' | grep -vx lo || :
	nft list ruleset
	find /run/nsview/env /run/nsview/net-* -mindepth 1 ! -name lock
	sysctl -n net.ipv4.ip_forward net.ipv6.conf.all.forwarding | grep -v '^0' || :
}

ok "it is free" nsview run --net bridge -- true
is "and nothing is left" "$(left)" ""

# --- before there is anything

for signal in TERM INT HUP QUIT; do
	hold_lock
	nsview run --net bridge -- true >"$T/out" 2>&1 &
	run=$!
	held="$held $run"
	wait_until 30 waits_for_lock "$run"
	kill -"$signal" "$run"
	ok "$signal ends the wait" wait_until 20 has_ended "$run"
	let_go "$holder"
	reap
	is "$signal: exit" "$status" 125
	ok "$signal: and why" grep -q "lock: told to end while another nsview has it" "$T/out"
	is "$signal: nothing is left" "$(left)" ""
done

# What `create --pin` makes has not begun either, and is not looked for with the lock.
hold_lock
nsview create pinned --net bridge --pin -- sleep 100000 >"$T/out" 2>&1 &
run=$!
held="$held $run"
wait_until 30 waits_for_lock "$run"
kill -TERM "$run"
ok "create --pin: TERM ends the wait" wait_until 20 has_ended "$run"
let_go "$holder"
reap
is "create --pin: exit" "$status" 125
ok "create --pin: and why" grep -q "lock: told to end while another nsview has it" "$T/out"
is "create --pin: nothing is left" "$(left)" ""

# A lock that is let go of after a while is had.
hold_lock
nsview run --net bridge -- sh -c 'exit 7' >"$T/out" 2>&1 &
run=$!
held="$held $run"
wait_until 30 waits_for_lock "$run"
let_go "$holder"
reap
is "without a signal it waits" "$status" 7
is "nothing is left then" "$(left)" ""

# --- at the end

hold_up nsview run --net bridge --publish 8080:80 -- sh -c 'echo up; exec sleep 100000'
run=$bg
hold_lock
kill -TERM "$run"
wait_until 30 waits_for_lock "$run"
kill -TERM "$run"
ok "a second signal ends the wait at the end" wait_until 20 has_ended "$run"
let_go "$holder"
reap
is "it exits as its command did" "$status" 143
is "what was not removed is on record" \
	"$(find /run/nsview/env -mindepth 1 -maxdepth 1 -printf '%f\n' | sed 's/-[0-9a-f]*$//')" "run-$run"
nsview gc >"$T/said.gc"
is "gc removes it" "$(left)" ""

finish
