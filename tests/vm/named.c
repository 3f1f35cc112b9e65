// SPDX-License-Identifier: GPL-2.0
/*
 * named: a process for each name that a hostile program might
 * give itself.
 *
 * Prints one line, "PID NAME PID NAME ..." by tabs, NAME as schema.h says that
 * a table writes it.
 */
#define _GNU_SOURCE
#include "vm.h"

static const char *const names[] = {
	"a\tb\tc",
	"a\nb\n",
	"\033]0;x\007",
	"nsview 1 tasks",
	"-",
	"--",
	"",
	"\\",
	"\\x41",
	"gr\303\274n",
	"\377\376bad\200",
	"\2339m",
	"\xf0\x9f\x90\xa7",
	"\x7f\b\b\bx\r",
	"\"],{}",
	"1\t1\t0\t0\t0\tS\t1",
	"$(reboot)",
	"%s%n",
	"',\"",
	"  two  ",
	"\xed\xa0\x80",
	"\xc0\xaf..\xaf",
	"123456789012345",
	/* In turn: again, and what differs in one half only. */
	"123456789012345",
	"12345678901234x",
	"12345678",
	"1234567x901234x",
	"\a\a\a\a\a\a\a\a\a",
	"\a\a\a\a\a\a\a\a\a",
	"1234567x901234x",
	"",
	"",
};

static int set_name(const char *name)
{
	int ready[2];
	char byte;
	pid_t pid;

	must(pipe(ready));
	pid = child();
	if (pid) {
		must(close(ready[1]));
		must(read(ready[0], &byte, 1) == 1 ? 0 : -1);
		return pid;
	}
	must(prctl(PR_SET_NAME, name));
	must(write(ready[1], "x", 1));
	hold_still();
	return 0;
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *name = names[i];

		printf("%d\t", set_name(name));
		print_text(stdout, name, strlen(name));
		putchar(i + 1 < ARRAY_SIZE(names) ? '\t' : '\n');
		must(fflush(stdout));
	}
	hold_still();
}
