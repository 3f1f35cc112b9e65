#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview why NAMESPACE`: namespaces whose holders are known are explained to the
# last reference that the kernel counts, and who holds them is named.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

KEEP_AT=$T/at
export KEEP_AT
: >"$KEEP_AT"
modprobe tun 2>/dev/null || [ -c /dev/net/tun ] && tun=1 || tun=

# why NAMESPACE: its JSON in $T/why, and its rows as one list in $T/rows.
why()
{
	nsview why -J "$1" >"$T/why" 2>"$T/err" || cat "$T/err"
	jq -c '.namespaces[] | recurse(.children[]?) | del(.children)' "$T/why" >"$T/rows"
}

# row KIND FILTER: of the rows of that kind.
row()
{
	jq -r "select(.kind == \"$1\") | $2" "$T/rows"
}

# says NAME NAMESPACE SUMMARY
says()
{
	why "$2"
	is "$1" "$(row namespace .summary)" "$3"
}

# --- one holder each

# Before Linux 5.11 the count of a mount namespace is private to the kernel.
case $(uname -r) in
5.10.*) uncounted=mnt ;;
*) uncounted= ;;
esac

says_kept() # TYPE KEEPER SUMMARY
{
	hold_up keep "$1" "$2"
	[ "$1" != "$uncounted" ] || set -- "$1" "$2" "how many references it has is not known: ${3#*: }"
	says "$1 kept by $2" "$1:[${line%% *}]" "$3"
	let_go "$bg"
	[ "$2" != bind-own ] || umount "$KEEP_AT"
}

for type in cgroup ipc mnt net uts; do
	says_kept $type process "1 reference: 1 nsproxy (1 task)"
	says_kept $type thread "1 reference: 1 nsproxy (1 task)"
	says_kept $type fd "1 reference: 1 nsfs inode (1 descriptor)"
done
# Older kernels list none of these: nsview must open them to learn the count.
for type in cgroup ipc time uts; do
	says_kept $type bind-own "1 reference: 1 nsfs inode (1 bind mount)"
	says_kept $type bind-other "1 reference: 1 nsfs inode (1 bind mount)"
done
# A new time namespace is for the children first, and both are the child's.
says_kept time process "2 references: 1 nsproxy (1 task)"
says_kept time fd "1 reference: 1 nsfs inode (1 descriptor)"
says_kept net socket "1 reference: 1 socket"
[ -z "$tun" ] || says_kept net tap "1 reference: 1 tap"

# Descriptors that only a thread has. Before Linux 6.9 nobody gets a copy of one: then
# it is known by the name of its device, unless two have that name.
if [ -n "$tun" ]; then
	says_kept net tap-thread "1 reference: 1 tap"
	says_kept net tap-orphan "1 reference: 1 tap"
	hold_up keep net tap
	first=$bg
	hold_up keep net tap-thread
	# shellcheck disable=SC2086
	set -- $line
	why "net:[$1]"
	thread=$(find "/proc/$2/task" -mindepth 1 -maxdepth 1 ! -name "$2" -exec basename {} \;)
	case $(uname -r) in
	[1-5].* | 6.[0-8].*)
		is "a thread's tap among two of one name: it is not guessed" \
			"$(row namespace .summary)" "1 reference: 1 not found; nothing in sight keeps it alive"
		is "a thread's tap among two of one name: and that is said" "$(grep -c \
			"descriptor $4 of thread $thread of process $2: Operation not supported" "$T/err")" 1
		;;
	*)
		is "a thread's tap among two of one name" "$(row namespace .summary)" "1 reference: 1 tap"
		is "a thread's tap among two of one name: whose it is" "$(row fd '"\(.pid) \(.tgid) \(.fd)"')" \
			"$thread $2 $4"
		;;
	esac
	let_go "$first"
	let_go "$bg"

	# Which are the same is asked of a few of them for each, not of all.
	hold_up hold taps
	says "many taps" "net:[${line%% *}]" "300 references: 300 taps"
	strace -f -e trace=kcmp -o "$T/strace" nsview why "net:[${line%% *}]" >/dev/null
	asked=$(grep -c 'kcmp(' "$T/strace")
	ok "$asked questions for 600 descriptors" test "$asked" -gt 600 -a "$asked" -lt 12000
	let_go "$bg"
else
	skip "a thread's tap" "this kernel has no tun"
fi

# --- several at once

hold_up unshare -u sh -c '
	for i in 1 2 3; do
		setpriv --pdeathsig KILL sleep 10000 &
	done
	echo $$
	exec sleep 10000'
