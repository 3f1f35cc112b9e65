# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What the in-guest tests share: TAP, things held in the background, tables.
#
# Where DOCTOR is set, it is a command that each table goes through, called with
# the table's name: how `doctored` tries that a test notices what it should.

LC_ALL=C
PATH=$HERE:$PATH
export LC_ALL PATH
DEBUGFS=/sys/kernel/debug
NSVIEW_DIR=$DEBUGFS/nsview
: "${DOCTOR:=}"
: "${LONG:=}"
: "${SLICE:=}"

T=$(mktemp -d)
tests=0
failures=0
held=
undo=:

leave()
{
	trap - EXIT
	# shellcheck disable=SC2086
	[ -z "$held" ] || kill -KILL $held 2>/dev/null || :
	eval "$undo" >/dev/null 2>&1 || :
	rm -rf "$T"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# at_end COMMAND: done when the test ends, the latest first.
at_end()
{
	undo="$1; $undo"
}

# --- TAP

result() # STATUS NAME [FILE with what to say if it failed]
{
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tests - $2"
		return
	fi
	failures=$((failures + 1))
	echo "not ok $tests - $2"
	[ -z "${3-}" ] || sed -n 's/^/#   /;1,40p' "$3"
}

# ok NAME COMMAND [ARG]...: COMMAND works.
ok()
{
	ok_name=$1
	shift
	if "$@" >"$T/said" 2>&1; then
		result 0 "$ok_name"
	else
		result 1 "$ok_name" "$T/said"
	fi
}

# is NAME GOT WANT
is()
{
	printf 'got:    %s\nwanted: %s\n' "$2" "$3" >"$T/said"
	[ "$2" = "$3" ] && is_status=0 || is_status=1
	result "$is_status" "$1" "$T/said"
}

# same NAME GOT WANT: two files are equal, line for line, and not empty.
same()
{
	same_name=$1
	if ! [ -s "$3" ]; then
		echo "nothing to compare with" >"$T/said"
		result 1 "$same_name" "$T/said"
	else
		ok "$same_name" diff -U0 "$3" "$2"
	fi
}

# exits STATUS WORDS COMMAND...: that exit status, those words on standard error.
exits()
{
	exits_status=$1
	exits_words=$2
	shift 2
	"$@" >"$T/out" 2>"$T/err" && r=0 || r=$?
	cat "$T/err"
	echo "exit $r"
	[ "$r" = "$exits_status" ] && { [ -z "$exits_words" ] || grep -q "$exits_words" "$T/err"; }
}

skip() # NAME WHY
{
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

note()
{
	printf '# %s\n' "$*"
}

finish()
{
	echo "1..$tests"
	[ "$failures" = 0 ]
	exit
}

skip_all() # WHY
{
	echo "1..0 # SKIP $1"
	exit 0
}

# --- things held in the background

# hold_up COMMAND...: starts it and waits for its first line, which is $line
# then. Its process is $bg; keep that for let_go if another is to follow.
hold_up()
{
	mkfifo "$T/hold.new"
	"$@" >"$T/hold.new" &
	bg=$!
	held="$held $bg"
	line=
	# shellcheck disable=SC2034
	read -r line <"$T/hold.new" || {
		echo "Bail out! $*: ended before it was ready" >&2
		exit 1
	}
	mv "$T/hold.new" "$T/hold.$bg"
}

# at_rest: whether at most a tenth of the CPUs' time goes to something, for a second.
at_rest()
{
	read -r _ rest_a rest_b rest_c rest_idle _ </proc/stat
	rest_all=$((rest_a + rest_b + rest_c + rest_idle)) rest_from=$rest_idle
	sleep 1
	read -r _ rest_a rest_b rest_c rest_idle _ </proc/stat
	[ $((10 * (rest_idle - rest_from))) -ge \
		$((9 * (rest_a + rest_b + rest_c + rest_idle - rest_all))) ]
}

# let_go PID: ends what hold_up started, which must end its offspring, and is
# done when all of them are gone.
let_go()
{
	kill -KILL "$1" 2>/dev/null || : # or it ended with what it waited for
	wait "$1" 2>/dev/null || :
	# Its offspring has the fifo open as well: the end of it is theirs.
	cat "$T/hold.$1" >/dev/null &
	: >"$T/hold.$1"
	wait $!
	held=$(printf '%s' " $held " | sed "s/ $1 / /")
}

# wait_until SECONDS COMMAND...: for what the kernel does later on its own and
# tells nobody. COMMAND must ask the truth, never nsview.
wait_until()
{
	wait_left=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		wait_left=$((wait_left - 1))
		[ "$wait_left" -gt 0 ] || return 1
		sleep 0.1
	done
}

inum() # PATH of a namespace
{
	stat -L -c %i "$1"
}

# --- tables

# table_files FOLDER: the tables that are in it: text in ".", and "binary".
table_files()
{
	find "$NSVIEW_DIR/$1" -maxdepth 1 -type f
}

# table NAME: the table's text.
table()
{
	if [ -n "$DOCTOR" ]; then
		$DOCTOR "$1" <"$NSVIEW_DIR/$1"
	else
		cat "$NSVIEW_DIR/$1"
	fi
}

# col TABLE COLUMN[,COLUMN]... [COLUMN=VALUE]...: those cells, by tabs, of the
# rows that have these values. TABLE may be a file. Columns are found by name, as
# a reader must.
col()
{
	col_file=$NSVIEW_DIR/$1
	if [ -e "$1" ]; then
		col_file=$1
	elif [ -n "$DOCTOR" ]; then
		col_file=$T/doctored
		table "$1" >"$col_file"
	fi
	WANT=$2
	shift 2
	WANT=$WANT WHERE="$*" awk -F '\t' '
	NR == 1 { next }
	NR == 2 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		n = split(ENVIRON["WANT"], want, ",")
		m = split(ENVIRON["WHERE"], where, " ")
		for (i = 1; i <= n; i++)
			need(want[i])
		for (i = 1; i <= m; i++) {
			eq = index(where[i], "=")
			value[i] = substr(where[i], eq + 1)
			where[i] = substr(where[i], 1, eq - 1)
			need(where[i])
		}
		next
	}
	{
		# As text: ids may be larger than a double holds.
		for (i = 1; i <= m; i++)
			if ($(at[where[i]]) "" != value[i] "")
				next
		for (i = 1; i <= n; i++)
			printf "%s%s", $(at[want[i]]), i < n ? "\t" : "\n"
	}
	function need(name) {
		if (name in at)
			return
		print "col: no column " name > "/dev/stderr"
		exit 1
	}' "$col_file"
}

# has TABLE COLUMN=VALUE...: there is such a row.
has()
{
	has_table=$1
	has_first=${2%%=*}
	shift
	[ -n "$(col "$has_table" "$has_first" "$@")" ]
}

has_not()
{
	! has "$@"
}

# find_cgroup2: sets $cgroups to where cgroup2 is mounted; mounts it if nobody did.
find_cgroup2()
{
	cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -z "$cgroups" ] || return 0
	cgroups=$T/cgroup2
	mkdir "$cgroups"
	mount -t cgroup2 none "$cgroups"
	at_end "umount '$cgroups'"
}

