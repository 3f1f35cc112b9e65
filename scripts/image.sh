# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# cache, top: lib.sh
# What guests boot from besides a kernel: the root image, one for all kernels,
# and the initramfs that leads there. Sourced after lib.sh and apt.sh.

image_layout=2	# counted up when images made so far are of no use any more

# A package a line: bookworm's userland as far as tests want it. What they
# depend on comes with them.
image_packages()
{
	sed 's/[[:space:]]*#.*//; /^$/d' <<-'LIST'
	base-files		# first: it makes /bin, /lib and the like
	base-passwd
	bash
	bpftool			# the benchmark's iterators
	bsdutils		# script
	bubblewrap		# what nsview run is measured beside; crun and runc too
	coreutils
	crun
	dash
	diffutils
	findutils
	gawk
	gojq			# for jq, which takes five times as long to start
	grep
	hostname
	iproute2
	iptables		# iptables-legacy
	iputils-ping
	kmod
	libc-bin		# ldd, C.UTF-8
	libcap2-bin		# capsh
	mawk
	mokutil			# Secure Boot, and what signs modules
	mount
	ncurses-base		# terminfo
	ncurses-bin
	nftables
	openssl
	openvswitch-switch	# ovs-dpctl
	perl-base
	plotnetcfg		# beside which nsview is put (facts.t), as is systemd-cgls
	procps
	python3-drgn		# what nsview is measured beside
	python3-jsonschema	# JSON against its schema
	runc
	sed
	strace
	systemd			# systemd-cgls
	tar
	uidmap			# newuidmap
	util-linux
	util-linux-extra
	xz-utils
	libarchive13		# from here on: what nsview and its tests are linked with
	libasan8
	libcmocka0
	libmnl0
	libseccomp2
	libsmartcols1
	libubsan1
	LIST
}

image_path()
{
	echo "$cache/image/base-$( (echo $image_layout; image_packages) | key).ext4"
}

# image_make: the root image, if there is none yet.
image_make()
{
	image=$(image_path)
	[ ! -e "$image" ] || return 0
	lock image
	[ ! -e "$image" ] || return 0
	need mke2fs
	apt_use bookworm bookworm bookworm-updates bookworm-security
	say "making the guest's root image"
	debs=$cache/debs/image
	# shellcheck disable=SC2046
	apt_fetch_closure "$debs" $(image_packages)
	new=$cache/tmp/image
	root=$new/root
	rm -rf "$new"
	mkdir -p "$root"
	image_fill
	mkdir -p "$cache/image"
	disk "$new/ext4" "$root" 4G -N 100000 -L root
	mv "$new/ext4" "$image"
	rm -rf "$new" "$debs"
	keep 3 "$cache/image" base-
}

image_fill()
{
	# Bookworm's base-files leaves these to usrmerge.
	for dir in bin sbin lib lib32 lib64 libx32; do
		mkdir -p "$root/usr/$dir"
		ln -s "usr/$dir" "$root/$dir"
	done
	unpack "$root" "$debs"/*.deb
	rm -rf "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale" "${root:?}/boot"

	# What maintainer scripts would have done.
	cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
	cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
	ln -sf dash "$root/usr/bin/sh"
	ln -sf gawk "$root/usr/bin/awk"
	ln -sf gojq "$root/usr/bin/jq"
	ln -sf which.debianutils "$root/usr/bin/which"
	ln -sf /proc/self/mounts "$root/etc/mtab"
	/sbin/ldconfig -r "$root" 2>/dev/null || true

	echo nsview >"$root/etc/hostname"
	echo "127.0.0.1 localhost nsview" >"$root/etc/hosts"
	mkdir -p "$root/root/work" "$root/nsview" "$root/usr/lib/modules" "$root/proc" \
		"$root/sys" "$root/dev" "$root/run" "$root/tmp" "$root/mnt"
}

# initrd_make ENTRY: the initramfs for a kernel of the cache; sets initrd.
initrd_make()
{
	entry=$1
	busybox=$(command -v busybox) || die "busybox: not found (scripts/setup installs it)"
	initrd=$cache/initrd/$(basename "$entry")-$(cat "$busybox" "$top/scripts/guest/early" | key)
	[ ! -e "$initrd" ] || return 0
	lock initrd
	[ ! -e "$initrd" ] || return 0
	need cpio
	new=$cache/tmp/initrd
	rm -rf "$new"
	mkdir -p "$new/bin" "$new/dev" "$new/proc" "$new/sys" "$new/root" "$new/early"
	cp "$busybox" "$new/bin/busybox"
	cp "$top/scripts/guest/early" "$new/init"
	chmod 755 "$new/init"
	cp "$entry"/early/*.ko "$new/early/" 2>/dev/null || true	# all may be built in
	(cd "$new" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) >"$new.cpio"
	mkdir -p "$cache/initrd"
	mv "$new.cpio" "$initrd"
	rm -rf "$new"
	keep 12 "$cache/initrd" ""
}
