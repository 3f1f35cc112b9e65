#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The root of an environment: what may be written, where paths of the host are put, and
# that a hostile root leads no mount and no file to anywhere else.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/envs.sh
. "$HERE/envs.sh"
find_cgroup2
chmod 711 "$T"
traces >"$T/before"

refused() # NAME OPTION... -- COMMAND: it runs, and the command fails
{
	refused_name=$1
	shift
	refused_got=$(status_of nsview run "$@")
	ok "$refused_name" test "$refused_got" != 0 -a "$refused_got" -lt 125
}

# --- the host's root

for path in / /etc /usr /var/tmp /sys /proc/sys /dev/null/..; do
	refused "nothing is written to $path" -- touch "$path/nsview-escape"
	ok "and nothing is there" test ! -e "$path/nsview-escape"
done
for path in /tmp /home /run /dev/shm; do
	is "$path is its own, and empty" "$(nsview run -- sh -c "touch $path/x && ls $path")" x
done
# Who serves the host has a socket there, which may be connected to where nothing is written.
hidden=/var/lib/libvirt
mkdir -p $hidden
: >$hidden/socket
is "what daemons have in /var is not there" "$(nsview run -- ls -A $hidden)" ""
rm -r $hidden
# shellcheck disable=SC2016
is "no suid, no devices on the root" "$(nsview run -- awk '$2 == "/" { print $4 }' /proc/mounts |
	tr , '\n' | grep -cx 'ro\|nosuid\|nodev')" 3
is "what is written to memory has an end" \
	"$(nsview run -- sh -c 'dd if=/dev/zero of=/dev/shm/x bs=1M count=200 2>&1 | grep -c "No space"
		stat -c %s /dev/shm/x')" "1
67108864"
is "that of /run" "$(nsview run -- sh -c \
	'dd if=/dev/zero of=/run/x bs=1M count=200 2>/dev/null || stat -c %s /run/x')" 67108864

# --- paths of the host

mkdir -m 777 "$T/shared"
echo words >"$T/shared/file"
is "--bind shows it" "$(nsview run --bind "$T/shared:/mnt" -- cat /mnt/file)" words
ok "and it is written" nsview run --bind "$T/shared:/mnt" -- touch /mnt/new
ok "on the host" test -e "$T/shared/new"
refused "--bind :ro is not" --bind "$T/shared:/mnt:ro" -- touch /mnt/newer
mkdir "$T/shared/below"
mount -t tmpfs none "$T/shared/below"
at_end "umount '$T/shared/below'"
chmod 777 "$T/shared/below"
refused "nor is what is mounted below" --bind "$T/shared:/mnt:ro" -- touch /mnt/below/x
# Whoever mounts something says what of, and it may look as if it were no mount.
mkdir "$T/shared/odd"
for of in '#none' ''; do
	mount -i -t tmpfs "$of" "$T/shared/odd"
	chmod 777 "$T/shared/odd"
	refused "nor if it is of '$of'" --bind "$T/shared:/mnt:ro" -- touch /mnt/odd/x
	umount "$T/shared/odd"
done
is "a file" "$(nsview run --bind "$T/shared/file:/tmp/file" -- cat /tmp/file)" words
is "directories made for one have the same mode whatever the caller's umask" "$(umask 077
	nsview run --bind "$T/shared:/tmp/a/b" -- stat -c %a /tmp/a)" 755
is "--tmpfs is empty" "$(nsview run --tmpfs /etc -- ls -A /etc)" ""
is "the later one is on top" \
	"$(nsview run --bind "$T/shared:/mnt" --tmpfs /mnt -- ls -A /mnt)" ""

# What the host mounts later stays outside, though its mounts are shared (here, with
# a copy of them, which ends with the shell).
# shellcheck disable=SC2016
is "mounts that the host makes later do not come along" "$(unshare -m --propagation shared sh -c '
	mount --bind "$1" "$1"
	mount --make-shared "$1"
	mkdir "$1/late"
	mkfifo -m 666 "$1/begun" "$1/go"
	nsview run --bind "$1:/mnt" -- sh -c "echo >/mnt/begun; read x </mnt/go; ls /mnt/late" &
	read x <"$1/begun"
	mount -t tmpfs none "$1/late"
	echo seen >"$1/late/seen"
	echo >"$1/go"
	wait' sh "$T/shared" 2>&1)" ""
rm -r "$T/shared/late" "$T/shared/begun" "$T/shared/go"

# --- another root

a_root "$T/root"
in_root()
{
	nsview run --rootfs "$T/root" --bind /usr:/usr:ro "$@"
}
is "--rootfs is its root" "$(in_root -- ls /)" "$(ls "$T/root")"
refused "read-only" --rootfs "$T/root" --bind /usr:/usr:ro -- touch /tmp/x
# On a disk: a tmpfs maps no ids before Linux 6.3, and no filesystem does before 5.12.
disk=$(mktemp -d -p "$HERE")
at_end "rm -rf '$disk'"
a_root "$disk/root"
over()
{
	nsview run --rootfs "$disk/root" --overlay --bind /usr:/usr:ro "$@"
}
case $(uname -r) in
5.10.*)
	fails "--overlay where no ids are mapped" "can not map the ids" --rootfs "$disk/root" \
		--overlay --bind /usr:/usr:ro -- true
	share="--share user"
	;;
