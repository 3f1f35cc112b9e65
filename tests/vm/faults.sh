# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# Each system call of a command fails in turn, by strace(1), from outside.

# traced [OPTION]... -- COMMAND...: the command by strace with these options, which looks on as
# long as there is something of it; for so long at most. By a filter nothing is stopped but what
# is to be seen; but no signal comes of such a stop.
longest=60
traced()
{
	case " $* " in
	*:signal=*) traced_options= ;;
	*) traced_options=--seccomp-bpf ;;
	esac
	while [ "$1" != -- ]; do
		traced_options="$traced_options $1"
		shift
	done
	shift
	# shellcheck disable=SC2086
	timeout -s KILL $longest strace -D -f -qq -o "$T/strace" $traced_options "$@" \
		</dev/null
}

no_strace()
{
	! pgrep -x strace
}

# came: whether there was a fault, which takes a call of that number. Once strace has ended.
came()
{
	grep -qE '\(INJECTED\)|killed by SIGKILL|stopped by SIGSTOP' "$T/strace"
}

# calls REGEX: of what was traced last each call that any of its processes makes, "CALL N", how
# often the one makes it that makes it most; none that matches.
calls()
{
	sed -n 's/^\([0-9]*\) *\([a-z0-9_]*\)(.*/\1 \2/p' "$T/strace" | awk -v without="^($1)\$" '
	$2 ~ without { next }
	++n[$1 " " $2] > most[$2] { most[$2] = n[$1 " " $2] }
	END { for (call in most) for (i = 1; i <= most[call]; i++) print call, i }' | sort -k1,1 -k2,2n
}

# some STEP: of the lines on standard input, one in so many; an odd number, for they come in pairs.
some()
{
	awk -v every="$(($1 > 1 ? $1 | 1 : 1))" 'NR % every == (every > 1)'
}
