#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview run`: how it ends, what it passes on, and that what it makes is what was
# asked for, as /proc has it outside.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/envs.sh
. "$HERE/envs.sh"
find_cgroup2
chmod 711 "$T"
traces >"$T/before"

# --- how it ends

is "exit 0" "$(status_of nsview run -- true)" 0
is "exit N" "$(status_of nsview run -- sh -c 'exit 7')" 7
is "exit 126: it can not be executed" "$(status_of nsview run -- /etc/passwd)" 126
ok "and that is said" says /etc/passwd
is "exit 127: it is not there" "$(status_of nsview run -- nosuchcommand)" 127
ok "and that is said" says nosuchcommand
is "exit 128 + TERM" "$(status_of nsview run -- sh -c 'kill -TERM $$')" 143
is "exit 128 + KILL" "$(status_of nsview run -- sh -c 'kill -KILL $$')" 137
# As when the memory of its cgroup does not do for that.
is "killed before there is a command: that is no status of one" "$(status_of strace -f -qq -o /dev/null \
	-e trace=pivot_root -e inject=pivot_root:signal=KILL nsview run -- true)" 125
ok "and that is said" says "ended before its command began"
is "what is left running ends with it" \
	"$(status_of nsview run -- sh -c 'setsid sleep 1213 & exit 3'; pgrep -fx 'sleep 1213')" 3
is "its output" "$(nsview run -- sh -c 'echo out; echo err >&2' 2>"$T/err"; cat "$T/err")" "out
err"
is "its input" "$(seq 3 | nsview run -- wc -l)" 3
# shellcheck disable=SC2016
is "its environment is not the caller's" \
	"$(SECRET=x nsview run -- sh -c 'echo $SECRET$container')" nsview

# bad NAME WORDS OPTION...
fails "no command" "what is to run"
fails "no such option" "--nosuch" --nosuch -- true
fails "an option without its argument" "--memory needs" --memory
fails "a size" "'12x'" --memory 12x -- true
fails "no memory at all" "--memory" --memory 0 -- true
fails "a number of CPUs" "'many'" --cpus many -- true
fails "a weight" "--cpu-weight" --cpu-weight 10001 -- true
fails "a number of processes" "'-1'" --pids -1 -- true
fails "swap alone" "--swap" --swap 1M -- true
fails "a type" "'blue'" --share blue -- true
fails "no mounts of its own" "--share mnt" --share mnt -- true
fails "a network" "'bluetooth'" --net bluetooth -- true
fails "a clock" "--time-offset" --time-offset wall=3 -- true
fails "a bind without a target" "'/etc'" --bind /etc -- true
fails "a flag of bind" "'rx'" --bind /etc:/mnt:rx -- true
fails "a source that is not there" "/nosuch" --bind /nosuch:/mnt -- true
fails "a target with .." "'/mnt/../etc'" --bind /etc:/mnt/../etc -- true
fails "the root as a target" "'/'" --tmpfs / -- true
fails "a target that can not be made" "/usr/nosuch" --tmpfs /usr/nosuch -- true
fails "a root that is not there" "/nosuch" --rootfs /nosuch -- true
fails "a root by a relative path" "'root'" --rootfs root -- true
fails "an overlay over the host" "--overlay" --overlay -- true
fails "a filter that is not there" "/nosuch" --seccomp /nosuch -- true
fails "a filter that is none" "/etc/passwd" --seccomp /etc/passwd -- true
fails "a directory to begin in" "/nosuch" --workdir /nosuch -- true
fails "the host's name" "--hostname" --share uts --hostname x -- true

is "who is PID 1 tells nothing of how it was asked for" \
	"$(nsview run --hostname secret -- cat /proc/1/cmdline | tr -d '\0')" nsview

# --- signals

# INT is ignored by what a shell runs in the background.
for signal in TERM:15 INT:2 USR1:10 HUP:1; do
	: >"$T/out"
	nsview run -- env --default-signal=INT sh -c "trap 'exit ${signal#*:}' ${signal%:*}
		echo ready; while :; do sleep 0.05; done" >"$T/out" &
	run=$!
	held="$held $run"
	wait_until 30 grep -q ready "$T/out"
	kill -"${signal%:*}" $run
	wait $run && status=0 || status=$?
	is "${signal%:*} is passed on" "$status" "${signal#*:}"
done
begin -- sleep 1214
kill -KILL "$run"
wait "$run" || :
ok "a killed nsview takes it along" wait_until 10 sh -c '! pgrep -fx "sleep 1214"'
# Its cgroups stay; they are for gc to remove.
find "$cgroups" -maxdepth 2 -path "*/nsview/run-$run-*" -type d -exec rmdir {} + || :

