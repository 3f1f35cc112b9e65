# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154	# slot and its row: scripts/kernels
# A kernel built here from Debian's own source, with what finds faults. Its
# entry is like those of fetch.sh. Sourced by scripts/kernels after it.

fragment=$top/scripts/debug-kernel.config

# options: the fragment without its comments, and without what is not for this slot.
options()
{
	sed -nE "/ # not $slot\$/d; s/ # not .*//; /^CONFIG_|^# CONFIG_.* is not set\$/p" "$fragment"
}

# source_get: sets version, and tarball to Debian's source of it.
source_get()
{
	# shellcheck disable=SC2046,SC2086
	apt_use "${suites%%,*}" $(echo $suites | tr , ' ')
	# The package linux-source stands for that of the suite's own kernel.
	package=$(apt-cache show --no-all-versions "$meta" 2>/dev/null |
		sed -n 's/^Depends:.*\(linux-source-[^ ,]*\).*/\1/p')
	package=${package:-$meta}
	version=$(apt-cache show --no-all-versions "$package" 2>/dev/null | sed -n 's/^Version: //p')
	[ -n "$version" ] || {
		say "$slot: no package $package in $suites; there are:"
		apt-cache pkgnames linux-source- | sort | sed 's/^/	/' >&2
		exit 1
	}
	tarball=$cache/source/$package-$version.tar.xz
	[ ! -e "$tarball" ] || return 0
	say "$slot: fetching $package ($version)"
	debs=$cache/debs/$package-$version
	apt_fetch "$debs" "$package"
	mkdir -p "$cache/source"
	new=$cache/tmp/$slot.source
	dpkg-deb --fsys-tarfile "$debs"/*.deb | tar -xO -f - "./usr/src/$package.tar.xz" >"$new"
	mv "$new" "$tarball"
	rm -rf "$debs"
}

# fetch_source: make the entry. A build that was cut short is taken up again.
fetch_source()
{
	need make gcc bc flex bison perl xz mke2fs depmod
	source_get
	apt_done
	tree=$cache/build/$slot.$version-$(suffix)
	new=$cache/tmp/$slot
	log=$cache/build/$slot.log
	if [ ! -e "$tree/.config" ]; then
		say "$slot: unpacking the source"
		rm -rf "$cache/build/$slot".*
		mkdir -p "$tree"
		tar -xJ --strip-components=1 -C "$tree" -f "$tarball"
		options >"$tree/kernel/configs/nsview.config"
		make -C "$tree" tinyconfig nsview.config >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
		config_took
	fi
	say "$slot: building Linux, some ten minutes on two cores (the log is $log)"
	make -C "$tree" -j"$(nproc)" bzImage modules >>"$log" 2>&1 || {
		tail -n 40 "$log" >&2
		die "$slot: the kernel does not build"
	}
	release=$(make -s -C "$tree" kernelrelease)
	name=$release-$version-$(suffix)
	rm -rf "$new"
	mkdir -p "$new/root"
	root=$new/root
	make -C "$tree" INSTALL_MOD_PATH="$root" modules_install >>"$log" 2>&1
	echo "$release" >"$new/release"
	echo "$version" >"$new/version"
	echo "$package" >"$new/packages"
	cp "$tree/arch/x86/boot/bzImage" "$new/vmlinuz"
	early_modules=
	modules_image
	rmdir "$root/lib" 2>/dev/null || true
	source_strip
	mv "$tree" "$root/linux"
	ln -s root/linux "$new/headers"
	mkdir -p "$cache/kernels"
	rm -rf "$cache/kernels/$name"
	mv -T "$new" "$cache/kernels/$name"
	publish
}

# config_took: Kconfig drops without a word what has a dependency missing.
config_took()
{
	options | grep '^CONFIG_' | sort >"$cache/tmp/$slot.wanted"
	sort "$tree/.config" | comm -23 "$cache/tmp/$slot.wanted" - >"$cache/tmp/$slot.dropped"
	if [ -s "$cache/tmp/$slot.dropped" ]; then
		rm "$tree/.config"
		sed 's/^/	/' "$cache/tmp/$slot.dropped" >&2
		die "$slot: these did not take"
	fi
}

# source_strip: leave of the tree what modules are built with.
source_strip()
{
	(
		cd "$tree" || exit
		find . -path ./scripts -prune -o -path ./tools -prune -o \
			\( -name '*.o' -o -name '*.a' -o -name '*.ko' -o -name '.*.cmd' -o -name '*.c' \
			-o -name '*.S' -o -name '*.dts*' -o -name 'vmlinux*' \) -type f -print0 | xargs -0 rm -f
		rm -rf Documentation sound fs/*/ drivers/*/ .tmp_*
	)
}