first=$line first_bg=$bg
wait_until 10 sh -c "[ \$(pgrep -cP $first sleep) = 3 ]"
uts=uts:[$(inum "/proc/$first/ns/uts")]
says "an nsproxy of four tasks is one reference" "$uts" "1 reference: 1 nsproxy (4 tasks)"
hold_up sh -c "exec 7</proc/$first/ns/uts 8</proc/$first/ns/uts && echo \$\$ && exec sleep 10000"
mount --bind "/proc/$first/ns/uts" "$KEEP_AT"
says "two descriptors and a mount are another" "$uts" \
	"2 references: 1 nsproxy (4 tasks), 1 nsfs inode (2 descriptors, 1 bind mount)"
is "the tasks are named" "$(row task .pid | sort -n | tr '\n' ' ')" \
	"$( (echo "$first"; pgrep -P "$first") | sort -n | tr '\n' ' ')"
is "the descriptors are" "$(row fd '"\(.pid) \(.fd)"' | sort)" "$(printf '%s 7\n%s 8' "$line" "$line")"
is "the mount is" "$(row mount '"\(.point) \(.mnt)"')" "$KEEP_AT $(inum /proc/self/ns/mnt)"
let_go "$first_bg"
says "the tasks ended, the descriptors and the mount stay" "$uts" \
	"1 reference: 1 nsfs inode (2 descriptors, 1 bind mount)"
let_go "$bg"
why "$uts"
is "the mount alone" "$(row mount .point)" "$KEEP_AT"
umount "$KEEP_AT"
ok "then it is gone" sh -c "! nsview why '$uts' 2>/dev/null"

# --- a mount in another mount namespace

for type in ipc net pid user; do
	hold_up keep $type bind-other
	# shellcheck disable=SC2086
	set -- $line
	why "$type:[$1]"
	is "$type kept by a mount elsewhere: the point" "$(row mount .point)" "$KEEP_AT"
	pid=$(row mount .pid)
	is "$type kept by a mount elsewhere: a process there" \
		"$(row mount .mnt)" "$(inum "/proc/${pid:-none}/ns/mnt" 2>/dev/null)"
	ok "$type kept by a mount elsewhere: which is another" \
		[ "$(row mount .mnt)" != "$(inum /proc/self/ns/mnt)" ]
	let_go "$bg"
done

# --- what can not be seen

# An open file of /proc/net has a reference, and shows it to nobody.
hold_up unshare -n sh -c 'echo $$; exec sleep 10000'
net=net:[$(inum "/proc/$line/ns/net")]
sleeper=$bg
hold_up sh -c "exec 7</proc/$line/net/dev && echo && exec sleep 10000"
says "a reference that is not found is said" "$net" "2 references: 1 nsproxy (1 task), 1 not found"
is "and where it may be" "$(row missing .refs)" 1
let_go "$sleeper"
says "so is that nothing in sight is left" "$net" \
	"1 reference: 1 not found; nothing in sight keeps it alive"
let_go "$bg"

hold_up unshare -n --kill-child -f --mount-proc -p hold still
pid=$(pgrep -P "$bg")
says "pids of tasks are counted, what else has one is not" "pid:[$(inum "/proc/$pid/ns/pid")]" \
	"3 references: 1 nsproxy (2 tasks), 1 pid, 1 that can not be accounted for"
let_go "$bg"

hold_up unshare -U -n -u hold still
# shellcheck disable=SC2086
set -- $line
why "user:[$(inum "/proc/$2/ns/user")]"
is "what a user namespace owns is counted" \
	"$(row owned '"\(.type) \(.inum)"' | sort | tr '\n' ' ')" \
	"net $(inum "/proc/$2/ns/net") uts $(inum "/proc/$2/ns/uts") "
ok "its credentials are not" [ "$(row unknown .refs)" -ge 1 ]
is "all in all it is what the kernel counts" \
	"$(($(row namespace .found) + $(row unknown .refs)))" "$(row namespace .refs)"
let_go "$bg"

# --- the initial ones

for type in cgroup ipc mnt net time uts; do
	why "$type:[$(inum /proc/1/ns/$type)]"
	if [ "$type" = "$uncounted" ]; then
		ok "initial $type: this kernel's count is not to be had" \
			grep -q 'references it has is not known' "$T/why"
	elif [ "$(row namespace .refs)" = 1 ]; then
		ok "initial $type: this kernel counts no references" \
			grep -q 'counts no references' "$T/why"
	else
		is "initial $type: all is explained" "$(row namespace .found)" "$(row namespace .refs)"
	fi
done

ok "no such namespace" sh -c "! nsview why net:[1] 2>'$T/said' && grep -q 'no namespace' '$T/said'"

finish
