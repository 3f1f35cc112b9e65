#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Attempts to get out of an environment: what each does as root outside, it can not
# do inside, and which layer refuses it. And for each layer something that it alone
# stops: with all others off, as far as options go, it is refused still.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
find_cgroup2

# What only root's files hide is hidden by its absence here, not by rights.
chmod 711 "$T"
mkdir -m 755 "$T/inside"
cp "$HERE/escape" "$T/inside/escape"
cp "$HERE/escape" "$T/inside/suid"
chmod 4755 "$T/inside/suid"
hidden=$(mktemp -d -p /home nsview-escape.XXXXXX)
at_end "rm -r '$hidden'"
chmod 755 "$hidden"
echo "nsview was here" >"$hidden/marker"

# Without it the log of the kernel is everybody's to read.
restricted=$(cat /proc/sys/kernel/dmesg_restrict)
at_end "echo $restricted >/proc/sys/kernel/dmesg_restrict"
echo 1 >/proc/sys/kernel/dmesg_restrict
hold_up escape --target
target=$bg
# The segment outlives it.
at_end "ipcrm -m ${line##* }"
disk=$(awk 'NR > 2 { print $1 ":" $2 ",/dev/" $4; exit }' /proc/partitions)
binary=$(command -v nsview)
about="dir=$hidden handle=$(escape --handle "$hidden/marker") disk=$disk ${line% *}"

mkdir "$cgroups/nsview-escape"
at_end "rmdir '$cgroups/nsview-escape'"

# outside NAMES: as root, but else as in an environment. `binary` nobody executes.
outside()
{
	cp "$binary" "$T/binary"
	# shellcheck disable=SC2016,SC2086
	sh -c 'echo $$ >"$0/nsview-escape/cgroup.procs"; exec "$@"' "$cgroups" \
		escape --prepared "$hidden" "$T/inside/escape" $about binary="$T/binary" \
		suid="$T/inside/suid" "$@"
}

# inside "OPTIONS" NAMES
inside()
{
	inside_options=$1
	shift
	# shellcheck disable=SC2086
	escape --prepared "$hidden" nsview run --bind "$T/inside:/mnt" $inside_options -- \
		/mnt/escape $about binary="$binary" suid=/mnt/suid "$@"
}

everything="user,pid,net,ipc,uts,cgroup,time"
escape --list >"$T/names"
ok "there are attempts enough" test "$(wc -l <"$T/names")" -ge 34

# ESCAPE_NAMES: those that may be tried outside, where the host is not a guest.
if [ -n "${ESCAPE_NAMES-}" ]; then
	# shellcheck disable=SC2086
	outside $ESCAPE_NAMES >"$T/outside"
else
	outside --all >"$T/outside"
fi
inside "" --all >"$T/default"

# The filter that is loaded, with another number for what it refuses.
nsview run -- sleep 1207 &
held="$held $!"
run=$!
wait_until 30 pgrep -fx 'sleep 1207'
if escape --filter "$(pgrep -fx 'sleep 1207')" 117 >"$T/filter" 2>"$T/said"; then # EUCLEAN
	inside "--seccomp $T/filter" --all >"$T/filtered"
else
	skip "which of them seccomp refuses first" "this kernel shows no filters"
	cp "$T/default" "$T/filtered"
fi
kill -TERM $run
wait $run || :

inside "--seccomp none" --all >"$T/no-seccomp"
inside "--seccomp none --share user" --all >"$T/no-user"
inside "--seccomp none --share $everything" --all >"$T/no-layer"

# verdict FILE NAME: done, SKIP, or an error.
verdict()
{
	awk -v name="$2" '$1 == name { print $2; exit }' "$T/$1"
}

# layers NAME: who refused it first, and who would have, one behind the other, as
# far as the errors tell them apart; the last one by what it asks for.
layers()
{
	layers_before=$(verdict default "$1")
	layers_found=
	[ "$(verdict filtered "$1")" = "$layers_before" ] ||
		layers_found="seccomp ($layers_before), "
	[ -n "$layers_found" ] || [ "$(verdict no-seccomp "$1")" = "$layers_before" ] ||
		layers_found="seccomp ($layers_before), "
	layers_before=$(verdict no-seccomp "$1")
	for layer in "no-user:user namespace" "no-layer:other namespaces"; do
		layers_now=$(verdict "${layer%%:*}" "$1")
		[ "$layers_now" = "$layers_before" ] ||
			layers_found="$layers_found${layer#*:} ($layers_before), "
		layers_before=$layers_now
	done
	case $layers_before in
	done) ;;
	SKIP) ;;
	*) layers_found="$layers_found$(sed -n "s/^$1 [^ ]* //p" "$T/no-layer") ($layers_before), " ;;
	esac
	echo "${layers_found%, }"
}

