#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Environments that stay: create, exec, stop, rm, ls and gc, pins, and joining them. What
# is told of them is held against /proc, mounts and cgroups.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

find_cgroup2
for name in web pin short deaf one; do
	at_end "nsview rm $name --force"
done

# said STATUS COMMAND...: exits so; what it says is in $T/told.
said()
{
	said_want=$1
	shift
	"$@" >"$T/told" 2>&1 </dev/null && said_status=0 || said_status=$?
	[ "$said_status" = "$said_want" ] || {
		echo "exit $said_status, not $said_want: $(cat "$T/told")"
		return 1
	}
}

ls_of()
{
	nsview ls -n -r -o "$2" | awk -v name="$1" '$1 == name { print $2 }'
}

pid_of()
{
	ls_of "$1" name,pid
}

state_of()
{
	ls_of "$1" name,state
}

# --- create, ls

ok "create with a command" said 0 nsview create web --hostname web -- sleep 4001
pid=$(pid_of web)
is "ls: it runs" "$(state_of web)" running
is "ls: its init has that command" "$(cat "/proc/$pid/task/$pid/children")" "$(pgrep -fx 'sleep 4001') "
is "its cgroup is the one that ls says" "$cgroups$(sed -n 's/^0:://p' "/proc/$pid/cgroup")" \
	"$(ls_of web name,cgroup)"
is "ls -J" "$(nsview ls -J | jq -r '.environments[] | select(.name == "web") |
	"\(.state) \(.pid) \(.root) \(.pinned)"')" "running $pid / false"
ok "its init is in no session of the caller" test "$(ps -o sid= -p "$pid" | tr -d ' ')" = "$pid"
is "and holds nothing of the caller's open" \
	"$(readlink /proc/"$pid"/fd/* | sed 's,/[0-9]*$,,' | sort | uniq -c | tr -s ' ' | tr '\n' ',')" \
	" 3 /dev/null, 1 /run/nsview/ids,"
ok "a second one of that name is refused" said 125 nsview create web
ok "and says why" grep -q 'there is an environment of that name' "$T/told"
is "the first one is not touched" "$(pid_of web) $(state_of web)" "$pid running"
ok "a command that is not there" said 127 nsview create none -- /no/such
is "leaves no environment" "$(state_of none)" ""
for name in "" 12 -x ../x a/b "$(printf '%032d' 0)a"; do
	ok "'$name' is no name" said 125 nsview create "$name"
done

# --- exec

ok "exec" said 5 nsview exec web -- sh -c 'hostname; exit 5'
is "is inside" "$(cat "$T/told")" web
ok "exec of what is not there" said 127 nsview exec web -- /no/such
ok "exec killed by a signal" said 137 nsview exec web -- sh -c 'kill -KILL $$'
nsview exec web -- sleep 4002 &
held="$held $!"
exec_pid=$!
wait_until 10 pgrep -fx 'sleep 4002'
inside=$(pgrep -fx 'sleep 4002')
for type in cgroup ipc mnt net pid time user uts; do
	is "exec: it is in the same $type namespace" "$(inum "/proc/$inside/ns/$type")" \
		"$(inum "/proc/$pid/ns/$type")"
done
is "and in the same cgroups" "$(cat "/proc/$inside/cgroup")" "$(cat "/proc/$pid/cgroup")"
command=$(pgrep -fx 'sleep 4001')
for what in CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp Uid Gid Groups; do
	is "and has the same $what as the command" \
		"$(awk -v what="$what:" '$1 == what' "/proc/$inside/status")" \
		"$(awk -v what="$what:" '$1 == what' "/proc/$command/status")"
done
kill -TERM "$exec_pid"
wait "$exec_pid" && status=0 || status=$?
is "a signal to nsview is one to the command" "$status" 143
nsview exec web -- sleep 4003 &
exec_pid=$!
wait_until 10 pgrep -fx 'sleep 4003'
kill -KILL "$exec_pid"
ok "a killed exec takes its command along" wait_until 10 sh -c '! pgrep -fx "sleep 4003"'

