#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Every namespace that can be found from outside is in `namespaces`, with what
# the ioctls of nsfs, listns(2) and /proc say of it; and one that is gone is not.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

listed() # TYPE INUM
{
	has namespaces inum="$2" type="$1"
}

# What nswalk finds both before and after the table was read is in the table, cell
# for cell. PATHs lead to those that no process is in.
walk_agrees() # [PATH]...
{
	nswalk "$@" >"$T/walk1"
	table namespaces >"$T/table"
	nswalk "$@" | grep -Fx -f "$T/walk1" >"$T/walk"
	awk -F '\t' '
	FNR == 1 { file++ }
	file == 1 && FNR == 1 { next }
	file == 1 && FNR == 2 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		next
	}
	file == 1 {
		key = $(at["type"]) " " $(at["inum"])
		if (key in table) {
			print "twice: " key
			bad = 1
		}
		table[key] = $0
		next
	}
	FNR == 1 {
		for (i = 1; i <= NF; i++)
			name[i] = $i
		columns = NF
		next
	}
	{
		key = $1 " " $2
		if (!(key in table)) {
			print "missing: " key
			bad = 1
			next
		}
		n++
		split(table[key], cell, "\t")
		for (i = 3; i <= columns; i++)
			if ((name[i] != "id" || $i != "-") && cell[at[name[i]]] "" != $i "") {
				print key ", " name[i] ": " cell[at[name[i]]] ", nsfs says " $i
				bad = 1
			}
	}
	END { exit bad || n < 8 }' "$T/table" "$T/walk"
}

ok "of the quiet guest" walk_agrees
hold_up spawn 30 10
ok "of ten sets" walk_agrees
let_go "$bg"

# User and pid namespaces in each other, made by another user.
hold_up setpriv --reuid 1234 --clear-groups unshare -U -r -p --kill-child unshare -U -r -p -f \
	sh -c 'readlink /proc/self/ns/user; exec sleep 1000'
ok "of user and pid namespaces in each other" walk_agrees
inner=${line#*[}
is "a user namespace's creator and level" "$(col namespaces creator,level inum="${inner%]}")" "1234	2"
let_go "$bg"

# Net namespaces that only one thing holds.
for kind in fd socket flight tap thread orphan; do
	if [ $kind = tap ] && ! modprobe tun 2>/dev/null && ! [ -c /dev/net/tun ]; then
		skip "net namespace held by a tap" "this kernel has no tun"
		continue
	fi
	hold_up hold $kind
	# shellcheck disable=SC2086
	set -- $line
	ok "net namespace held only by: $kind" listed net "$1"
	let_go "$bg"
done

# Owners that no process is in, so many that what is known has to be enlarged.
hold_up hold owned
ok "150 net namespaces and their owners, without a process" \
	walk_agrees "/proc/$bg/fd/"[3-9] "/proc/$bg/fd/"??*
col namespaces owner | grep -v - | sort -u >"$T/owners"
col namespaces inum type=user | sort >"$T/users"
is "each owner is a row itself, and not only a number" "$(comm -23 "$T/owners" "$T/users")" ""
ok "there are a hundred owners" test "$(wc -l <"$T/owners")" -gt 100
let_go "$bg"

# A name, no process; then gone for good. The end of its veth tells when: the
# kernel takes a namespace off its list before it ends the devices in it.
ip netns add nsview-a
at_end "ip netns del nsview-a"
named=$(inum /run/netns/nsview-a)
ok "net namespace that no process is in" listed net "$named"
is "how it is known" "$(col namespaces known inum="$named")" list
ok "of namespaces no process is in" walk_agrees /run/netns/nsview-a
ip -n nsview-a link add br0 type bridge
ip link add nsview-v0 type veth peer name v1 netns nsview-a
for net in nsview-a 1; do
	case $net in
	1) devices=$(ip -o link | wc -l) at=$(inum /proc/1/ns/net) ;;
	*) devices=$(ip -n $net -o link | wc -l) at=$named ;;
	esac
	is "number of devices: $net" "$(col namespaces devices inum="$at")" "$devices"
done
# So many that they are counted apart.
seq 300 | sed 's/.*/link add many& type bridge/' | ip -n nsview-a -batch -
is "number of devices: many" "$(col namespaces devices inum="$named")" \
	"$(ip -n nsview-a -o link | wc -l)"
is "and still few in another" "$(col namespaces devices inum="$at")" "$devices"
ip netns del nsview-a
veth_is_gone()
{
	! ip link show nsview-v0
}
ok "the namespace ends" wait_until 30 veth_is_gone
is "and is not in the table any more" "$(col namespaces inum type=net inum="$named")" ""

# What only one type has.
hold_up unshare -u -p --kill-child sh -c '
	echo first.example >/proc/sys/kernel/hostname; sleep 1000 & sleep 1000 & echo; wait'
one=$(pgrep -P "$bg")
uts=$(inum "/proc/$one/ns/uts")
is "host name" "$(col namespaces hostname inum="$uts")" first.example
is "three pids" "$(col namespaces pids inum="$(inum "/proc/$one/ns/pid")")" 3
is "host name of the host" "$(col namespaces hostname inum="$(inum /proc/1/ns/uts)")" "$(uname -n)"
let_go "$bg"

# listns(2) is of 6.19; the table must have all it lists, and may have more.
# What was not there both before and after the table was read is let off.
listns >"$T/listns" && status=0 || status=$?
if [ "$status" = 3 ]; then
	skip "what listns lists" "listns(2) is not in Linux $(uname -r)"
	finish
fi
hold_up spawn 30 10
hold_up hold fd
listns | sort >"$T/before"
col namespaces type,id | sort >"$T/ids"
listns | sort >"$T/after"
comm -12 "$T/before" "$T/after" >"$T/listns"
comm -23 "$T/listns" "$T/ids" >"$T/said"
[ -s "$T/said" ] && r=1 || r=0
result "$r" "what listns lists: each type and id" "$T/said"
is "listns lists all eight types" "$(cut -f 1 "$T/listns" | sort -u | wc -l)" 8
ok "and those of ten sets" test "$(wc -l <"$T/listns")" -ge 80
is "no id twice" "$(cut -f 2 "$T/ids" | sort | uniq -d)" ""

finish
