#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What keeps namespaces alive: each cell of the table `keepers`, tried.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

modprobe tun 2>/dev/null || [ -c /dev/net/tun ] && tun=1 || tun=
export KEEP_AT="$T/at"
: >"$KEEP_AT"

# listed TYPE INUM: nsview has it; in the module's own table, but what a mount keeps.
listed()
{
	nsview ns -r -n -o TYPE,NS 2>/dev/null | grep -qx "$1 $2"
}

# pinned TYPE INUM KEEPER PID TID FD: what keeps it is named.
pinned()
{
	case $3 in
	process | zombie) has tasks pid="$5" ns_"$1"="$2" ;;
	thread) has tasks pid="$5" tgid="$4" ns_"$1"="$2" && has pins type="$1" inum="$2" kind=thread pid="$5" ;;
	fd) has pins type="$1" inum="$2" kind=fd pid="$4" fd="$6" ;;
	flight | connection) has pins type="$1" inum="$2" kind=flight pid="$4" fd="$6" ;;
	socket) has pins type="$1" inum="$2" kind=socket pid="$4" fd="$6" family=inet ;;
	child) has pins type="$1" inum="$2" kind=child by_type="$1" ;;
	for_children) has pins type="$1" inum="$2" kind=for_children pid="$4" ;;
	bind-*) nsview why "$1:[$2]" | grep -qF "$KEEP_AT" ;;
	tap*) nsview why "$1:[$2]" | grep -q "tap0" ;;
	esac
}

# The number that no file tells before the first fork(2) is the child's.
forks_into() # PID INUM
{
	kill -USR1 "$1"
	wait_until 10 pgrep -P "$1" && [ "$(inum "/proc/$(pgrep -P "$1")/ns/pid")" = "$2" ]
}

shown() # TYPE KEEPER
{
	hold_up keep "$1" "$2"
	# shellcheck disable=SC2086
	set -- "$1" "$2" $line
	if [ "$3" = 0 ]; then
		kept=$(col tasks ns_pid_for_children pid="$4")
		set -- "$1" "$2" "$kept" "$4" "$5" "$6"
	fi
	ok "$1 kept by $2: listed" listed "$1" "$3"
	ok "$1 kept by $2: the keeper is named" pinned "$1" "$3" "$2" "$4" "$5" "$6"
	[ "$1 $2" != "pid for_children" ] ||
		ok "$1 kept by $2: and it is that one" forks_into "$4" "$3"
	let_go "$bg"
	[ "$2" != bind-own ] || umount "$KEEP_AT"
	ok "$1 kept by $2: gone with it" is_gone "$1" "$3"
}

# Its end may be left to a worker of the kernel, and to who reaps.
is_gone() # TYPE INUM
{
	wait_until 30 has_not namespaces type="$1" inum="$2"
}

# The kernel refuses, or the namespace ends as there is nothing to keep it.
impossible() # TYPE KEEPER
{
	mkfifo "$T/try"
	keep "$1" "$2" >"$T/try" 2>"$T/refusal" &
	bg=$!
	line=
	read -r line <"$T/try" || :
	rm "$T/try"
	if [ -n "$line" ] && [ "${line%% *}" != 0 ]; then
		ok "$1 is not kept by $2" is_gone "$1" "${line%% *}"
	else
		ok "$1 can not be kept by $2: refused" test -s "$T/refusal"
	fi
	kill -KILL "$bg" 2>/dev/null || :
	wait "$bg" 2>/dev/null || :
}

types=$(sed -n 's/^# keeper\t//p' "$HERE/keepers")
# Which types a slice tries: one with children, one that sockets hold, and any other.
in_slice()
{
	case $1 in
	net | pid | uts) ;;
	*) [ -z "$SLICE" ] ;;
	esac
}

while read -r keeper cells; do
	case $keeper in
	'#' | '') continue ;;
	esac
	for type in $types; do
		cell=${cells%%[!A-Za-z]*}
		cells=${cells#"$cell"}
		cells=${cells#"${cells%%[A-Za-z]*}"}
		in_slice "$type" || continue
		if [ "${keeper%%-*}" = tap ] && [ -z "$tun" ]; then
			skip "$type kept by $keeper" "this kernel has no tun"
		elif [ "$cell" = S ]; then
			shown "$type" "$keeper"
		else
			impossible "$type" "$keeper"
		fi
	done
done <"$HERE/keepers"

# What is behind so much that to look at all of it would be to stop the machine: it is said
# that there is something.
at_end "ip netns del pile"
ip netns add pile
for messages in 4000 40000; do
	hold_up pileup /run/netns/pile $messages
	# shellcheck disable=SC2086
	set -- $line
	cols="type,inum,kind"
	case $messages in
	4000) want="net	$1	flight" ;;
	*) want="-	-	unread" ;;
	esac
	is "a descriptor behind $messages messages" \
		"$(col pins "$cols" pid="$2" fd="$3" | grep -v socket)" "$want"
	let_go "$bg"
done

# What can be come by from many places is looked at from one of them: else whoever makes both
# many has a table of as many rows as the one times the other.
for kind in flight socket; do
	case $kind in
	flight) thing=queue ;;
	socket) thing=table ;;
	esac
	hold_up often "$thing" 50
	is "a $thing that there is 50 times, of 100: rows" \
		"$(col pins kind type=net inum="${line% *}" kind=$kind | wc -l)" 100
	let_go "$bg"
done

# Who goes back to the beginning of an open file sees what keeps what then.
hold_up keep user child
old=${line%% *} keeper=$bg
mkfifo "$T/was-read" "$T/go-on"
# shellcheck disable=SC2016
again "$NSVIEW_DIR/pins" sh -c 'echo >"$1"; read -r line <"$2"' sh "$T/was-read" "$T/go-on" \
	>"$T/again" &
reader=$!
held="$held $reader"
read -r line <"$T/was-read"
# Before the other one ends, whose number it would get.
hold_up keep user child
new=${line%% *}
let_go "$keeper"
ok "a namespace ends while a reader has its file open" is_gone user "$old"
echo >"$T/go-on"
wait "$reader"
awk -F '\t' 'NR == 2 { for (i = 1; i <= NF; i++) at[$i] = i }
	$(at["kind"]) == "child" && $(at["type"]) == "user" { print $(at["inum"]) }' "$T/again" |
	grep -x "$old\|$new" >"$T/children" || :
is "he goes back to its beginning: what is there now, and not what was" "$(cat "$T/children")" "$new"

finish
