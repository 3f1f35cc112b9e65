#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Each table is what schema.h says: names, order, bytes, numbers; and each file
# is one, however it is read.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

# Texts that must be escaped stand in the tables while they are checked.
hold_up named
schema >"$T/schema"
tables=$(cut -f 1 "$T/schema" | paste -s -d ' ')

check_table() # TABLE FILE
{
	awk -F '\t' -v table="$1" -v version="$(schema -v)" -f "$HERE/grammar.awk" "$T/schema" "$2"
}

for table in $tables; do
	table "$table" >"$T/$table" || :
	ok "$table: grammar" check_table "$table" "$T/$table"
done

for folder in . binary; do
	is "the files in $folder are the tables of schema.h" \
		"$(table_files $folder | sed 's,.*/,,' | sort)" "$(cut -f 1 "$T/schema" | sort)"
done
for file in $(table_files .) $(table_files binary); do
	name=${file#"$NSVIEW_DIR/"}
	name=${name#./}
	is "$name: mode, owner" "$(stat -c '%a %u %g' "$file")" "400 0 0"
	cannot_write()
	{
		! sh -c "echo x >'$file'" 2>/dev/null
	}
	ok "$name: can not be written" cannot_write
done

# Columns that move by themselves, and this test's own processes, are left out.
still() # TABLE FILE
{
	case $1 in
	tasks)
		col "$2" "pid,tgid,start,ns_net,ns_uts,nsproxy,cgroup_id,comm" |
			awk -F '\t' -v newest="$bg" '$1 + 0 <= newest'
		;;
	devs) col "$2" "netns,ifindex,name,kind,mac,mtu,link_netns,rx_handler,start_xmit" ;;
	namespaces) col "$2" "type,inum,id,parent,owner,level,creator,devices,hostname" ;;
	*) cat "$2" ;;
	esac
}

in_pieces() # TABLE SIZE
{
	dd if="$NSVIEW_DIR/$1" bs="$2" of="$T/pieces" status=none
	still "$1" "$T/pieces" >"$T/got"
	cat "$NSVIEW_DIR/$1" >"$T/whole"
	still "$1" "$T/whole" >"$T/want"
}

for table in $tables; do
	for size in 1 7 4096; do
		in_pieces "$table" "$size"
		same "$table: the same in pieces of $size" "$T/got" "$T/want"
	done
done

# A table of which nothing moves can be compared from any offset.
table info >"$T/want"
for offset in 1 13 100; do
	dd if="$NSVIEW_DIR/info" of="$T/got" bs=64k iflag=skip_bytes skip=$offset status=none
	tail -c "+$((offset + 1))" "$T/want" >"$T/rest"
	same "info: from offset $offset" "$T/got" "$T/rest"
done
for table in tasks devs namespaces; do
	is "$table: nothing behind its end" \
		"$(dd if="$NSVIEW_DIR/$table" bs=64k iflag=skip_bytes skip=100000000 status=none)" ""
done
read_on()
{
	{ cat >/dev/null; head -c 9; } <"$NSVIEW_DIR/devs"
}
is "devs: at its end stays at its end" "$(read_on)" ""

finish