# What is inside may stop it, for it is not PID 1 there.
# shellcheck disable=SC2016	# for the inner shell
nsview exec web -- sh -c 'kill -STOP $PPID; exec sleep 4007' &
exec_pid=$!
wait_until 10 pgrep -fx 'sleep 4007'
kill -TERM "$exec_pid"
ok "an exec that is stopped from inside ends" wait_until 10 sh -c '! pgrep -fx "sleep 4007"'
wait "$exec_pid" && status=0 || status=$?
is "killed" "$status" 137
for filter in none "$T/allow.bpf"; do
	# One instruction: SECCOMP_RET_ALLOW.
	printf '\006\000\000\000\000\000\377\177' >"$T/allow.bpf"
	# The record is long then.
	nsview create filtered --seccomp "$filter" --hostname "$(printf '%063d' 1)" -- sleep 4008
	ok "exec has the filter that create had: ${filter##*/}" said 0 nsview exec filtered -- true
	nsview rm filtered --force
done

# --- join

is "run --join net=NAME" "$(nsview run --join net=web -- readlink /proc/self/ns/net)" \
	"$(readlink "/proc/$pid/ns/net")"
is "run --net join=NAME" "$(nsview run --net join=web -- readlink /proc/self/ns/net)" \
	"$(readlink "/proc/$pid/ns/net")"
is "run --join uts=PID,ipc=PATH" "$(nsview run --join "uts=$pid" --join "ipc=/proc/$pid/ns/ipc" -- \
	sh -c 'readlink /proc/self/ns/uts /proc/self/ns/ipc; hostname')" \
	"$(readlink "/proc/$pid/ns/uts" "/proc/$pid/ns/ipc"; echo web)"
is "run --join user and pid" "$(nsview run --join user=web --join pid=web -- \
	sh -c 'readlink /proc/self/ns/user /proc/self/ns/pid; cat /proc/1/comm')" \
	"$(readlink "/proc/$pid/ns/user" "/proc/$pid/ns/pid"; echo nsview)"
# Who is root of it, and sees nsview's processes, sees into none of them: each step with other
# rights is held up for a while.
hold_up unshare -U sh -c 'echo; exec sleep 4007'
strangers=$bg
echo "0 100000 65536" >"/proc/$strangers/uid_map"
echo "0 100000 65536" >"/proc/$strangers/gid_map"
# shellcheck disable=SC2016
nsenter -U -t "$strangers" -S 0 -G 0 sh -c 'while :; do
	for pid in $(pgrep -x nsview); do readlink "/proc/$pid/exe"; done
done' >"$T/seen" 2>/dev/null &
held="$held $!"
watch=$!
ok "run --join user with a time of its own" said 0 strace -f -qq -o /dev/null \
	-e trace=setresgid,prctl -e inject=setresgid:delay_enter=500000 \
	-e inject=prctl:delay_enter=50000 \
	nsview run --join "user=$strangers" --time-offset monotonic=100000 -- \
	grep -q 'monotonic *100000 ' /proc/self/timens_offsets
kill $watch
is "is not seen into by who is root of that user namespace" "$(grep nsview "$T/seen" || :)" ""
let_go "$strangers"
ok "a namespace of another type is refused" said 125 nsview run --join "net=/proc/$pid/ns/uts" -- true
ok "and one that is not there" said 125 nsview run --join net=nobody -- true
ok "and says what a name is of" grep -q "net=nobody: there is no such environment" "$T/told"
ip netns add joined
at_end "ip netns del joined"
ip netns set joined 77
is "run --join net=:NSID" "$(nsview run --join net=:77 -- readlink /proc/self/ns/net)" \
	"net:[$(stat -L -c %i /run/netns/joined)]"
for no in :78 : :x; do
	ok "but not $no" said 125 nsview run --join "net=$no" -- true
done
ok "nor another type" said 125 nsview run --join uts=:77 -- true

