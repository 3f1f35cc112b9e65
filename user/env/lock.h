/* SPDX-License-Identifier: GPL-2.0 */
/* flock(2) by who can be told not to wait for it any longer. */
#ifndef NSVIEW_ENV_LOCK_H
#define NSVIEW_ENV_LOCK_H

#define LOCK_ANY_TIME (~0u)

/*
 * Takes that of the file @fd, which goes with the descriptor, within @wait_ms or, with
 * LOCK_ANY_TIME, whenever it is free. If a signal that is blocked asks this process to end
 * it is waited for @grace_ms more at most; the signal stays pending. 0; -EBUSY: it was not
 * free in time; -EINTR: nor was it after such a signal; or another -errno.
 */
int lock_take(int fd, unsigned int wait_ms, unsigned int grace_ms);

#endif
