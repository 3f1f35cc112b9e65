/* SPDX-License-Identifier: GPL-2.0 */
/* What is known of a task, and its row in the table `tasks`. */
#ifndef NSVIEW_TASKROW_H
#define NSVIEW_TASKROW_H

#include <linux/cgroup.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

#include "cgroup1.h"
#include "nstype.h"
#include "table.h"
#include "tables.h"

enum task_root { ROOT_UNKNOWN, ROOT_HOST, ROOT_OWN };

/*
 * What a task holds by reference. The processes of a container agree on all
 * of it, so it is printed once and copied while it stays the same.
 */
struct task_refs {
	u64 cgroup_id;
	const struct nsproxy *nsproxy; /* to compare and to hash, never to follow */
	u32 nsproxy_count;
	u32 root; /* enum task_root */
	u32 inum[NSVIEW_NR_NS_LINKS];
	u64 nr_v1;
	struct cgroup1_ref v1[CGROUP_SUBSYS_COUNT]; /* so many of them */
};

static inline bool task_v1_equal(const struct task_refs *a, const struct task_refs *b)
{
	return a->nr_v1 == b->nr_v1 &&
	       (!a->nr_v1 || !memcmp(a->v1, b->v1, a->nr_v1 * sizeof(*a->v1)));
}

/* What is a task's own and read in one go with the above. */
struct task_self {
	char comm[TASK_COMM_LEN];
	u32 uid;
};

struct task_facts {
	u32 pid;
	u32 tgid;
	u32 ppid;
	u32 threads;
	u32 kthread;
	u32 nr_nested;
	u64 start;
	char state;
	u32 nested[MAX_PID_NS_LEVEL];
	struct task_self self;
	struct task_refs refs;
};

/* The last number of a column, that many rows in turn have, and its cell. */
struct num_text {
	u32 num;
	u32 len; /* 0: there is none */
	char text[8];
};

/* The last name, which siblings share, and its cell, unless that is longer. */
struct name_text {
	char name[TASK_COMM_LEN];
	u32 len; /* 0: there is none */
	char text[24];
};

/* Refs, and what was printed of them. */
struct refs_text {
	struct task_refs refs;
	size_t len; /* 0: there is nothing */
	u64 printed[48];
};

/*
 * What the last rows printed can be used again of. All zero: nothing. Processes of some
 * containers come in turns: there is one place for each of several nsproxys.
 */
struct task_last {
	struct num_text ppid, uid; /* of text only, */
	struct name_text comm; /* and so is this */
	struct refs_text refs[4];
	struct nsproxy_tokens tokens;
};

void task_show(const struct task_facts *facts, struct task_last *last, struct row *row);

#endif
