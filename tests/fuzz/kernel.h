/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A kernel that answers what the input says, for the parts of the tool that ask. The
 * linker puts its functions in front of the real ones (--wrap): see KERNEL_CALLS in fuzz.mk.
 */
#ifndef NSVIEW_TESTS_FUZZ_KERNEL_H
#define NSVIEW_TESTS_FUZZ_KERNEL_H

#include "fuzz.h"

/*
 * From here to kernel_end() each question takes the next part of @in: a datagram of netlink
 * (with the sequence number that is waited for in each of its messages, and the end of the
 * dump behind it), what a socket option or ioctl gives, the text of a file. Where there is
 * none left the answer is that there is nothing, or that it failed.
 */
void kernel_begin(struct input in);
void kernel_end(void);

/* One of gathered.h, for small_host(); its rows are to be read again. */
void kernel_gather(enum table_id id, int (*fn)(struct gathering *g, struct problem *p),
		   struct input in);

#endif
