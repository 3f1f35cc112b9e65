/* SPDX-License-Identifier: GPL-2.0 */
/* The text of /proc/PID/mountinfo (proc_pid_mountinfo(5)). */
#ifndef NSVIEW_MOUNTINFO_H
#define NSVIEW_MOUNTINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "host.h"

/* Texts are as they were mounted: nothing in them is escaped any more. */
struct mountinfo {
	uint64_t id;
	uint64_t parent;
	const char *device;
	const char *root;
	const char *point;
	const char *options;
	uint64_t shared; /* NSVIEW_NONE: it is not */
	uint64_t slave;
	uint64_t unbindable;
	const char *fstype;
	const char *source;
	const char *super;
};

/*
 * The mount of the line at *@at, which is taken apart where it stands, and *@at
 * moved behind it. A line that is no mount is passed over; false at the end.
 */
bool mountinfo_next(char **at, struct mountinfo *ret);

/* Whether it is a mount of a namespace, and of which: nsfs has it as root. */
bool mountinfo_namespace(const char *fstype, const char *root, enum ns_type *ret_type,
			 uint64_t *ret_inum);

#endif
