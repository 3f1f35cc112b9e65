/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Attempts to get out of an environment, or to do to the host what only the host's
 * root may. Each runs in a process of its own, does no harm where it works, and
 * leaves nothing.
 */
#ifndef NSVIEW_TESTS_ESCAPE_H
#define NSVIEW_TESTS_ESCAPE_H

#include <stdbool.h>

#include "../vm.h"

/* What an attempt returns: 0, it worked; -errno; or that it can not be tried here. */
#define SKIP 1
extern const char *skipped; /* why */

static inline int skip(const char *why)
{
	skipped = why;
	return SKIP;
}

static inline int got(long ret)
{
	return ret < 0 ? -errno : 0;
}

/* What is outside, as the one who prepared it says: KEY=VALUE. */
extern struct outside {
	const char *dir; /* a directory that is hidden inside; in it the file `marker` */
	const char *handle; /* of that file, see --handle */
	const char *disk; /* a block device, and where it would be */
	const char *binary; /* a program of the host's */
	const char *socket; /* an abstract address that somebody listens on */
	const char *pid; /* a process, see --target */
	const char *address; /* of TARGET_WORD in it */
	const char *shm; /* the key of its segment of System V */
	const char *suid; /* a program that has the bit, and says its effective user */
} outside;

#define MARKER "nsview was here\n"
#define TARGET_WORD 0x6e737669657721ul
#define KEY_NAME "nsview-escape"
#define KEY_WORDS "of the host"
enum { HOST_DIR_FD = 100, HOST_NS_FD = 101 };

struct attempt {
	const char *name;
	int (*try)(void);
	/* What must stop it where seccomp, the user namespace and the others do not. */
	const char *last;
};

/* Each ends with a row without a name. */
extern const struct attempt mount_attempts[], file_attempts[], device_attempts[], host_attempts[],
	call_attempts[], process_attempts[], net_attempts[];

/* The marker, read from @fd, which is closed. */
int read_marker(int fd);
/* The same text is written to what it was read from. */
int rewrite(const char *path);

/* What a test needs of the host: helper.c. Each is a command of its own. */
int helper_target(void);
int helper_handle(const char *path);
int helper_prepared(const char *dir, char **command);
int helper_swap(const char *a, const char *b);
int helper_filter(const char *pid, const char *err);

#endif