# --- a terminal

on_terminal()
{
	script -qec "$1" /dev/null </dev/null | tr -d '\r\0' | sed 's/^^@//'
}
is "on a terminal it has one of its own" "$(on_terminal 'nsview run -- tty')" /dev/pts/0
is "of the same size" "$(on_terminal 'stty rows 33 cols 77; nsview run -- stty size')" "33 77"
is "which is its controlling one" "$(on_terminal 'nsview run -- sh -c "echo x >/dev/tty"')" x
is "and its status comes out" "$(on_terminal 'nsview run -- sh -c "exit 5"; echo $?')" 5
# shellcheck disable=SC2016
is "the caller's is as it was" "$(on_terminal \
	'a=$(stty -g); nsview run -- stty raw; [ "$a" = "$(stty -g)" ] && echo same')" same
# Nobody has it open then, and nsview has seen as much, if it looks: it is asleep again.
mkfifo -m 666 "$T/closed" "$T/go"
on_terminal "timeout --foreground 60 nsview run --bind '$T:/mnt' -- sh -c '
	stty -echo; exec <&- >&- 2>&-; echo >/mnt/closed; read x </mnt/go
	exec >/dev/tty; seq 20000; exit 6'; echo \$?" >"$T/out" &
shell=$!
held="$held $shell"
read -r _ <"$T/closed"
run=$(pgrep -o -x nsview)
wait_until 30 grep -q '^State:.*sleeping' "/proc/$run/status"
echo >"$T/go"
wait "$shell" || :
is "what closes its terminal may open it again: its end" "$(tail -n 1 "$T/out")" 6
is "and all that it says is heard" "$(head -n -1 "$T/out" | md5sum)" "$(seq 20000 | md5sum)"
is "without a terminal it has none" "$(nsview run -- tty </dev/null || :)" "not a tty"

# --- namespaces

types="cgroup ipc mnt net pid time user uts"
# own: of the ten links of $pid, those that are not this process's.
own()
{
	for own_type in cgroup ipc mnt net pid pid_for_children time time_for_children user uts; do
		[ "$(readlink "/proc/$pid/ns/$own_type")" = "$(readlink "/proc/self/ns/$own_type")" ] ||
			echo "$own_type"
	done | paste -s -d ' '
}
begin --hostname box --time-offset monotonic=100 --time-offset boottime=1000000 -- sleep 1215
is "all ten are its own" "$(own)" \
	"cgroup ipc mnt net pid pid_for_children time time_for_children user uts"
is "PID 1 has the same" "$(stat -L -c %i "/proc/$pid/ns/"* | paste -s)" \
	"$(stat -L -c %i "/proc/$init/ns/"* | paste -s)"
is "its offsets" "$(tr -s ' ' <"/proc/$pid/timens_offsets" | paste -s)" \
	"$(printf 'monotonic 100 0\nboottime 1000000 0' | paste -s)"
is "its hostname" "$(nsenter -t "$pid" -u hostname)" box
read -r inside first count <"/proc/$pid/uid_map"
is "uids: from 0, a block of 65536" "$inside $count" "0 65536"
ok "and none of the host's" test "$first" -ge 1879048192
is "gids: the same" "$(tr -s ' ' <"/proc/$pid/gid_map")" " 0 $first 65536"
is "root inside is the first" "$(stat -c '%u %g' "/proc/$pid")" "$first $first"
is "no supplementary groups" "$(sed -n 's/^Groups:[[:space:]]*//p' "/proc/$pid/status")" ""
is "no descriptor but the first three" "$(find "/proc/$pid/fd" -type l | wc -l)" 3
# The lock on its ids is to be there as long as it is.
is "none of the caller's in PID 1" \
	"$(find "/proc/$init/fd" -type l -printf '%l\n' | sed 's/:.*//; s|/[0-9]*$||' | sort -u)" \
	"/run/nsview/ids
socket"
group=$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
ok "its cgroup" sh -c "echo '$group' | grep -q '^/nsview/run-$run-'"
is "who is in it" "$(sort "$cgroups$group/cgroup.procs" | paste -s)" \
	"$(printf '%s\n' "$init" "$pid" | sort | paste -s)"
another=$run
run=
first_before=$first
begin -- sleep 1216
read -r _ first _ <"/proc/$pid/uid_map"
ok "another one has another block" test "$first" != "$first_before"
end_run
run=$another
end_run
is "TERM ends it, and that is the status" "$end_status" 143
for shared in cgroup ipc net pid time user uts; do
	begin --share $shared -- sleep 1217
	want=
	for type in $types; do
		[ "$type" = $shared ] || case $type in
		pid | time) want="$want $type ${type}_for_children" ;;
		*) want="$want $type" ;;
		esac
	done
	is "--share $shared: all but that" "$(own)" "${want# }"
	end_run
