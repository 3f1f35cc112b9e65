# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154	# cache, top, apt: lib.sh, apt.sh; entry, initrd: scripts/vm
# A whole Debian 12 on a disk, as its installer leaves it, with its own kernel; and on it
# the packages that a test installs there, for it has no network. Sourced after lib.sh and apt.sh.

disk_layout=1	# counted up when disks made so far are of no use any more

# What is on it from the start: a package a line. A compiler is, for to unpack one takes
# an emulator long, and is not what is tried.
disk_packages()
{
	sed 's/[[:space:]]*#.*//; /^$/d' <<-'LIST'
	gcc
	iproute2
	jq
	kmod
	libc6-dev
	linux-image-cloud-amd64	# with it initramfs-tools
	make
	procps
	LIST
}

# What can be installed there, with all that it depends on.
disk_debs()
{
	sed 's/[[:space:]]*#.*//; /^$/d' <<-'LIST'
	dkms
	libarchive13		# what nsview depends on
	libkmod2
	libmnl0
	libsmartcols1
	linux-headers-cloud-amd64
	linux-headers-6.12-cloud-amd64
	linux-image-6.12-cloud-amd64
	openssl			# nsview-dkms recommends it: DKMS signs with it
	LIST
}

disk_path()
{
	echo "$cache/disk/debian-$( (echo "$disk_layout"; disk_packages; disk_debs; disk_start;
		disk_initramfs) | key).ext4"
}

# disk_start: its PID 1, until it knows what it is to be: scripts/vm's job is.
disk_start()
{
	cat <<-'START'
	#!/bin/sh
	# SPDX-License-Identifier: GPL-2.0
	for serial in /sys/block/vd*/serial; do
		[ "$(cat "$serial")" != job ] || job=${serial%/serial}
	done
	tar -xf "/dev/${job##*/}" -C / || echo "no job"
	modprobe virtio_console
	exec /nsview/init
	START
}

# disk_initramfs: an initramfs that only reaches its root takes an emulator seconds to
# make, not minutes.
disk_initramfs()
{
	cat <<-'CONF'
	MODULES=list
	COMPRESS=gzip
	CONF
}

# disk_make: the disk, if there is none yet.
disk_make()
{
	[ ! -e "$(disk_path)" ] || return 0
	lock disk
	[ ! -e "$(disk_path)" ] || return 0
	need mmdebstrap mke2fs dpkg-scanpackages
	apt_use bookworm bookworm bookworm-updates bookworm-security
	say "making the disk of a Debian, some minutes"
	new=$cache/tmp/disk
	rm -rf "$new"
	mkdir -p "$new/dpkg" "$new/extra/nsview" "$new/extra/etc/apt" "$new/extra/srv/debs/partial"
	disk_bootstrap
	disk_fill
	mkdir -p "$cache/disk"
	disk_pack
	mv "$new/ext4" "$(disk_path)"
	rm -rf "$new"
	keep 2 "$cache/disk" debian-
}

# disk_bootstrap: a tar of it, as mmdebstrap makes it.
disk_bootstrap()
{
	grep '^Acquire::' "$APT_CONFIG" >"$new/fetching"
	modules=usr/share/initramfs-tools/modules.d
	# Its shell knows descriptors up to 9 only: those that are ours are not handed down.
	# What a single quote holds is for the hook's shell.
	# shellcheck disable=SC2016
	env -u APT_CONFIG mmdebstrap --variant=minbase --format=tar \
		--include="$(disk_packages | paste -s -d ,)" --aptopt="$new/fetching" \
		--essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/'"$modules"'"' \
		--essential-hook='echo "'"$(disk_initramfs)"'" >"$1/etc/initramfs-tools/conf.d/list"' \
		--essential-hook='printf "virtio_pci\nvirtio_blk\next4\n" >"$1/'"$modules/list"'"' \
		bookworm "$new/base.tar" "$apt/sources.list" >"$new/log" 2>&1 \
		3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- || {
		tail -n 40 "$new/log" >&2
		die "cannot make a Debian (the log is $new/log)"
	}
}

# disk_fill: what is laid over that.
disk_fill()
{
	tar -xO -f "$new/base.tar" ./var/lib/dpkg/status >"$new/status"
	# shellcheck disable=SC2046
	apt_quietly -o Dir::State::status="$new/status" -o Dir::Cache::archives="$new/extra/srv/debs" \
		install --download-only $(disk_debs) || apt_failed
	rm -rf "$new/extra/srv/debs/partial" "$new/extra/srv/debs/lock"
	(cd "$new/extra/srv/debs" && dpkg-scanpackages . >Packages 2>"$new/log") || {
		cat "$new/log" >&2
		die "cannot list the packages"
	}
	echo "deb [trusted=yes] file:/srv/debs ./" >"$new/extra/etc/apt/sources.list"
	echo "LABEL=root / ext4 defaults 0 1" >"$new/extra/etc/fstab"
	disk_start >"$new/extra/nsview/start"
	chmod 755 "$new/extra/nsview/start"
	tar -C "$new/extra" --owner=0 --group=0 -cf "$new/extra.tar" .
}

# disk_pack: both as a file system. Who is not root has all the users it takes in a
# namespace of mmdebstrap's only, from which the cache is not to be seen.
disk_pack()
{
	helper=
	[ "$(id -u)" = 0 ] || helper="mmdebstrap --unshare-helper"
	# shellcheck disable=SC2016
	cat "$new/base.tar" "$new/extra.tar" | $helper sh -euc '
		work=$(mktemp -d)
		trap "rm -rf \"\$work\"" EXIT
		mkdir "$work/root"
		tar -x -i --numeric-owner -C "$work/root" -f -
		rm -rf "$work/root/var/lib/apt/lists"/*
		truncate -s 4G "$work/ext4"
		mke2fs -q -t ext4 -O ^has_journal -m 0 -E lazy_itable_init=0 -L root \
			-d "$work/root" "$work/ext4" >&2
		cat "$work/ext4"' | dd bs=1M iflag=fullblock conv=sparse of="$new/ext4" status=none
	e2fsck -fn "$new/ext4" >"$new/log" 2>&1 || {
		cat "$new/log" >&2
		die "cannot make the disk"
	}
}

# disk_boot FILE DIR: to DIR the newest kernel of that disk and its initramfs, as a boot
# loader would find them; sets entry and initrd.
disk_boot()
{
	need debugfs
	mkdir -p "$2"
	release=$(debugfs -R 'ls -p /boot' "$1" 2>/dev/null |
		sed -n 's,^/.*/vmlinuz-\([^/]*\)/.*,\1,p' | sort -V | tail -n 1)
	[ -n "$release" ] || die "$1: no kernel is on it"
	entry=$2 initrd=$2/initrd
	for file in "vmlinuz-$release vmlinuz" "initrd.img-$release initrd"; do
		debugfs -R "dump /boot/${file% *} $2/${file#* }" "$1" 2>"$2/log"
		[ -s "$2/${file#* }" ] || die "$1: no /boot/${file% *}: $(cat "$2/log")"
	done
	echo "$release" >"$2/release"
}
