# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# work: scripts/style
# What the kernel's own makefiles and checkpatch say of kmod. Sourced by
# scripts/style.

# copy: kmod under $work, where make and checkpatch may leave what they like.
copy()
{
	mkdir -p "$work/module"
	cp -a --parents Kbuild kmod "$work/module"
}

# module ARG...: make nsview.ko for bookworm's kernel in a copy; prints what
# was said.
module()
{
	headers=$(scripts/kernels path 6.1 headers 2>/dev/null) || {
		scripts/kernels get 6.1
		headers=$(scripts/kernels path 6.1 headers)
	}
	copy
	make -C "$headers" M="$PWD/$work/module" "$@" modules
}

# Of the machine and not of the module: another gcc 12, no vmlinux for BTF.
of_the_machine='compiler differs from the one used|You are using:|The kernel was built by:|Skipping BTF'

lint_kbuild()
{
	rm -rf "$work/module"
	module W=1 KCFLAGS=-Werror >"$work/kbuild" 2>&1 || {
		cat "$work/kbuild"
		return 1
	}
	! grep -iE 'warning|error' "$work/kbuild" | grep -vE "$of_the_machine"
}

# Sparse's exit status does not reach make: what it says counts.
lint_sparse()
{
	sparse --version
	module C=2 >"$work/sparse" 2>&1 || {
		cat "$work/sparse"
		return 1
	}
	grep -c '^  CHECK ' "$work/sparse"
	! grep -E '(warning|error):' "$work/sparse"
}

# Types that checkpatch is not asked about, and why.
checkpatch_ignored()
{
	sed 's/[[:space:]].*//' <<-'LIST' | paste -sd,
	COMPLEX_MACRO			lists of X(...) are what tables are made of,
	MACRO_ARG_REUSE			and rows made of them name a column twice,
	MACRO_ARG_UNUSED		or take one more than they use,
	TRAILING_SEMICOLON		or are declarations
	MACRO_ARG_PRECEDENCE		the name of a member takes no brackets
	LINE_SPACING			an #undef belongs to the table above it
	BRACKET_SPACE			[name##_id] = is no subscript
	SPACING				clang-format sees to it; this one does not know _Generic
	CAMELCASE			nor that its name is C's
	CONSTANT_COMPARISON		LINUX_VERSION_CODE is what is on the left
	LINUX_VERSION_CODE		in compat.h; `versions` sees to the others
	SPLIT_STRING			a note of the table info is a sentence, longer than a line
	MISSING_SPACE			a table of digits is no sentence
	FILE_PATH_CHANGES		there is no MAINTAINERS
	LIST
}

lint_checkpatch()
{
	checked=$(files '*.[ch]' | grep ^kmod/)
	checkpatch=$PWD/scripts/checkpatch
	copy
	cd "$work/module"
	# shellcheck disable=SC2086
	"$checkpatch" --strict --terse --show-types --ignore="$(checkpatch_ignored)" -f $checked
}
