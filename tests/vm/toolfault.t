#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The tool, while each of its system calls fails in turn (strace(1), from outside). It says so
# and what it failed at; or its answer is whole, or says that it is not. Nothing hangs or
# crashes, and no process and no file is left behind. And what a disk, a pipe or a signal does.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# shellcheck source=tests/vm/faults.sh
. "$HERE/faults.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"

# So many calls of each view are tried: half of them the first of their name.
most=8
[ -z "$SLICE" ] || most=4
[ -z "$LONG" ] || most=100000
: "${ONLY:=}" # VIEW: that one alone, to look for something

# --- a host with something in it

at_end "ip netns del t1; ip link del nsview-br"
ip netns add t1
ip link add nsview-br type bridge
ip link add nsview-p0 type veth peer name p1 netns t1
ip link set nsview-p0 master nsview-br
hold_up spawn 6 2
: >"$T/uts"
at_end "umount '$T/uts'"
unshare --uts="$T/uts" true
nsview save "$T/before" 2>/dev/null
mkdir "$T/d"

# words VIEW: the command, and what it prints goes to $T/out.
words()
{
	case $1 in
	save) echo "save $T/d/x" ;;
	dot) echo "graph --format dot" ;;
	diff) echo "diff -J $T/before" ;;
	mounts) echo "mounts -J 1" ;;
	*) echo "$1 -J" ;;
	esac
}

# run VIEW [OPTION]...: by strace.
run()
{
	run_view=$1
	shift
	rm -f "$T/d/x"
	[ "$run_view" != save ] || echo old >"$T/d/x"
	# shellcheck disable=SC2046
	traced "$@" -- nsview $(words "$run_view") >"$T/out" 2>"$T/err"
}

# answer VIEW: what it says, a line a fact, sorted; it fails where that is not whole.
answer()
{
	case $1 in
	save) nsview ns -J -f "$T/d/x" >"$T/out" 2>/dev/null || return 1 ;;
	dot)
		sort "$T/out"
		[ "$(tail -n 1 "$T/out")" = "}" ]
		return
		;;
	esac
	jq -e 'has("complete")' <"$T/out" >/dev/null || return 1
	view_rows "$T/out"
}

# words_of: what it said besides: that it is not complete, and why.
words_of()
{
	cat "$T/err"
	grep -o '"complete": [a-z]*' "$T/out" || :
}

# two VIEW: what two runs without a fault have in common, to $T/want.
two()
{
	for two_file in one want; do
		run "$1" && two_status=0 || two_status=$?
		[ "$two_status" = 0 ] || [ "$two_status" = 3 ] || return 1
		wait_until 10 no_strace
		words_of >"$T/words"
		answer "$1" >"$T/$two_file" || return 1
	done
	comm -12 "$T/one" "$T/want" >"$T/both"
	mv "$T/both" "$T/want"
}

# A call that is not made has no fault: close, which always closes. What brk fails with is no
# errno. The rest is of how a process begins and ends.
no_faults="execve|brk|close|munmap|arch_prctl|set_tid_address|set_robust_list|rseq|prlimit64"
no_faults="$no_faults|exit|exit_group|rt_sigreturn|restart_syscall|futex"

# own: of the calls on standard input those that are not the loader's, which is done when it
# unmaps its cache.
own()
{
	sed -n '/munmap(/q; s/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' "$T/strace" | sort | uniq -c >"$T/loader"
	awk 'NR == FNR { loader[$2] = $1; next } $2 > loader[$1] + 0' "$T/loader" -
}

