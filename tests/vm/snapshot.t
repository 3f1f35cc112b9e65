#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Snapshots of a real kernel: what is read from one is what is read from the kernel, and
# what `nsview diff` says of two is what was done in between, as /proc and ip have it.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"

# since SNAPSHOT [OPTION]...: what diff says, to $T/since, a line each: what, kind, name.
# Not in a pipe or subshell, which would be processes that appeared.
since()
{
	nsview diff -rn "$@" >"$T/rows" 2>/dev/null || :
	cut -d ' ' -f 1-3 "$T/rows" | sed 's/\\x20/ /g' | sort >"$T/since"
}

# --- a host with something in it

# The first `ip netns add` of a boot makes mounts besides.
at_end "ip netns del s0; ip netns del s1; ip link del nsview-br"
ip netns add s0
ip netns add s1
ip link add nsview-br type bridge
ip link set nsview-br type bridge mcast_snooping 0
ip link add nsview-p0 type veth peer name p1 netns s1
ip link set nsview-p0 master nsview-br
ip addr add 10.99.0.1/24 dev nsview-br
for dev in nsview-br nsview-p0; do
	echo 1 >/proc/sys/net/ipv6/conf/$dev/disable_ipv6
	ip link set $dev up
done
ip -n s1 link set p1 up
settled()
{
	ip -n s1 -j -6 addr show dev p1 | jq -e '.[0].addr_info[0] | .local and (.tentative | not)' &&
		[ "$(cat /sys/class/net/nsview-p0/operstate)" = up ]
}
ok "p1 has its address" wait_until 60 settled
hold_up spawn 4 2
spawned=$bg
hold_up sh -c 'echo; exec sleep 100000'
goes=$bg

# --- saved, and read again

chmod 777 "$T"
(umask 0 && nsview save "$T/a" 2>"$T/words")
is "saved: only its owner may read it" "$(stat -c '%a %U' "$T/a")" "600 root"
ok "what was missed is said" test -z "$(grep -v '^nsview warning: ' "$T/words")"
net=$(inum /run/netns/s1)
# What two looks at the kernel have in common did not move: it must be in the file.
for view in tree ns ps "ps 1" bridge cgroup "mounts 1" check "why nsview-br" "why net:[$net]" \
	"path nsview-p0"; do
	# shellcheck disable=SC2086
	{
		nsview $view -J >"$T/live1" 2>/dev/null || :
		nsview save "$T/now" 2>/dev/null
		nsview $view -J -f "$T/now" >"$T/file" 2>/dev/null || :
		nsview $view -J >"$T/live2" 2>/dev/null || :
	}
	for file in live1 live2 file; do
		view_rows "$T/$file" >"$T/$file.rows"
	done
	comm -12 "$T/live1.rows" "$T/live2.rows" >"$T/want"
	comm -12 "$T/want" "$T/file.rows" >"$T/got"
	same "$view: as live, from the file ($(wc -l <"$T/want") of $(wc -l <"$T/live1.rows") lines)" \
		"$T/got" "$T/want"
done
is "the member that says whose it is" "$(nsview diff -J "$T/a" 2>/dev/null | jq -r .source)" kernel

# --- what was done in between

since "$T/a"
is "nothing was done: no difference" "$(cat "$T/since")" ""
ok "and exit 0" exits 0 "" nsview diff "$T/a"
nsview save "$T/b" 2>/dev/null
since "$T/a" "$T/b"
is "nor between two snapshots" "$(cat "$T/since")" ""

# mounts_of PATH: where it is mounted, with one process of each mount namespace asked.
mounts_of()
{
	for proc in /proc/[1-9]*; do
		mnt=$(inum "$proc/ns/mnt" 2>/dev/null) || continue
		case " $asked " in
		*" $mnt "*) continue ;;
		esac
		asked="$asked $mnt"
		awk -v at="$1" -v mnt="$mnt" '$5 == at {
			print "appeared mount " at " nsfs in mnt:[" mnt "]"
		}' "$proc/mountinfo"
	done
}
asked=