# leaks_scan: has kmemleak look. An object must be some seconds old, and be without a
# reference in two scans.
leaks_scan()
{
	sleep 6
	echo scan >"$DEBUGFS/kmemleak"
	echo scan >"$DEBUGFS/kmemleak"
}

# leaks_before: what is left without a reference by now is the kernel's own, and is told no more.
# Of a module that is gone a call has no name.
leaks_before()
{
	leaks_scan
	cat "$DEBUGFS/kmemleak" >"$T/before"
	grep -E '0xf{8}[0-9a-f]{8}$|\[nsview\]$' "$T/before" >"$T/of_modules" && r=1 || r=0
	result "$r" "nothing that a module took before is left without a reference" "$T/before"
	note "$(grep -c '^unreferenced' "$T/before") objects of the kernel's own are"
	echo clear >"$DEBUGFS/kmemleak"
}

# view_rows FILE: of a view's JSON a line for each row, sorted, less what one look at the kernel can
# change for the next.
view_rows()
{
	grep -v '^ "source": ' "$1" | sed 's/[],}]*$//
		s/"\(refs\|state\|nsproxy_count\)": [^,]*//g' | sort
}

# load_kinds: what churn makes, as far as this kernel does not load it when it is
# asked for, or makes a device of its own with it.
load_kinds()
{
	modprobe bonding max_bonds=0 2>/dev/null || :
	modprobe -a dummy tun 2>/dev/null || :
}

# tasks_agree LEAST: the table `tasks` is what /proc says, for so many at least.
tasks_agree()
{
	nsoracle "$cgroups" >"$T/walk1"
	table tasks >"$T/tasks"
	nsoracle "$cgroups" >"$T/walk2"
	awk -F '\t' -v least="$1" -f "$HERE/tasks.awk" "$T/walk1" "$T/tasks" "$T/walk2"
}
