#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Who may not read the tables, has no module, no debugfs or half a /proc: every view says
# what is missing, exits as nsview(8) says, and shows what it can.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"

# ordinary COMMAND...: as a user who may do nothing.
ordinary()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# half COMMAND...: likewise, and /proc has no processes but one's own.
half()
{
	unshare -m sh -c 'mount -t proc -o hidepid=2 proc /proc && exec "$@"' sh \
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# no_debugfs COMMAND...: root, where nobody has mounted it.
no_debugfs()
{
	unshare -m sh -c 'umount -l /sys/kernel/debug && exec "$@"' sh "$@"
}

# What each view exits with, and that it has rows, where only /proc answers.
views()
{
	cat <<-'LIST'
	tree			0	rows
	tree --group cgroup	0	rows
	tree --group pid	0	rows
	ns			0	rows
	ps			0	rows
	cgroup			0	rows
	graph			0	rows
	bridge			2
	dev			2
	why lo			2
	path lo			2
	check			2
	LIST
}

# look WHO WORDS: all of them, as WHO runs them; each says WORDS.
look()
{
	views >"$T/views"
	while IFS='	' read -r view status rows; do
		status=${status##*	}
		# shellcheck disable=SC2086
		ok "$1: $view" exits "$status" "$2" "$1" nsview $view
		[ -z "$rows" ] || ok "$1: $view shows what it can" test "$(wc -l <"$T/out")" -gt 1
		# shellcheck disable=SC2086
		[ -z "$rows" ] || is "$1: $view: JSON says so" \
			"$("$1" nsview $view -J 2>/dev/null | jq -c '[.source, .complete]')" '["proc",false]'
	done <"$T/views"
}

sleep 1000 &
hidden=$!
at_end "kill $hidden"

# The module is loaded, and tells root alone.
look ordinary "Permission denied"
is "ordinary: ps has all processes" "$(ordinary nsview ps -rno PID 2>/dev/null | grep -cx "$hidden")" 1
ok "ordinary: the mounts of another" exits 1 "can not be seen" ordinary nsview mounts 1
# shellcheck disable=SC2016
ok "ordinary: one's own mounts" exits 0 "" ordinary sh -c 'nsview mounts $$; exit'

# Half a /proc.
look half "Permission denied"
is "half: ps has one's own, and no other" \
	"$(half nsview ps -rno COMMAND 2>/dev/null | sort -u)" nsview
ok "half: a process that is hidden" exits 1 "no process $hidden" half nsview ps "$hidden"

# No debugfs, and then no module.
ok "no debugfs: tree" exits 0 "nsview load" no_debugfs nsview tree
ok "no debugfs: bridge" exits 2 "nsview load" no_debugfs nsview bridge
at_end "insmod '${NSVIEW_KO:-/nsview/nsview.ko}'"
rmmod nsview
look ordinary "not loaded"

finish