is_refused()
{
	case $1 in
	E* | SIG*) return 0 ;;
	esac
	return 1
}

while read -r name; do
	got=$(verdict outside "$name")
	case $got in
	done) ;;
	SKIP)
		skip "$name" "outside: $(sed -n "s/^$name SKIP //p" "$T/outside")"
		continue
		;;
	ENOENT | ENODEV | ENXIO | ENOSYS | ENOTTY)
		skip "$name" "this kernel has not what it is about ($got)"
		continue
		;;
	"")
		skip "$name" "not to be tried on this host"
		continue
		;;
	*)
		is "$name: works as root outside" "$got" "done"
		continue
		;;
	esac
	if is_refused "$(verdict default "$name")"; then
		result 0 "$name: refused by $(layers "$name")"
	else
		is "$name: refused inside" "$(verdict default "$name")" "an error"
	fi
done <"$T/names"
ok "those that work outside are enough" test "$(grep -c ' done$' "$T/outside")" -ge 34

# --- for each layer: what it alone stops

# only LAYER NAME "WITHOUT IT" "WITH IT ALONE": refused by default and with it alone;
# without it, and all others there, it works. "-": there is no option for that.
only()
{
	only_name="only $1: $2"
	case $(verdict outside "$2") in
	SKIP | ENOENT | ENODEV | ENXIO | ENOSYS | ENOTTY | "")
		skip "$only_name" "it can not be tried"
		return
		;;
	esac
	only_with=$(inside "$4" "$2")
	only_with=${only_with#* }
	only_without="done"
	if [ "$3" != - ]; then
		only_without=$(inside "$3" "$2")
		only_without=${only_without#* }
	fi
	case $only_without in
	SKIP*)
		skip "$only_name" "${only_without#SKIP }"
		return
		;;
	esac
	is "$only_name, without it" "$only_without" "done"
	ok "$only_name, with it alone" is_refused "$only_with"
}

others="user,ipc,uts,cgroup,time"
only seccomp userfaultfd "--seccomp none" "--share $everything"
only seccomp io-uring "--seccomp none" "--share $everything"
only seccomp unshare-user "--seccomp none" "--share $everything"
only seccomp abi-i386 "--seccomp none" "--share $everything"
only "seccomp (all 64 bits)" tiocsti-own-wide "--seccomp none" "--share $everything"
only "user namespace" read-shadow "--share user" \
	"--seccomp none --share pid,net,ipc,uts,cgroup,time"
only "pid namespace" kill "--share user,pid" "--seccomp none --share $others,net"
only "net namespace" abstract-socket "--share net" "--seccomp none --share $others,pid"
only "net namespace" devices "--share net" "--seccomp none --share $others,pid"
only "ipc namespace" sysv-segment "--share ipc" \
	"--seccomp none --share user,pid,net,uts,cgroup,time"
only "cgroup namespace" cgroup-path "--share cgroup" \
	"--seccomp none --share user,pid,net,ipc,uts,time"
# These have no option.
all="--seccomp none --share $everything"
only capabilities settimeofday - "$all"
only capabilities mknod-disk - "$all"
only capabilities mount-tmpfs - "$all"
only capabilities syslog - "$all"
only capabilities ptrace - "$all"
only "read-only mounts" core-pattern - "$all"
only "read-only mounts" uevent - "$all"
only "read-only mounts" sysrq - "$all"
only "masked paths" read-interrupts - "$all"
only "masked paths" read-timer-list - "$all"
only "missing devices" open-disk - "$all"
only "missing devices" dev-kmsg - "$all"
only "the root" host-file - "$all"
only "the root" break-chroot - "$all"
only "no_new_privs" suid - "$all"
only "closed descriptors" inherited-fd - "$all"
only "closed descriptors" setns-fd - "$all"
only "keyring" session-key - "$all"
only "undumpable init" init-exe - "$all"

let_go "$target"
finish