# --- stop, rm

ok "rm of one that runs is refused" said 1 nsview rm web
ok "and says so" grep -q 'is running' "$T/told"
ok "stop" said 0 nsview stop web
is "then it is gone" "$(state_of web)$(pgrep -fx 'sleep 400[123]')" ""
is "with its cgroups" "$(find /sys/fs/cgroup "$cgroups" -maxdepth 3 -path '*/nsview/web')" ""
ok "stop of what is not there" said 1 nsview stop web

# --- the caller's umask

is "run: it is the command's" "$(umask 27; nsview run -- sh -c umask)" 0027
(umask 0; nsview create one --log "$T/masked" -- sleep 4010)
is "create: so it is" "$(awk '$1 == "Umask:" { print $2 }' "/proc/$(pgrep -fx 'sleep 4010')/status")" 0000
is "what is only root's stays so" "$(find /run/nsview "$T/masked" -perm /077)" ""
is "exec: it is that of its own caller" "$(umask 37; nsview exec one -- sh -c umask)" 0037
nsview rm one --force
(umask 77; nsview create one -- sleep 4010)
is "its cgroup may be looked at by all" "$(stat -c %a "$cgroups/nsview/one")" 755
is "also from inside" "$(nsview exec one -- stat -c %a /sys/fs/cgroup)" 755
nsview rm one --force

# --- stop --time, logs

# Its trap is set when it has said so.
ok "create of one that does not listen" said 0 nsview create deaf --log "$T/log" -- \
	sh -c 'trap "" TERM; echo deaf; while :; do sleep 0.1; done'
wait_until 10 grep -q deaf "$T/log"
began=$(date +%s)
ok "stop --time of it" said 0 nsview stop deaf --time 2
took=$(($(date +%s) - began))
ok "takes that time, here $took s" test $took -ge 2 -a $took -lt 12
ok "a command that would empty its log" said 0 nsview create liar --log "$T/log" -- \
	sh -c 'echo before; truncate -s 0 /proc/self/fd/1; echo after >&2; exec sleep 4009'
wait_until 10 grep -q after "$T/log"
is "adds to it" "$(tail -n +2 "$T/log" | grep -v truncate)" "before
after"
nsview rm liar --force
mkfifo "$T/fifo"
ok "a log that nobody reads" said 0 nsview create full --log "$T/fifo" -- seq 100000
ok "holds nobody up" wait_until 20 sh -c '! nsview ls -r | grep "^full running"'
nsview gc >/dev/null
ok "what it says last" said 0 nsview create last --log "$T/log" -- sh -c 'seq 20000'
ok "is in it, too" wait_until 10 sh -c "tail -n 1 '$T/log' | grep -qx 20000"
is "whole" "$(tail -n 20000 "$T/log" | md5sum)" "$(seq 20000 | md5sum)"
ok "rm --force of one that runs" sh -c 'nsview create one && nsview rm one --force'
is "then it is gone, too" "$(state_of one)" ""
ok "a command that ends" said 0 nsview create short -- true
ok "its environment is stopped, or gone" wait_until 10 sh -c '! nsview ls -r | grep "^short running"'
nsview gc >/dev/null
is "and gone with gc" "$(state_of short)" ""

# --- pins

# What is written into an overlay is there as long as that; 5.10 maps no ids for one.
case $(uname -r) in
5.10.*) kept="--share user" ;;
*) kept= ;;
esac
# shellcheck disable=SC2086
ok "create --pin" said 0 nsview create pin --pin --hostname pinned --rootfs / --overlay $kept
net=$(readlink "/proc/$(pid_of pin)/ns/net")
nsview exec pin -- sh -c 'echo kept >/kept'
ok "stop" said 0 nsview stop pin
is "it is stopped" "$(state_of pin) $(pid_of pin)" "stopped -"
is "a pin is its net namespace" "net:[$(inum /run/nsview/env/pin/ns/net)]" "$net"
is "gc leaves it" "$(nsview gc)" ""
is "exec is in it, with what was written" "$(nsview exec pin -- sh -c \
	'hostname; readlink /proc/self/ns/net 2>/dev/null; cat /kept')" "$(printf 'pinned\nkept')"