# chosen NUMBER FIRST: "CALL N ERROR" of so many of the calls on standard input, evenly from
# those that are the first of their name and from the rest, beginning at the FIRST.
chosen()
{
	awk -v most="$1" -v first="$2" '
	function pick(of, n,    every, i) {
		every = int((2 * n + most - 1) / most)
		for (i = 1 + (first - 1) % (every ? every : 1); i <= n; i += every) {
			call = substr(of[i], 1, index(of[i], " ") - 1)
			print of[i], error[call]
			# What may be done again is, half of the times.
			if (call in again && (most >= n || ++times % 2))
				print of[i], "EINTR"
		}
	}
	BEGIN {
		n = split("openat EACCES newfstatat EACCES statx EACCES readlink EACCES access EACCES " \
			"readlinkat EACCES setns EPERM mount EPERM unshare EPERM socket EAFNOSUPPORT " \
			"mmap ENOMEM mremap ENOMEM brk ENOMEM mprotect ENOMEM clone EAGAIN vfork EAGAIN " \
			"clone3 EAGAIN poll EINTR wait4 EINTR recvfrom ENOBUFS recvmsg ENOBUFS " \
			"pipe2 EMFILE dup2 EMFILE memfd_create ENFILE", word, " ")
		for (i = 1; i < n; i += 2)
			error[word[i]] = word[i + 1]
		n = split("read pread64 write openat recvmsg recvfrom sendto getdents64 fsync", word, " ")
		for (i = 1; i <= n; i++)
			again[word[i]] = 1
	}
	{ if (!($1 in error)) error[$1] = "EIO" }
	!($1 in seen) { seen[$1] = 1; firsts[++nf] = $0; next }
	{ rest[++nr] = $0 }
	END { pick(firsts, nf); pick(rest, nr) }'
}

# old_or_said: what was there is there; or save says that there is another now, which is whole.
old_or_said()
{
	[ "$(head -c 3 "$T/d/x")" != old ] || return 0
	grep -q 'x: is written, but a crash may undo that' "$T/err" || return 1
	answer save >"$T/got" || return 1
	comm -23 "$T/want" "$T/got" >"$T/less"
	! [ -s "$T/less" ]
}

# fault VIEW CALL N ERROR: no word if all is well then.
fault()
{
	run "$1" -e "trace=$2" -e "inject=$2:error=$4:when=$3" && status=0 || status=$?
	wait_until 10 no_strace || echo "strace stays"
	! came || echo >>"$T/came"
	! pgrep -x nsview >/dev/null || echo "a process of it is left"
	[ "$(ls -A "$T/d")" = "$([ "$1" != save ] || echo x)" ] ||
		echo "files are left: $(ls -A "$T/d")"
	case $status in
	137) echo "it hangs: $(tail -n 1 "$T/strace")" ;;
	1 | 2 | 127)
		[ -s "$T/err" ] || echo "exit $status without a word"
		[ "$1" != save ] || old_or_said || echo "what was there is gone"
		;;
	0 | 3)
		words_of >"$T/words.now"
		answer "$1" >"$T/got" || {
			echo "exit $status, and no whole answer: $(tail -c 100 "$T/out")"
			return
		}
		cmp -s "$T/words" "$T/words.now" || return 0
		comm -23 "$T/want" "$T/got" >"$T/less"
		[ -s "$T/less" ] || return 0
		# The host itself may be another by now.
		cp "$T/got" "$T/had"
		two "$1" || echo "without a fault it fails"
		comm -12 "$T/less" "$T/want" >"$T/still"
		! [ -s "$T/still" ] || echo "less, and not a word: $(wc -l <"$T/still"): $(head -n 1 "$T/still")"
		;;
	*) echo "exit $status: $(tail -n 3 "$T/err")" ;;
	esac
}

at=0
for view in ${ONLY:-ns ps tree bridge cgroup mounts save diff graph dot}; do
	at=$((at + 1))
	ok "$view: without a fault it is whole" two "$view"
	calls "$no_faults" | own >"$T/calls"
	chosen "$most" $at <"$T/calls" >"$T/chosen"
	ok "$view: its calls are known" test "$(wc -l <"$T/calls")" -ge 25 -a -s "$T/want"
	: >"$T/bad"
	: >"$T/came"
	while read -r call n error <&3; do
		said=$(fault "$view" "$call" "$n" "$error")
		[ -z "$said" ] || printf '%s %s, %s: %s\n' "$call" "$n" "$error" "$said" >>"$T/bad"
	done 3<"$T/chosen"
	came=$(wc -l <"$T/came")
	note "$view: $(wc -l <"$T/chosen") faults in $(wc -l <"$T/calls") calls, $came came"
	ok "$view: most of them came" test $((2 * came)) -ge "$(wc -l <"$T/chosen")"
	[ -s "$T/bad" ] && status=1 || status=0
	result "$status" "$view: a call fails, and it says so or is whole" "$T/bad"
