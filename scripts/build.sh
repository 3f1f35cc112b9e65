# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# slot, compiler: scripts/kernels
# nsview.ko of this tree for one kernel of the cache. Sourced by
# scripts/kernels. Built in the cache: the tree stays as it is.

# sources: what nsview.ko and the modules that only tests load are made of.
sources()
{
	cd "$top" || exit
	find Kbuild kmod tests/vm/rxhold -type f \( -name '*.[chS]' -o -name Kbuild \) | LC_ALL=C sort
}

# ko_path: where the nsview.ko of the present sources is, or would be.
ko_path()
{
	sum=$( (sources | (cd "$top" && xargs sha256sum); basename "$(entry)") | key)
	echo "$cache/ko/$slot.$sum/nsview.ko"
}

# Warnings that say nothing about the module: it is built with another gcc 12
# than the kernel was, and not every kernel's headers hold what BTF is made of.
harmless='compiler differs from the one used|You are using:|The kernel was built by:|Skipping BTF generation'

build()
{
	ko=$(ko_path)
	if [ -e "$ko" ]; then
		touch "${ko%/*}"
		return
	fi
	lock "build-$slot"
	[ ! -e "$ko" ] || return 0
	dir=$(entry)
	work=$cache/build/$slot
	rm -rf "$work"
	mkdir -p "$work"
	(cd "$top" && sources | xargs cp --parents -t "$work")
	# One build makes both; the tree's own Kbuild knows of nsview.ko only.
	echo "obj-m += tests/vm/rxhold/rxhold.o" >>"$work/Kbuild"

	if ! "make_$compiler" >"$work/log" 2>&1; then
		cat "$work/log" >&2
		die "$slot: nsview.ko does not build for Linux $(cat "$dir/release")"
	fi
	if grep -i 'warning' "$work/log" | grep -Ev "$harmless" >&2; then
		cat "$work/log" >&2
		die "$slot: nsview.ko builds for Linux $(cat "$dir/release") with warnings only"
	fi
	mkdir -p "$cache/ko"
	out=$cache/tmp/ko-$slot
	rm -rf "$out"
	mkdir "$out"
	mv "$work/nsview.ko" "$work/tests/vm/rxhold/rxhold.ko" "$out/"
	mv -T "$out" "${ko%/*}"
	rm -rf "$work"
	keep 8 "$cache/ko" "$slot."
	say "$slot: nsview.ko built for Linux $(cat "$dir/release")"
}

make_bookworm()
{
	need make gcc
	make -C "$dir/headers" M="$work" CC=gcc KCFLAGS=-Werror modules
}

# make_own: with the compiler of the kernel's own suite, in that suite's root.
# All that is mounted for it goes with the mount namespace.
make_own()
{
	headers=/$(readlink "$dir/headers" | sed 's,^root/,,')
	# Names in the single quotes are for the inner shell.
	# shellcheck disable=SC2016
	as_root unshare --mount --pid --fork sh -euc '
		mount --make-rprivate /
		mount -t proc proc "$1/proc"
		mount --bind /dev/null "$1/dev/null"
		mount --bind "$2" "$1/build"
		exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ LC_ALL=C \
			make -C "$3" M=/build KCFLAGS=-Werror modules
	' sh "$dir/root" "$work" "$headers"
}
