#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Loading and unloading: with readers, many times, twice, without debugfs,
# and with bridge.ko coming and going meanwhile.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

ko=${NSVIEW_KO:-/nsview/nsview.ko}
[ -r "$ko" ] || skip_all "no nsview.ko at $ko"
loaded()
{
	grep -q '^nsview ' /proc/modules
}
unloaded()
{
	! loaded
}
at_end "loaded || insmod '$ko'"
loaded || insmod "$ko"

is "it depends on no module" "$(modinfo -F depends "$ko")" ""
is "its licence" "$(modinfo -F license "$ko")" "GPL"
fails_with() # WORDS COMMAND...
{
	words=$1
	shift
	! "$@" >"$T/fails" 2>&1 && grep -q "$words" "$T/fails"
}
ok "a second insmod is refused" fails_with "File exists" insmod "$ko"
ok "and does no harm" grep -q "^nsview " "$NSVIEW_DIR/tasks"

# A reader that stopped half way.
for table in $(schema | cut -f 1); do
	exec 5<"$NSVIEW_DIR/$table"
	dd bs=7 count=3 status=none <&5 >/dev/null
	ok "rmmod is refused while $table is read" fails_with "in use" rmmod nsview
	exec 5<&-
done
ok "the module is still there" loaded
ok "rmmod works once the readers are gone" rmmod nsview
ok "the module is gone" unloaded
ok "its folder is gone" test ! -e "$NSVIEW_DIR"

# What is left behind would add up.
regions()
{
	grep -c . /proc/vmallocinfo
}
dmesg --clear 2>/dev/null || :
before=$(regions)
cycles=20
[ -z "$LONG" ] || cycles=100
cycles()
{
	i=0
	while [ "$i" -lt "$cycles" ]; do
		insmod "$ko" && { table_files . && table_files binary; } | xargs cat >/dev/null && rmmod nsview ||
			return 1
		i=$((i + 1))
	done
}
ok "$cycles times: load, read all, unload" cycles
after=$(regions)
ok "no more memory is mapped than before ($before, $after)" test "$after" -le $((before + 20))
ok "no slab of its name" sh -c '! grep -i nsview /proc/slabinfo'
ok "no symbol of it" sh -c '! grep "\[nsview\]" /proc/kallsyms'
dmesg | grep -iE 'warn|bug|leak|trace|taint' >"$T/said" && r=1 || r=0
result "$r" "the kernel log has no complaint" "$T/said"

# Without debugfs mounted it loads, and its tables are there after the mount.
if umount "$DEBUGFS/tracing" 2>/dev/null; then
	at_end "mount -t tracefs tracefs '$DEBUGFS/tracing'"
fi
umount "$DEBUGFS"
ok "debugfs not mounted: it loads" insmod "$ko"
mount -t debugfs debugfs "$DEBUGFS"
ok "debugfs mounted later: the tables are there" grep -q "^nsview " "$NSVIEW_DIR/tasks"
rmmod nsview

# The same by the tool, which mounts debugfs itself.
if command -v nsview >/dev/null; then
	umount "$DEBUGFS"
	ok "nsview load" nsview load "$ko"
	ok "and debugfs is mounted" grep -q "^nsview " "$NSVIEW_DIR/tasks"
	ok "nsview load again" nsview load "$ko"
	exec 5<"$NSVIEW_DIR/tasks"
	ok "nsview unload: who reads it" fails_with "in use: $$ (.*) reads tasks" nsview unload
	exec 5<&-
	ok "nsview unload" nsview unload
	ok "the module is gone" unloaded
	ok "nsview unload again" nsview unload
fi

# bridge.ko: not there, there, gone again, while nsview stays. Namespaces of
# earlier tests may still be on their way out, with bridges in them.
no_bridge()
{
	rmmod bridge 2>/dev/null || ! grep -q '^bridge ' /proc/modules
}
ok "bridge.ko is not loaded" wait_until 60 no_bridge
insmod "$ko"
ok "loading it loads no bridge" sh -c '! grep "^bridge " /proc/modules'
is "no ports" "$(col ports ifindex kind=bridge)" ""
modprobe bridge
ip link add nsview-br type bridge
ip link add nsview-d0 type dummy
ip link set nsview-d0 master nsview-br
index=$(ip -j link show nsview-d0 | jq -r '.[0].ifindex')
is "bridge.ko loaded later: its port is there" "$(col ports kind,port ifindex="$index")" "bridge	1"
is "and who takes the port's frames" "$(col devs rx_handler,rx_module name=nsview-d0)" \
	"br_handle_frame	bridge"
exec 5<"$NSVIEW_DIR/ports" 6<"$NSVIEW_DIR/devs"
cat <&5 >/dev/null
dd bs=7 count=3 status=none <&6 >/dev/null
ip link del nsview-br
ip link del nsview-d0
ok "bridge.ko can be removed while its tables were read" rmmod bridge
ok "reading on does no harm" dd bs=64k of=/dev/null status=none <&6
exec 5<&- 6<&-
is "no ports any more" "$(col ports ifindex kind=bridge)" ""

finish
