/* SPDX-License-Identifier: GPL-2.0 */
/* Limits and use of a cgroup, whichever version of cgroups they are told by. */
#ifndef NSVIEW_CGROUP_USE_H
#define NSVIEW_CGROUP_USE_H

#include "../host/host.h"

/* Numbers that a file does not tell, and limits that are "max", are NSVIEW_NONE. */
struct cgroup_use {
	uint64_t cpu_quota; /* microseconds of CPU in each period */
	uint64_t cpu_period;
	uint64_t cpu_weight; /* of version 2: 100 is usual */
	uint64_t cpu_used; /* microseconds */
	uint64_t memory_max; /* bytes */
	uint64_t memory_high;
	uint64_t memory_used;
	uint64_t swap_max;
	uint64_t use_hierarchy; /* 0: what is below is not charged to it (version 1 before 5.11) */
	uint64_t pids_max;
	uint64_t pids_used;
	uint64_t io_read; /* bytes, of all devices */
	uint64_t io_written;
	uint64_t frozen; /* 1: it is to be; of version 2 its own file says nothing of those above */
	const char *type;
};

/* A limit that holds, and the cgroup that it is of: itself or one above. */
struct cgroup_limit {
	uint64_t value; /* NSVIEW_NONE: there is none */
	const struct cgroup *from;
};

enum cgroup_resource { LIMIT_CPU, LIMIT_MEMORY, LIMIT_PIDS, LIMITS };

/* What the files of @c say. */
void cgroup_use_read(const struct cgroup *c, struct cgroup_use *ret);

/* Microseconds of CPU in a second that it may use itself. */
uint64_t cgroup_cpu_max(const struct cgroup_use *use);

/*
 * The tightest of its own limits and of those that hold for @parent, whose use
 * and limits are @above and @of_parent; NULL for the root.
 */
void cgroup_limits(const struct cgroup *c, const struct cgroup_use *use,
		   const struct cgroup_use *above, const struct cgroup_limit of_parent[LIMITS],
		   struct cgroup_limit ret[LIMITS]);

/*
 * Its own limits of io as "MAJOR:MINOR KEY=NUMBER" by commas, with the keys of
 * io.max: rbps wbps riops wiops. False if it has none.
 */
bool cgroup_io_max(const struct cgroup *c, struct text *ret);

/*
 * Of two such lists the tightest for each device and key, to @ret. Whether one
 * of them is of @above only.
 */
bool cgroup_io_tightest(const char *own, const char *above, struct text *ret);

#endif
