#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# No name that a process, a device, a host or a cgroup can take forges a cell,
# a row or a terminal sequence: in the tables, in text and in JSON.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

hold_up named
named=$bg
printf '%s\n' "$line" | tr '\t' '\n' | paste - - >"$T/want"
col tasks pid,comm ppid="$named" >"$T/got"
same "names of processes" "$T/got" "$T/want"
is "a row each and no more" "$(wc -l <"$T/got")" "$(wc -l <"$T/want")"

esc=$(printf '\033')
# shellcheck disable=SC2016
hold_up unshare -n -u sh -c 'printf "\033]0;x\tnet:[1]" >/proc/sys/kernel/hostname
	ip link add name "$1" type dummy
	ip link add name "$2" type dummy
	ip link add name "$3" type dummy
	ip link add name "$4" type bridge
	ip link set dev "$1" master "$4"
	echo
	exec sleep 1000' sh "${esc}[31m" "-" "$(printf 'a\\x41\377')" \
	"$(printf '\033]0;b\007')" 2>"$T/ip"
net=$(inum "/proc/$bg/ns/net")
uts=$(inum "/proc/$bg/ns/uts")
for name in '\x1b[31m' '\x2d' 'a\x5cx41\xff' '\x1b]0;b\x07'; do
	is "device $name" "$(col devs name netns="$net" | grep -cFx -- "$name")" 1
done
is "hostname" "$(col namespaces hostname inum="$uts")" '\x1b]0;x\x09net:[1]'

find_cgroup2
group=$cgroups/$(printf 'a\tb\033c\\\377 d')
mkdir "$group"
at_end "rmdir '$group'"
is "cgroup" "$(col cgroups path id="$(stat -c %i "$group")")" '/a\x09b\x1bc\x5c\xff d'

unprintable()
{
	! table_files . | xargs grep -l '[^	 -~]'
}
ok "no table has a byte that is not printable" unprintable

command -v nsview >/dev/null || {
	skip "the tool" "no nsview in this guest"
	finish
}

# Text: nothing in it but printable ASCII, for this guest has no other locale;
# the tool's own colours are off, so any escape would be a forged one.
for view in tree ps ns bridge; do
	nsview "$view" --color=never >"$T/view" 2>"$T/err" && r=0 || r=$?
	result "$r" "nsview $view" "$T/err"
	tr -d '\n' <"$T/view" | grep -a -n '[^ -~]' | cat -v >"$T/said" || :
	[ -s "$T/view" ] && ! [ -s "$T/said" ] && r=0 || r=1
	result "$r" "nsview $view: printable ASCII" "$T/said"
	nsview "$view" -J >"$T/json" 2>"$T/err" && r=0 || r=$?
	result "$r" "nsview $view -J" "$T/err"
	ok "nsview $view -J: is an object" jq -e 'type == "object"' "$T/json"
done

# Each name comes back from JSON as it was, where JSON can hold it: what is no
# UTF-8 is not asked for.
while IFS='	' read -r pid name; do
	case $name in
	*'\xff\xfe'* | '\x9b'* | '\xed\xa0'* | '\xc0'*) continue ;;
	esac
	# One byte is the newline that /proc puts behind the name.
	echo "$pid $(head -c -1 "/proc/$pid/comm" | base64 -w 0)"
done <"$T/want" | sort >"$T/want.utf8"
nsview ps -J >"$T/json"
jq -r '.processes[] | "\(.pid) \(.command | @base64)"' "$T/json" | sort >"$T/got.all"
cut -d ' ' -f 1 "$T/want.utf8" | join - "$T/got.all" >"$T/got"
# join leaves a blank where a name is empty.
sed -i 's/ *$//' "$T/got" "$T/want.utf8"
same "names come back from JSON" "$T/got" "$T/want.utf8"
is "most of them are UTF-8" "$(wc -l <"$T/want.utf8")" $(($(wc -l <"$T/want") - 4))

# A line for each: no name has made another, nor another cell in front.
nsview ps -r -n -o pid,command >"$T/raw"
awk '$1 !~ /^[0-9]+$/ || seen[$1]++ || NF > 2 { print; bad = 1 } END { exit bad || NR < 40 }' \
	"$T/raw" >"$T/said" && r=0 || r=$?
result "$r" "nsview ps -r: a line for each process, a word for each cell" "$T/said"

finish
