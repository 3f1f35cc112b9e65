/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the small programs of the in-guest tests have in common: a call that
 * must work, a child that never outlives its parent, a handshake.
 *
 * A program that holds something makes it, prints one line about it and
 * pauses until it is killed. So the line is the handshake, and what it holds
 * ends with it.
 */
#ifndef NSVIEW_TESTS_VM_H
#define NSVIEW_TESTS_VM_H

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define must(call) must_((long)(call), #call)

static inline long must_(long ret, const char *what)
{
	if (ret < 0) {
		fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what,
			strerror(errno));
		exit(1);
	}
	return ret;
}

static inline unsigned long inum_at(const char *path)
{
	struct stat st;

	must(stat(path, &st));
	return st.st_ino;
}

/* Ask again after a change of credentials: that forgets it. */
static inline void die_with_parent(void)
{
	must(prctl(PR_SET_PDEATHSIG, SIGKILL));
}

static inline pid_t child(void)
{
	pid_t pid = must(fork());

	if (!pid)
		die_with_parent();
	return pid;
}

static inline void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	must(fflush(stdout));
}

static inline void hold_still(void)
{
	for (;;)
		pause();
}

/* Free text as schema.h writes it; a text made from the specification alone. */
static inline void print_text(FILE *out, const char *text, size_t len)
{
	if (len == 1 && *text == '-') {
		fputs("\\x2d", out);
		return;
	}
	for (; len; text++, len--) {
		unsigned char c = *text;

		if (c < 0x20 || c > 0x7e || c == '\\')
			fprintf(out, "\\x%02x", c);
		else
			putc(c, out);
	}
}

#endif