done
begin --share cgroup,ipc,net,pid,time,user,uts -- sleep 1218
is "--share of all: its mounts are its own" "$(own)" mnt
end_run
begin --net host -- sleep 1219
is "--net host" "$(own)" "$(own | sed 's/ net / /')"
end_run
is "lo is up" "$(nsview run -- cat /sys/class/net/lo/flags)" 0x9
is "the host's name is as it was" "$(hostname)" "$(cat /proc/sys/kernel/hostname)"

# --- what it is confined to

begin -- sleep 1220
status_line()
{
	sed -n "s/^$1:[[:space:]]*//p" "/proc/$pid/status"
}
# chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw
# sys_chroot audit_write setfcap, and nothing inheritable or ambient.
is "capabilities" "$(status_line CapEff) $(status_line CapPrm) $(status_line CapBnd)" \
	"00000000a00425fb 00000000a00425fb 00000000a00425fb"
is "none to inherit" "$(status_line CapInh)$(status_line CapAmb)" \
	00000000000000000000000000000000
is "no_new_privs and a filter" "$(status_line NoNewPrivs) $(status_line Seccomp)" "1 2"
is "no core files" "$(awk '/core file/ { print $5, $6 }' "/proc/$pid/limits")" "0 0"
end_run

# As a daemon leaves it to what it starts.
is "who ignores the end of its children" \
	"$(timeout 60 sh -c 'trap "" CHLD; nsview run -- sh -c "exit 7"' && echo 0 || echo $?)" 7
is "no second disk" "$(status_of nsview run --io-max /dev/vda:rbps=1M --io-max /dev/vdb:rbps=1M \
	-- true)" 125
ok "is said" says "/dev/vdb: of one disk alone"
is "without a cgroup and a pid namespace: exit" "$(status_of unshare -m sh -c '
	umount -l -a -t cgroup,cgroup2
	exec nsview run --share pid -- true')" 125
ok "and why" says "can not be ended without a cgroup"

# --- rootless

if [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null)" = 0 ]; then
	skip "rootless" "this host lets nobody make user namespaces"
else
	cp "$(command -v nsview)" "$T/nsview"
	as_user()
	{
		(cd / && setpriv --reuid 1000 --regid 1000 --clear-groups "$T/nsview" run "$@")
	}
	is "rootless: it is root inside" "$(as_user -- id -u)" 0
	is "of itself alone" "$(as_user -- cat /proc/self/uid_map | tr -s ' ')" " 0 1000 1"
	is "its status" "$(status_of as_user -- sh -c 'exit 9')" 9
	is "its own pids" "$(as_user -- sh -c 'echo $$')" 2
	# Bonding has a file there in each net namespace.
	is "no network but lo" "$(as_user -- sh -c 'cd /sys/class/net && echo */')" lo/
	ok "it may write /tmp" as_user -- touch /tmp/x
	is "and not the host" "$(status_of as_user -- touch /etc/x)" 1
	is "a limit can not be had: exit" "$(status_of as_user --pids 10 -- true)" 125
	ok "and which, is said" says --pids
	# Ids that it was given: a user of the image, who has a name.
	echo 'user:x:1000:1000::/:/bin/sh' >>/etc/passwd
	echo 'user:200000:65536' | tee /etc/subuid >/etc/subgid
	at_end "sed -i /^user:x:1000:/d /etc/passwd; rm /etc/subuid /etc/subgid"
	is "with ids that it was given: uids" "$(as_user -- cat /proc/self/uid_map | tr -s ' ' | paste -s)" \
		" 0 1000 1	 1 200000 65535"
	is "and gids" "$(as_user -- cat /proc/self/gid_map | tr -s ' ' | paste -s)" \
		" 0 1000 1	 1 200000 65535"
	is "it may be another user there" \
		"$(as_user -- setpriv --reuid 33 --regid 33 --clear-groups id -u)" 33
	: >/etc/subgid
	is "without gids it is itself alone again" \
		"$(as_user -- cat /proc/self/uid_map | tr -s ' ')" " 0 1000 1"
	is "nsview is a copy in memory, which nobody may write" \
		"$(as_user -- /proc/self/exe --version)" "$(nsview --version)"
fi
begin --share user -- sleep 1221
ok "where root inside is the host's, too" sh -c "readlink /proc/$init/exe | grep -q memfd:"
end_run

traces >"$T/after"
same "nothing is left" "$T/after" "$T/before"
finish
