#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Each table in binary is the one in text: every cell of every row, with odd
# names in all places that take one, and however it is read.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

hold_up spawn 60 6
hold_up named
hold_up hold zombie
hold_up unshare -p --kill-child unshare -pf unshare -pf sh -c 'echo; exec sleep 1000'
esc=$(printf '\033')
# shellcheck disable=SC2016
hold_up unshare -n -u sh -c 'printf "\033]0;x\tnet:[1]\\" >/proc/sys/kernel/hostname
	printf "%s" - >/proc/sys/kernel/domainname
	ip link add name "$1" type dummy
	ip link add name "$2" type dummy
	ip link add name "$3" type dummy
	ip link add name br0 type bridge vlan_filtering 1
	ip link set dev "$1" master br0
	ip link set dev "$2" master br0
	bridge vlan add dev "$1" vid 2-9
	bridge vlan add dev "$1" vid 20 untagged
	ip addr add 192.0.2.1/24 dev br0 label br0:x
	ip addr add 2001:db8::1/64 dev br0
	nft add table ip "t" "{ chain c { type filter hook input priority -7; } ; }"
	echo
	exec sleep 1000' sh "${esc}[31m" "-" "$(printf 'a\\x41\377')" 2>"$T/ip"
find_cgroup2
group=$cgroups/$(printf 'a\tb\033c\\\377 d')
mkdir "$group" "$cgroups/-"
at_end "rmdir '$group' '$cgroups/-'"

# still NAME: a table, less what moves by itself: what is known of the host's own tasks.
still()
{
	TOKEN=$(col tasks nsproxy pid=1) awk -F '\t' -v OFS='\t' -v name="$1" '
	NR == 2 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
	}
	NR > 2 && name == "tasks" && $(at["nsproxy"]) == ENVIRON["TOKEN"] {
		$(at["state"]) = $(at["nsproxy_count"]) = "moves"
	}
	NR > 2 && name == "namespaces" && $(at["type"]) == "pid" && $(at["level"]) == 0 {
		$(at["pids"]) = "moves"
	}
	{ print }'
}

# rows NAME SIZE: those that the text has before and after the binary is read in pieces of
# SIZE, and of the binary the same. What is left out is little: this test's own programs.
rows()
{
	table "$1" >"$T/text1"
	dd if="$NSVIEW_DIR/binary/$1" bs="$2" of="$T/pieces" status=none
	table "$1" >"$T/text2"
	still "$1" <"$T/text1" >"$T/before"
	still "$1" <"$T/text2" >"$T/after"
	unpack "$1" <"$T/pieces" >"$T/unpacked" || return
	still "$1" <"$T/unpacked" >"$T/binary"
	grep -Fxf "$T/before" "$T/after" >"$T/both"
	grep -Fxf "$T/both" "$T/before" >"$T/want"
	grep -Fxf "$T/both" "$T/binary" >"$T/got"
	diff -U0 "$T/want" "$T/got"
	diff "$T/got" "$T/binary" >"$T/more" || :
	[ "$(grep -c '^>' "$T/more")" -le 3 ] || {
		cat "$T/more"
		return 1
	}
}

# A byte at a time for what is small: all go through the same code, and a kernel that looks
# for faults takes minutes for a large one.
for name in $(schema | cut -f 1); do
	case $name in
	info | cgroups | addrs) sizes="64k 7 4096 1" ;;
	*) sizes="64k 7" ;;
	esac
	for size in $sizes; do
		ok "$name: the same rows, read in pieces of $size" rows "$name" "$size"
	done
done
has_cell()
{
	grep -qF -- "$2" "$T/$1"
}
for name in tasks namespaces devs ports addrs cgroups hooks pins; do
	unpack "$name" <"$NSVIEW_DIR/binary/$name" >"$T/$name"
done
ok "a task called so" has_cell tasks 'a\x0ab\x0a'
ok "a host called so" has_cell namespaces '\x1b]0;x\x09net:[1]\x5c	\x2d'
ok "a device called so" has_cell devs '	a\x5cx41\xff	'
ok "a cgroup called so" has_cell cgroups '/a\x09b\x1bc\x5c\xff d'
ok "numbers of nested pid namespaces" has_cell tasks ',1	'
ok "ranges of VLANs" has_cell ports '	1-9,20	'

# From any place in it, also in the midst of a row.
for offset in 1 60 100 333; do
	dd if="$NSVIEW_DIR/binary/cgroups" of="$T/got" bs=64k iflag=skip_bytes skip=$offset status=none
	tail -c "+$((offset + 1))" "$NSVIEW_DIR/binary/cgroups" >"$T/rest"
	ok "cgroups: from offset $offset" cmp "$T/got" "$T/rest"
done

finish
