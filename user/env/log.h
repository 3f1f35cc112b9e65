/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the command of an environment says, added to a file by its init: with a descriptor
 * of the file itself it could empty it, or fill the disk that it is on in one call.
 */
#ifndef NSVIEW_ENV_LOG_H
#define NSVIEW_ENV_LOG_H

/*
 * A pipe: what is written to *@to is to be read from *@from, which does not wait.
 * 0 or -errno; pipe(7).
 */
int log_open(int *from, int *to);

/*
 * Moves some of what is said from @from to the file @log: 1 if there may be more, 0 if not
 * yet, or -EPIPE if no more can come.
 */
int log_move(int from, int log);

#endif