nsview exec pin -- sleep 4004 &
held="$held $!"
wait_until 10 pgrep -fx 'sleep 4004'
is "its net namespace, too" "$(readlink "/proc/$(pgrep -fx 'sleep 4004')/ns/net")" "$net"
ok "rm of what exec is in is refused" said 1 nsview rm pin
ok "and says so" grep -q 'is running' "$T/told"
# As one that was killed between the two leaves it.
freezer=$(find /sys/fs/cgroup "$cgroups" -maxdepth 2 -path '*/nsview/pin' | head -n 1)/cgroup.freeze
echo 1 >"$freezer"
ok "exec in one that a killed stop left frozen" said 0 timeout 20 nsview exec pin -- true
ok "in a pid namespace that is not the host's" \
	test "$(inum "/proc/$(pgrep -fx 'sleep 4004')/ns/pid")" != "$(inum /proc/self/ns/pid)"
# What would be in such a one nobody found, then.
# shellcheck disable=SC2016
is "without a cgroup: exec only as long as it has not ended" "$(unshare -m sh -c '
	umount -l -a -t cgroup2
	nsview create bare --pin -- sleep 4008
	nsview exec bare -- true
	echo $?
	nsview stop bare
	nsview exec bare -- true
	echo $?
	nsview rm bare' 2>&1 | sed 's/.*without/without/')" "0
without a cgroup, which this host has not, what is started in it could not be ended with it
125"
nsview create one -- sleep 4005
is "another environment has no copies of the pins" \
	"$(grep -c nsview/env "/proc/$(pgrep -fx 'sleep 4005')/mountinfo")" 0
nsview rm one --force
ok "rm" said 0 nsview rm pin --force
is "unmounts" "$(grep -c 'nsview/env/pin' /proc/self/mountinfo)" 0
ok "and ends what exec has put into it" wait_until 10 sh -c '! pgrep -fx "sleep 4004"'

# Of a host that shares its mounts, as systemd does: what is mounted inside is not the host's.
mkdir -p "$T/shared/sub"
mount -t tmpfs shared "$T/shared"
at_end "umount '$T/shared'"
mount --make-shared "$T/shared"
mkdir "$T/shared/sub"
cp /proc/self/mountinfo "$T/mounts"
nsview run --bind "$T/shared:/mnt" --tmpfs /mnt/sub -- grep -e shared: -e master: \
	/proc/self/mountinfo >"$T/inside" || :
is "no mount inside is shared with the host" "$(cat "$T/inside")" ""
ok "and none of them is seen outside" diff "$T/mounts" /proc/self/mountinfo
# shellcheck disable=SC2016	# for the inner shell
ok "a root that is shared" unshare --mount --propagation shared sh -c '
	cp /proc/self/mountinfo "$1"
	nsview run --rootfs / -- true && diff "$1" /proc/self/mountinfo' sh "$T/mounts"

# --- gc

nsview run --name one -- sleep 4006 &
run_pid=$!
wait_until 10 pgrep -fx 'sleep 4006'
is "gc leaves what runs" "$(nsview gc) $(state_of one)" " running"
kill -KILL "$run_pid"
ok "run that is killed takes its command along" wait_until 10 sh -c '! pgrep -fx "sleep 4006"'
nsview gc >"$T/told"
ok "gc says what it removed" grep -qx 'environment one' "$T/told"
is "and removed it" "$(find "$cgroups" -maxdepth 2 -path '*/nsview/one'; ls /run/nsview/env)" ""
is "gc again has nothing to do" "$(nsview gc; echo $?)" 0
is "no file is left" "$(find /run/nsview -type f ! -path '/run/nsview/net-*/lock')" ""
ok "who is not root is told so" said 1 setpriv --reuid 65534 --clear-groups nsview ls

finish
