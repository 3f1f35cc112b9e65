#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Mounts of namespaces: how many `info` says there are, against the mountinfo of every
# mount namespace; and that views that want no others find them all and read no more for
# it than they have to, against what strace(1) sees.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

number()
{
	col info value key=namespaces.mounts
}

# In all mount namespaces that a process is in, each by one whose root is that of its namespace.
counted()
{
	for task in /proc/[0-9]*; do
		mnt=$(readlink "$task/ns/mnt" 2>/dev/null) && echo "$mnt ${task#/proc/}"
	done | sort -u -k 1,1 | while read -r _ pid; do
		grep ' - nsfs ' "/proc/$pid/mountinfo" || :
	done | wc -l
}

# agrees NAME [MORE]: both say the same, but for MORE that are in no mount namespace.
agrees()
{
	is "$1" "$(number)" "$(($(counted) + ${2-0}))"
}

# reads VERB...: how many tasks' mountinfo that opens, and how many processes it makes. (Its own
# it opens to see where cgroups are mounted.)
reads()
{
	strace -f -qq -o "$T/trace" -e trace=open,openat,clone,clone3,fork,vfork \
		nsview "$@" >"$T/out" 2>"$T/err"
	printf '%s %s\n' "$(grep -c '/task/.*/mountinfo"' "$T/trace" || :)" \
		"$(grep -c '[ck]lone\|fork(' "$T/trace" || :)"
}

listed() # TYPE INUM
{
	nsview ns -r -n -o TYPE,NS | grep -qx "$1 $2"
}

# held COMMAND: in a mount namespace of its own whose mounts nobody else sees, with a tmpfs at
# /mnt; what COMMAND prints is $line.
held()
{
	# shellcheck disable=SC2016
	hold_up unshare -m --propagation private sh -c 'mount -t tmpfs held /mnt && cd /mnt &&
		touch a b c && eval "$1" && exec sleep 10000' - "$1"
}

# Namespaces to look into, in which there is nothing to find.
i=0
while [ $i -lt 8 ]; do
	held 'echo'
	i=$((i + 1))
done
partial=
has info key=namespaces value=part && partial=1

agrees "as many as there are"
if [ "$(number)" = 0 ]; then
	for view in ns tree bridge dev; do
		is "$view opens no mountinfo where there is none to find, and nothing enters" \
			"$(reads $view -J)" "0 0"
	done
else
	result 1 "a guest without mounts of namespaces: it has $(number)"
fi

exec 8<"/proc/$$/ns/net"
agrees "a descriptor is no mount"
exec 8<&-

mkdir "$T/host"
mount -t tmpfs host "$T/host"
mount --make-private "$T/host"
at_end "umount '$T/host'"
touch "$T/host/uts" "$T/host/net"
unshare --uts="$T/host/uts" true
at_end "umount '$T/host/uts'"
agrees "one in the host's"
[ -z "$partial" ] || is "ns reads the host's mounts, and those of nobody else" "$(reads ns -J)" "1 0"
is "and so does tree" "$(reads tree -J)" "1 0"
ok "what is mounted there is listed" listed uts "$(inum "$T/host/uts")"

held 'unshare --uts=/mnt/a true && mount --bind /mnt/a /mnt/b && stat -L -c %i /mnt/a'
third=$line third_bg=$bg
agrees "two in another's"
ok "what is mounted only there is listed" listed uts "$third"
held 'unshare --ipc=/mnt/a true && unshare --uts=/mnt/b true &&
	mount -t tmpfs over /mnt && stat -L -c %i /proc/self/ns/uts'
agrees "two that are hidden there"

held 'unshare --mount=/mnt/a --propagation private sh -c "mount -t tmpfs inner /tmp &&
	touch /tmp/a && unshare --uts=/tmp/a true && stat -L -c %i /tmp/a"'
agrees "one in a mount namespace that only a mount keeps, and one that was copied there" 2
ok "it is listed" listed uts "$line"

mount --bind "/proc/$$/ns/net" "$T/host/net"
exec 8<"$T/host/net"
umount -l "$T/host/net"
agrees "and one that is in none" 3
ok "all are found still" listed uts "$line"
exec 8<&-
agrees "until that is closed" 2

let_go "$third_bg"
agrees "they end with their namespace" 2
ok "and so does what they kept" sh -c '! "$@"' - nsview ns "uts:[$third]"

# shellcheck disable=SC2016
unshare -m --propagation private sh -c 'cat "$1" >/dev/null && mount -t tmpfs none /proc && cat "$1"' - \
	"$NSVIEW_DIR/info" >"$T/blind"
is "without /proc it is unknown" "$(col "$T/blind" value key=namespaces.mounts)" no

finish
