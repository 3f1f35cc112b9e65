# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154	# cache, apt, icount: lib.sh, apt.sh, vm; emulator, share: qemu.sh
# Which QEMU runs the guests. Sourced after apt.sh.
#
# One before 8.1 lets a CPU run a translation of code that another one has changed while it
# was being translated. Linux changes its own code while it runs, with a breakpoint on what it
# changes: a kernel whose tracepoints, static calls or netfilter's hooks are switched while a
# second CPU is there dies, every few hours of tests, of a breakpoint that is no longer in its
# memory ("Oops: int3"). A host with such a QEMU gets its own release's backport of a later one
# into the cache, for its own libraries, beside its packages and not among them.
#
# Where instructions are counted there is one CPU, and the host's own will do: the CPU that a
# later QEMU shows has Linux take some hundredths more of them, and budgets are of the former.

emulator_good=801	# 100 times the major version and the minor

# emulator_version QEMU: it, in that form.
emulator_version()
{
	"$1" --version | sed -n 's/^QEMU emulator version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' |
		awk '{ print 100 * $1 + $2 }'
}

# emulator_fetch SUITE: make the entry $cache/qemu/SUITE.
emulator_fetch()
{
	need dpkg-deb
	apt_use "$1" "$1"
	[ ! -e "$cache/qemu/$1" ] || return 0	# who had the lock before has made it
	say "fetching QEMU from $1"
	debs=$cache/debs/qemu-$1 new=$cache/tmp/qemu-$1
	apt_fetch "$debs" qemu-system-x86 qemu-system-data seabios
	rm -rf "$new"
	mkdir -p "$new" "$cache/qemu"
	# Who calls this asks for its status, so that set -e does not count in here.
	for deb in "$debs"/*.deb; do
		unpack "$new" "$deb" || die "$deb: cannot be unpacked"
	done
	[ "$(emulator_version "$new/usr/bin/qemu-system-x86_64")" -ge $emulator_good ] ||
		die "QEMU of $1 does not run here, or is too old"
	mv -T "$new" "$cache/qemu/$1" || die "$cache/qemu/$1: cannot be made"
	rm -rf "$debs"
}

# emulator_find: sets emulator, and share, where its firmware is, if it does not know. Without a good one,
# which is no reason not to run a guest, it is the host's; that is asked again in a day.
emulator_find()
{
	emulator=qemu-system-x86_64 share=''
	[ "$icount" = no ] || return 0
	[ "$(emulator_version $emulator)" -lt $emulator_good ] || return 0
	suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release | tr -d '"')-backports
	if [ ! -e "$cache/qemu/$suite" ]; then
		[ -z "$(find "$cache/qemu-missing" -mmin -1440 2>/dev/null)" ] || return 0
		(emulator_fetch "$suite" >&2) || {
			say "guests run on the host's own QEMU, which may break them: see" \
				"scripts/emulator.sh"
			touch "$cache/qemu-missing"
			return 0
		}
	fi
	share=$cache/qemu/$suite/usr/share
	emulator=$cache/qemu/$suite/usr/bin/qemu-system-x86_64
}
