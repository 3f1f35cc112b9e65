# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# work: scripts/style
# The compilers on what runs in user space. Sourced by scripts/style.

# What both compilers know and the tree keeps to.
warnings="-Wall -Wextra -Wformat=2 -Wshadow -Wundef -Wvla -Wpointer-arith -Wwrite-strings
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition"

# compile CC: every file on its own, with the optimiser, which finds more.
compile()
{
	mkdir -p "$work/$1"
	failed=0
	for c in $(user_c); do
		# shellcheck disable=SC2086
		"$1" -std=gnu11 -D_GNU_SOURCE= -O2 $warnings -Werror -Iuser -pthread \
			-c -o "$work/$1/o" "$c" || failed=1
	done
	return "$failed"
}

lint_gcc()
{
	compile gcc
}

lint_clang()
{
	compile clang
}
