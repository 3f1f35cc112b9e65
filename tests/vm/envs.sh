# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What the tests of `nsview run` share: environments in the background, what is
# left behind.

# status_of COMMAND...: its exit status; what it said is in $T/says.
status_of()
{
	"$@" >"$T/says" 2>&1 && run_status=0 || run_status=$?
	echo "$run_status"
}

# says WORDS: in what it said.
says()
{
	grep -qF -- "$1" "$T/says" || {
		cat "$T/says"
		return 1
	}
}

# fails NAME WORDS OPTION...: nsview run exits with 125, and says WORDS.
fails()
{
	fails_name=$1
	fails_words=$2
	shift 2
	is "$fails_name: exit" "$(status_of nsview run "$@")" 125
	ok "$fails_name: says why" says "$fails_words"
}

child_of()
{
	pgrep -o -P "$1"
}

# begin OPTION... -- COMMAND: in the background. $run is nsview, $init and $pid are in
# the environment: its PID 1, and the command, which must be executed to be seen.
begin()
{
	nsview run "$@" &
	run=$!
	held="$held $run"
	wait_until 30 is_begun
}

is_begun()
{
	init=$(child_of "$run") && pid=$(child_of "$init") &&
		[ "$(readlink "/proc/$pid/exe")" != "$(readlink "/proc/$run/exe")" ]
}

# end_run: its exit status.
end_run()
{
	kill -TERM "$run" 2>/dev/null || :
	# shellcheck disable=SC2034
	wait "$run" && end_status=0 || end_status=$?
	held=$(printf '%s' " $held " | sed "s/ $run / /")
}

# traces: what a run may have left on the host.
traces()
{
	cut -d ' ' -f 4- /proc/self/mountinfo
	awk '$3 ~ /^cgroup/ { print $2 }' /proc/mounts | while read -r traces_mount; do
		find "$traces_mount" -maxdepth 2 -path '*/nsview/*' -type d
	done
	pgrep -fa 'nsview run' || :
	for traces_lock in /run/nsview/ids/*; do
		[ ! -e "$traces_lock" ] || flock -n "$traces_lock" true || echo "$traces_lock is locked"
	done
}

# a_root DIR: a root that has the host's programs if /usr is bound into it.
a_root()
{
	mkdir -p "$1"
	for a_dir in proc dev sys tmp etc mnt usr run; do
		mkdir "$1/$a_dir"
	done
	for a_dir in bin sbin lib lib64; do
		ln -s "usr/$a_dir" "$1/$a_dir"
	done
	chmod -R 755 "$1"
}
