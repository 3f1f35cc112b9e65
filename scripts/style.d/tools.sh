# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# work: scripts/style
# Linters that need no more than the sources. Sourced by scripts/style.

# .clang-format-ignore is what newer versions of it read themselves.
lint_clang_format()
{
	sed 's/#.*//; /^[[:space:]]*$/d' .clang-format-ignore >"$work/unformatted"
	# shellcheck disable=SC2046
	clang-format --dry-run -Werror $(c_files | grep -vxFf "$work/unformatted")
}

# Checks that cppcheck is not asked about, and why.
cppcheck_suppressed()
{
	sed 's/[[:space:]].*//; s/^/--suppress=/' <<-'LIST'
	missingIncludeSystem		it need not read libc's headers, nor the kernel's
	ctuuninitvar			it takes what a function fills for what it reads
	duplicateAssignExpression	two counts may begin alike
	arithOperationsOnVoidPointer	void has size 1 in the kernel
	uninitvar			what the kernel's loops assign it can not see,
	legacyUninitvar			and gcc looks for that
	LIST
}

cppcheck_on()
{
	# shellcheck disable=SC2046
	cppcheck --quiet --inline-suppr --error-exitcode=1 --std=c11 \
		--enable=warning,performance,portability $(cppcheck_suppressed) "$@"
}

# The kernel's loops, which .clang-format lists, as loops that cppcheck knows.
loops()
{
	sed -n 's/^  - \(.*\)/-D\1(...)=while(more())/p' .clang-format
}

lint_cppcheck()
{
	# shellcheck disable=SC2046
	cppcheck_on -Ikmod -Iuser $(user_c)
	# shellcheck disable=SC2046
	cppcheck_on -D__KERNEL__ -DCONFIG_NAMESPACES -DCONFIG_NET_NS -DCONFIG_CGROUPS \
		-DCONFIG_IPC_NS -DCONFIG_PID_NS -DCONFIG_USER_NS -DCONFIG_UTS_NS \
		-DCONFIG_DEBUG_FS $(loops) $(files '*.c' | grep ^kmod/)
}

# What is sourced is read as part of what sources it: there its variables are.
lint_shellcheck()
{
	# shellcheck disable=SC2046
	shellcheck -x -a -P SCRIPTDIR -P . $(scripts)
}

lint_codespell()
{
	# shellcheck disable=SC2046
	codespell -L iif,ons $(everything | grep -vE '^tests/(fixtures|fuzz/found)/')
}