let_go "$goes"
hold_up sh -c 'echo; exec sleep 200000'
comes=$bg
ip netns add s2
at_end "ip netns del s2"
ip link add nsview-v0 type veth peer name v1 netns s2
new=$(inum /run/netns/s2)
{
	echo "went process $goes sleep"
	echo "appeared process $comes sleep"
	echo "appeared namespace net:[$new]"
	echo "appeared device nsview-v0"
	ip -n s2 -j link | jq -r '.[].ifname' | sed "s|^|appeared device net:[$new]/|"
	mounts_of /run/netns/s2
	# It has an owner, which it keeps.
	echo "appeared pin owned net:[$new] keeps user:[$(inum /proc/1/ns/user)]"
} | sort >"$T/want"
# Hooks that every net namespace has are not counted here.
since "$T/a"
grep -v "^appeared hook net:\[$new\]" "$T/since" >"$T/got"
same "a process, a namespace, a veth: that, and nothing else" "$T/got" "$T/want"
ok "and exit 3" exits 3 "" nsview diff "$T/a"
nsview save "$T/b" 2>/dev/null
is "for eyes: a line for the namespace and one for the device in it" \
	"$(nsview diff -n "$T/a" "$T/b" 2>/dev/null | grep -c "net:\[$new\]")" 2
since "$T/b" "$T/a"
grep -v "^went hook" "$T/since" | sed "s/^appeared/x/; s/^went/appeared/; s/^x/went/" |
	sort >"$T/got"
same "backwards it is the other way round" "$T/got" "$T/want"

# Values: the device's, a process's, a cgroup's.
ip link set nsview-p0 nomaster
ip link set nsview-v0 mtu 1400
find_cgroup2
mkdir "$cgroups/nsview-s"
at_end "rmdir '$cgroups/nsview-s'"
echo "$comes" >"$cgroups/nsview-s/cgroup.procs"
at_end "echo $comes >'$cgroups/cgroup.procs'"
nsview diff -J "$T/b" 2>/dev/null | jq -r '.differences[] |
	"\(.what) \(.kind) \(.name) \(.column) \(.before) \(.after)"' >"$T/words"
ok "a port is none any more" grep -qx "went port nsview-p0 on nsview-br null null null" "$T/words"
ok "nor has it a master" grep -qx \
	"changed device nsview-p0 master $(cat /sys/class/net/nsview-br/ifindex) null" "$T/words"
ok "nor a handler" grep -qx "changed device nsview-p0 rx_handler br_handle_frame null" "$T/words"
ok "an mtu" grep -qx "changed device nsview-v0 mtu 1500 1400" "$T/words"
ok "a cgroup" grep -qx "appeared cgroup /nsview-s null null null" "$T/words"
ok "a process that was moved" grep -qx \
	"changed process $comes sleep cgroup_id [0-9]* $(stat -c %i "$cgroups/nsview-s")" "$T/words"

# Numbers that are used again are other things.
nsview save "$T/c" 2>/dev/null
pid=$comes
let_go "$comes"
echo $((pid - 1)) >/proc/sys/kernel/ns_last_pid
sleep 300000 &
held="$held $!"
if [ "$!" = "$pid" ]; then
	since "$T/c" -p "$pid"
	is "a pid that is used again" "$(cat "$T/since")" "appeared process $pid sleep
went process $pid sleep"
else
	result 1 "a pid that is used again: got $! for $pid"
fi
ip netns del s0
ip netns add s0
since "$T/c" -t net
is "a net namespace, whatever its number" \
	"$(cut -d ' ' -f 1,2 "$T/since" | grep ' namespace$' | sort)" "appeared namespace
went namespace"

# --- settings of a net namespace, as sysctl(8) has them