done
[ -z "$ONLY" ] || finish

# --- a disk that is full

for view in ns ps tree bridge dev cgroup "mounts 1" graph "ns -J" "ps -r" "graph -J" --help \
	"ns --help" "ns -H"; do
	# shellcheck disable=SC2086
	nsview $view >/dev/full 2>"$T/err" && status=0 || status=$?
	grep -q "No space left on device" "$T/err" && said=yes || said=no
	[ "$status $said" = "1 yes" ] || echo "$view: exit $status: $(head -n 1 "$T/err")"
done >"$T/bad"
[ -s "$T/bad" ] && status=1 || status=0
result "$status" "onto a full disk: it says so" "$T/bad"

# --- a reader that goes

# gone COMMAND...: its standard output is a pipe that nobody reads any more.
gone()
{
	[ -p "$T/pipe" ] || mkfifo "$T/pipe"
	: <"$T/pipe" &
	exec 8>"$T/pipe"
	wait $!
	"$@" >&8 2>"$T/err" && status=0 || status=$?
	exec 8>&-
}

for view in ns tree "bridge -J" "graph" "save -"; do
	# shellcheck disable=SC2086
	{
		nsview $view 2>"$T/words" | cat >/dev/null
		gone nsview $view
	}
	is "$view: nobody reads it any more: it ends, by SIGPIPE, without a word of that" \
		"$status $(cat "$T/err")" "141 $(cat "$T/words")"
done
gone sh -c "trap '' PIPE; exec nsview ns"
is "where that signal is ignored it says so" "$status $(cat "$T/err")" \
	"1 nsview ns: writing: Broken pipe"

# --- a disk that fails

# The second is of the folder, when the file has its name.
ok "save: it is whole where no disk fails" two save
for n in 1 2; do
	there=old
	[ $n = 1 ] || there=$(head -c 3 "$T/before")
	run save -e trace=fsync -e inject=fsync:error=EIO:when=$n && status=0 || status=$?
	wait_until 10 no_strace
	came && old_or_said && [ -s "$T/err" ] && said=yes || said=no
	is "save: fsync fails, call $n: it says so, and the file is of before or whole" \
		"$status $said $(head -c 3 "$T/d/x")" "1 yes $there"
	run save -e trace=fsync -e inject=fsync:error=EINTR:when=$n && status=0 || status=$?
	wait_until 10 no_strace
	came && answer save >"$T/got" && comm -23 "$T/want" "$T/got" >"$T/less" && said=yes || said=no
	is "save: fsync is interrupted, call $n: it is whole" "$status $said $(cat "$T/less")" "0 yes "
done

# --- signals

# What has the name is what was there or all of it, whenever it is killed.
for call in openat write fsync rename; do
	for old in old ''; do
		rm -f "$T/d/"*
		[ -z "$old" ] || echo $old >"$T/d/x"
		traced -e "trace=$call" -e "inject=$call:signal=KILL:when=$([ $call = openat ] && echo 60 || echo 1)" \
			-- nsview save "$T/d/x" >"$T/said" 2>&1 && status=0 || status=$?
		[ -e "$T/d/x" ] && got=$(head -c 3 "$T/d/x") || got=
		is "save: killed at $call${old:+, and there was one before}" "$status $got" "137 $old"
	done
done
rm -f "$T/d/"*

stopped()
{
	came && nsview_pid=$(pgrep -x nsview)
}
for view in "ns -J" "save $T/d/x"; do
	rm -f "$T/strace"
	# shellcheck disable=SC2086
	traced -e trace=read -e inject=read:signal=STOP:when=20 -- nsview $view \
		>"$T/out" 2>"$T/err" &
	held="$held $!"
	ok "${view%% *}: it is stopped half way" wait_until 30 stopped
	kill -CONT "$nsview_pid"
	wait $! && status=0 || status=$?
	[ "${view%% *}" != save ] || nsview ns -J -f "$T/d/x" >"$T/out"
	complete=$(jq .complete "$T/out")
	nsview ns -J >"$T/out" 2>/dev/null
	is "and goes on: it is whole" "$status $complete" "0 $(jq .complete "$T/out")"
done

finish
