# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154	# layout is for, slot and its row from scripts/kernels
# Debian's own kernels, from their packages to an entry of the cache:
#
#   release version packages	what it is
#   vmlinuz modules.ext4	what a guest boots and mounts on /lib/modules
#   early/			what it needs to reach its disks, in loading order
#   root/ headers		what modules are built with
#
# Sourced by scripts/kernels, which says slot, suites, meta and compiler.

layout=1	# counted up when entries made so far are of no use any more

# What a guest of ours needs before it has a root.
early_modules="virtio_pci virtio_blk virtio_console ext4"

# The packages a module is built with where the compiler is the suite's own;
# the compiler itself is what the headers depend on.
tools="make base-files dash bash coreutils sed grep mawk findutils diffutils perl-base pahole"

# resolve: the kernel release that the meta package stands for now.
resolve()
{
	release=$(apt-cache show --no-all-versions "linux-headers-$meta" 2>/dev/null |
		sed -n 's/^Depends:.*linux-headers-\([^ ,]*\).*/\1/p')
	[ -n "$release" ] || {
		say "$slot: no package linux-headers-$meta in $suites; there are:"
		apt-cache pkgnames linux-headers- | grep 'amd64$' | sort | sed 's/^/	/' >&2
		exit 1
	}
	version=$(apt-cache show --no-all-versions "linux-headers-$release" |
		sed -n 's/^Version: //p')
}

# parts: the packages of kernel $release that have files we need.
parts()
{
	apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts \
		--no-breaks --no-replaces --no-enhances \
		"linux-headers-$release" "linux-image-$release" |
	grep -E '^linux-(headers|kbuild|image|binary|modules)-' | grep -v -e '-unsigned$' | sort -u
}

# fetch_image: make the entry of a kernel that Debian has built.
fetch_image()
{
	need mke2fs depmod modprobe xz
	# shellcheck disable=SC2046,SC2086
	apt_use "${suites%%,*}" $(echo $suites | tr , ' ')
	resolve
	name=$release-$version-$(suffix)
	new=$cache/tmp/$name
	if [ ! -d "$cache/kernels/$name" ]; then
		say "$slot: fetching Linux $release ($version)"
		debs=$cache/debs/$name
		# shellcheck disable=SC2046
		apt_fetch "$debs" $(parts)
		# shellcheck disable=SC2086
		[ "$compiler" != own ] ||
			apt_fetch_closure "$debs" "linux-headers-$release" $tools
		rm -rf "$new"
		mkdir -p "$new/root"
		entry_fill
		mkdir -p "$cache/kernels"
		mv -T "$new" "$cache/kernels/$name"
		rm -rf "$debs"
	fi
	publish
}

# publish: from now on the slot is this entry.
publish()
{
	ln -sfn "$name" "$cache/tmp/$slot.link"
	mv -T "$cache/tmp/$slot.link" "$cache/kernels/$slot"
	say "$slot: Linux $release ($version) is ready"
}

entry_fill()
{
	echo "$release" >"$new/release"
	echo "$version" >"$new/version"
	(cd "$debs" && ls ./*.deb) >"$new/packages"
	root=$new/root
	[ "$compiler" != own ] || chroot_prepare
	# base-files first: it makes /bin, /lib and the like what they are.
	for deb in "$debs"/base-files_*.deb "$debs"/*.deb; do
		[ ! -e "$deb" ] || unpack "$root" "$deb"
	done
	[ "$compiler" != own ] || ln -sf mawk "$root/usr/bin/awk"
	for vmlinuz in "$root/boot/vmlinuz-$release" "$root/usr/lib/modules/$release/vmlinuz"; do
		[ ! -e "$vmlinuz" ] || mv "$vmlinuz" "$new/vmlinuz"
	done
	[ -e "$new/vmlinuz" ] || die "$slot: the packages hold no vmlinuz of $release"
	rm -rf "${root:?}/boot"
	modules_image
	headers=usr/src/linux-headers-$release
	ln -s "root/$headers" "$new/headers"
	# The headers know each other by absolute path: the final one.
	[ "$compiler" = own ] ||
		sed -i "s#/usr/src/#$cache/kernels/$name/root/usr/src/#g" "$root/$headers/Makefile"
}

# chroot_prepare: what maintainer scripts would do for a compiler to run in
# $root; the rest is mounted for as long as it does (build.sh).
chroot_prepare()
{
	mkdir -p "$root/dev" "$root/proc" "$root/tmp" "$root/build"
	: >"$root/dev/null"
}

# modules_image: /lib/modules/$release as a file system, and the few modules
# that are needed to mount it.
modules_image()
{
	lib=$root/lib
	[ -d "$lib/modules/$release" ] || lib=$root/usr/lib
	[ -d "$lib/modules/$release" ] || die "$slot: the packages hold no modules of $release"
	base=$new/base
	mkdir -p "$base/lib"
	mv "$lib/modules" "$base/lib/modules"
	rm -f "$base/lib/modules/$release/build" "$base/lib/modules/$release/source"
	depmod -b "$base" "$release"

	mkdir "$new/early"
	n=10
	for module in $early_modules; do
		modprobe -d "$base" -S "$release" --show-depends "$module" || die \
			"$slot: Linux $release has no module $module"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r ko; do
		to=$new/early/$n-$(basename "$ko")
		n=$((n + 1))
		case $ko in
		*.xz) xz -dc "$ko" >"${to%.xz}" ;;
		*.zst) zstd -qdc "$ko" >"${to%.zst}" ;;
		*) cp "$ko" "$to" ;;
		esac
	done

	size=$(($(du -sm "$base/lib/modules" | cut -f1) * 5 / 4 + 16))
	disk "$new/modules.ext4" "$base/lib/modules" "${size}m"
	rm -rf "$base"
}

# debuginfo_get: sets vmlinux, the kernel of the slot's entry with all its debug info.
debuginfo_get()
{
	dir=$(entry)
	[ -n "$dir" ] || die "$slot: not fetched yet: scripts/kernels get $slot"
	release=$(cat "$dir/release") version=$(cat "$dir/version")
	vmlinux=$cache/debuginfo/$release-$version
	[ ! -e "$vmlinux" ] || return 0
	lock debuginfo
	[ ! -e "$vmlinux" ] || return 0
	# shellcheck disable=SC2046,SC2086
	apt_use "${suites%%,*}" $(echo $suites | tr , ' ')
	say "$slot: fetching the debug info of Linux $release"
	debs=$cache/debs/debuginfo new=$cache/tmp/debuginfo
	rm -rf "$debs" "$new"
	apt_fetch "$debs" "linux-image-$release-dbg=$version"
	mkdir -p "$cache/debuginfo" "$new"
	dpkg-deb --fsys-tarfile "$debs"/*.deb |
		tar -x -C "$new" -f - "./usr/lib/debug/boot/vmlinux-$release" ||
		die "$slot: no vmlinux in linux-image-$release-dbg"
	mv "$new/usr/lib/debug/boot/vmlinux-$release" "$vmlinux"
	rm -rf "$debs" "$new"
	keep 1 "$cache/debuginfo" ""
}