# The other way round for IPv6, that none is taken for the other.
ip netns exec s2 sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=1
nsview save "$T/before" 2>/dev/null
ip netns exec s2 sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=0
is "whether it forwards" "$(nsview diff -J "$T/before" 2>/dev/null | jq -r '
	.differences[] | select(.column // "" | startswith("net.forward")) |
	"\(.name) \(.column) \(.before) \(.after)"' | sort)" \
	"net:[$(inum /run/netns/s2)] net.forward4 0 1
net:[$(inum /run/netns/s2)] net.forward6 1 0"

# --- what fails leaves nothing

mkdir "$T/small"
mount -t tmpfs -o size=4k none "$T/small"
at_end "umount '$T/small'"
ok "a full disk" exits 1 "small/x: No space left on device" nsview save "$T/small/x"
is "leaves nothing" "$(ls -A "$T/small")" ""
echo old >"$T/small/x"
ok "a full disk, and there was one before" exits 1 "No space left" nsview save "$T/small/x"
is "leaves that" "$(ls -A "$T/small") $(cat "$T/small/x")" "x old"
mkdir "$T/d"
ok "a disk that fails" exits 1 "d/x: Input/output error" \
	strace -qq -o /dev/null -e trace=fsync -e inject=fsync:error=EIO:when=1 nsview save "$T/d/x"
is "leaves nothing" "$(ls -A "$T/d")" ""
strace -qq -o /dev/null -e trace=fsync -e inject=fsync:signal=TERM:when=1 nsview save "$T/d/x" \
	2>/dev/null && status=0 || status=$?
is "ended while it writes: it is whole" "$(ls -A "$T/d") $(nsview ns -J -f "$T/d/x" |
	jq -r .source)" "x file"
is "and ended" "$status" 143
rm "$T/d/x"
strace -qq -o /dev/null -e trace=mkdir,openat -e inject=openat:signal=TERM:when=100 \
	nsview save "$T/d/x" 2>/dev/null && status=0 || status=$?
is "ended before: nothing" "$(ls -A "$T/d") $status" " 143"
mount -o remount,ro "$T/small"
ok "a file system that is read-only" exits 1 "Read-only file system" nsview save "$T/small/x"

# --- on a terminal

# script(1) makes one, of 24 rows of 80, and keeps all that was written to it.
mkfifo "$T/keys"
TERM=xterm script -qefc 'nsview watch -i 0.5 ns -t net' "$T/screen" <"$T/keys" >/dev/null &
watch=$!
held="$held $watch"
exec 9>"$T/keys"
ok "watch: it is drawn" wait_until 60 grep -q "$(inum /run/netns/s1)" "$T/screen"
ip netns add s3
at_end "ip netns del s3"
mark=$(printf "\033")[7m
ok "watch: what appears is in reverse" wait_until 60 grep -qF "$mark$(inum /run/netns/s3)" "$T/screen"
printf q >&9
wait "$watch" && status=0 || status=$?
exec 9>&-
is "watch: q ends it" "$status" 0
ok "watch: and gives the screen back" grep -qF "$(printf "\033")[?1049l" "$T/screen"

# --- without the module

at_end "insmod '${NSVIEW_KO:-/nsview/nsview.ko}'"
rmmod nsview
ok "without the module" exits 0 "the module is not loaded (nsview load)" nsview save "$T/p"
ok "that is said again" exits 0 "p was saved without the module" nsview ps 1 -f "$T/p"
is "and JSON is not complete" "$(nsview ps -J -f "$T/p" 2>/dev/null | jq .complete)" false
ok "what it has not" exits 1 "no table 'hooks' in it, for it was saved without the module" \
	nsview path lo -f "$T/p"
ok "what the module saw is read without it" exits 0 "" nsview bridge -f "$T/a"
ok "with less to know absent is not none" exits 3 "pid that was used again" nsview diff "$T/a"
since "$T/a" -p 1
is "no process is changed by that" "$(cat "$T/since")" ""
let_go "$spawned"

finish