*) share= ;;
esac
# shellcheck disable=SC2086
{
	is "--overlay may be written" "$(over $share -- sh -c 'echo x >/etc/new && cat /etc/new')" x
	ok "and that is thrown away" test ! -e "$disk/root/etc/new"
	is "its modes are not the caller's umask" "$(umask 077
		over $share --bind "$T/shared:/data/srv" -- stat -c %a / /data)" "755
755"
	is "and another user than root may use it" "$(umask 077
		over $share -- setpriv --reuid 65534 --clear-groups ls -d /etc)" /etc
	is "what is written has an end" "$(over $share -- sh -c \
		'dd if=/dev/zero of=/etc/new bs=1M count=1000 2>&1 | grep -c "No space"')" 1
}

# --- a hostile one

# By what nsview has open just then, such as its cgroup, it would be outside.
out=
for n in $(seq 3 12); do
	ln -sfn "/proc/self/fd/$n" "$T/root/in"
	out="$out$(status_of nsview run --rootfs "$T/root" --bind /usr:/usr:ro --workdir /in -- \
		true) "
done
is "no --workdir by a descriptor of nsview's" "$(echo "$out" | tr ' ' '\n' | sort -u | paste -s -d ' ')" \
	" 125"
rm "$T/root/in"

# The new root is made over /tmp, where what is bound may be.
mkdir "$T/root/${T##*/}"
ln -s /etc "$T/root/${T##*/}/shared"
if [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null)" = 0 ]; then
	skip "rootless: --bind" "this host lets nobody make user namespaces"
else
	is "rootless: --bind is of the host's paths, not of the root's links" "$(cd / &&
		setpriv --reuid 1000 --regid 1000 --clear-groups nsview run --rootfs "$T/root" \
		--bind /usr:/usr:ro --bind "$T/shared:/mnt" -- cat /mnt/file)" words
fi
rm -r "$T/root/${T##*/}"

mkdir "$T/outside"
for name in proc dev sys; do
	rmdir "$T/root/$name"
	ln -s "$T/outside" "$T/root/$name"
	fails "/$name is a link" "/$name" --rootfs "$T/root" --bind /usr:/usr:ro -- true
	rm "$T/root/$name"
	ln -s ../../../../../../../../.. "$T/root/$name"
	fails "/$name is a link upwards" "/$name" --rootfs "$T/root" --bind /usr:/usr:ro -- true
	rm "$T/root/$name"
	mkdir "$T/root/$name"
done
for name in etc tmp; do
	rmdir "$T/root/$name"
	ln -s "$T/outside" "$T/root/$name"
	fails "--tmpfs on /$name, which is a link" "/$name" --rootfs "$T/root" \
		--bind /usr:/usr:ro --tmpfs "/$name" -- true
	fails "--bind below it" "/$name/below" --rootfs "$T/root" \
		--bind /usr:/usr:ro --bind "$T/shared:/$name/below" -- true
	rm "$T/root/$name"
	mkdir "$T/root/$name"
done
ln -s /proc/self/exe "$T/root/mnt/tool"
is "nsview itself, by a link: what runs is not to be written" "$(in_root --share user -- \
	/mnt/tool --version)" "$(nsview --version)"
is "nothing outside" "$(find "$T/outside" -mindepth 1)" ""

# Links come and go while environments start.
runs=200
[ -z "$SLICE" ] || runs=40
mkdir "$T/root/at" "$T/root/at/place"
ln -s "$T/outside" "$T/root/link"
mkdir "$T/outside/place"
hold_up escape --swap "$T/root/at" "$T/root/link"
swapper=$bg
cut -d ' ' -f 4- /proc/self/mountinfo >"$T/mounts.before"
begun=0
n=0
while [ $n -lt $runs ]; do
	n=$((n + 1))
	got=$(status_of in_root --share user --bind "$T/shared:/at/place:ro" -- \
		sh -c 'touch /at/place/written && echo bad; touch /link/place/written && echo bad; :')
	if [ "$got" = 0 ]; then
		begun=$((begun + 1))
	fi
	! grep -q bad "$T/says" || echo "$n: $(cat "$T/says")" >>"$T/bad"
done
let_go "$swapper"
note "$begun of $runs began"
ok "some of them began" test "$begun" -gt 0
is "none could write" "$(cat "$T/bad" 2>/dev/null)" ""
is "neither there nor in the source" "$(find "$T/outside" "$T/shared" -name written)" ""
cut -d ' ' -f 4- /proc/self/mountinfo >"$T/mounts.after"
same "no mount outside" "$T/mounts.after" "$T/mounts.before"

# The same with /dev: links and files are made in it.
runs=$((runs / 4))
rm -rf "$T/root/at" "$T/root/link" "$T/outside/place"
ln -s "$T/outside" "$T/root/link"
hold_up escape --swap "$T/root/dev" "$T/root/link"
swapper=$bg
n=0
while [ $n -lt $runs ]; do
	n=$((n + 1))
	in_root --share user -- true 2>/dev/null || :
done
let_go "$swapper"
is "nothing was made where /dev led to" "$(find "$T/outside" -mindepth 1)" ""

umount "$T/shared/below"
traces >"$T/after"
same "nothing is left" "$T/after" "$T/before"
finish
