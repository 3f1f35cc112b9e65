/* SPDX-License-Identifier: GPL-2.0 */
#include "lock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/file.h>

#include "process.h"

/* From one look to the next: longer and longer, for many may wait for the same. */
#define LOOK_MS 1u
#define LOOK_MAX_MS 16u

static bool is_told_to_end(void)
{
	sigset_t pending;
	int sig;

	if (sigpending(&pending) < 0)
		return false;
	for (sig = 1; sig < SIGRTMIN; sig++)
		if (process_signal_ends(sig) && sigismember(&pending, sig) > 0)
			return true;
	return false;
}

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Not by waiting in flock(2): a signal that is blocked does not end that. */
int lock_take(int fd, unsigned int wait_ms, unsigned int grace_ms)
{
	unsigned int look_ms = LOOK_MS;
	int err = -EBUSY;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			return -errno;
		if (wait_ms > grace_ms && is_told_to_end()) {
			wait_ms = grace_ms;
			err = -EINTR;
		}
		if (!wait_ms)
			return err;
		look_ms = least(look_ms, wait_ms);
		poll(NULL, 0, (int)look_ms);
		if (wait_ms != LOCK_ANY_TIME)
			wait_ms -= look_ms;
		look_ms = least(2 * look_ms, LOOK_MAX_MS);
	}
	return 0;
}
