# SPDX-License-Identifier: GPL-2.0
# Whether a guest's console shows that its kernel is well: exit 0, or print
# why not, in a line, and what is around it, and exit 1. Told -v ended=1, the
# console must be whole.
#
# A report is a line of `head` and what follows it; a lone backtrace is a
# report, too. Between "nsview-vm: expect REGEX" and "nsview-vm: expected"
# (see guest/nsview-expect-console) a report that begins with a line that
# matches REGEX is wanted, at least once; its backtrace belongs to it.

BEGIN {
	head = "BUG:|WARNING:|Oops|general protection fault|[Kk]ernel panic|UBSAN:|" \
		"KASAN:|INFO: (task|rcu|possible|suspicious|lockdep|trying)|" \
		"rcu_(sched|preempt|tasks).*stall|unable to handle|soft lockup|" \
		"suspicious RCU usage|invoked oom-killer|ODEBUG:|refcount_t:|" \
		"unregister_netdevice: waiting|stack-protector|scheduling while atomic"
	trace = "Call Trace"
	# What stock kernels say of themselves under emulation.
	harmless = "Spectre V2 : WARNING: Unprivileged eBPF"
}

{
	sub(/\r$/, "")
	line[NR] = $0
}

match($0, /nsview-vm: expect /) {
	regex = substr($0, RSTART + RLENGTH)
	expecting = 1
	seen = wanted = 0
	next
}

/nsview-vm: expected$/ {
	if (expecting && !seen)
		complain("nothing on the console matched " regex)
	expecting = wanted = 0
	next
}

/nsview-vm: the end$/ { whole = 1; next }

expecting && $0 ~ regex { seen = wanted = 1; next }

$0 ~ head && $0 !~ harmless { wanted = 0; complain("the kernel complains") }

$0 ~ trace && !wanted { complain("the kernel complains") }

function complain(what)
{
	if (!why) {
		why = what
		where = NR
	}
}

END {
	if (!why && ended && !whole) {
		why = "the console is cut short"
		where = NR
	}
	if (!why)
		exit 0
	print why (where in line ? ": " line[where] : "")
	for (i = where > 5 ? where - 5 : 1; i <= NR && i < where + 60; i++)
		print "\t" line[i]
	exit 1
}
