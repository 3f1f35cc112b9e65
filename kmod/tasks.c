// SPDX-License-Identifier: GPL-2.0
/*
 * The table `tasks`: every process, and each thread whose namespaces or
 * cgroup differ from those of its group's leader.
 *
 * The cursor is the pid number. A record is a task and some that come after
 * it: to step from one to the next in the tree of pids, and through seq_file,
 * would cost as much as what a row holds. They are found and read in one RCU
 * section, which keeps a task_struct, its signal_struct, its credentials, its
 * css_set and its struct pid: all of them are freed a grace period after they
 * could last be found. What its nsproxy refers to is read under task_lock(), as
 * include/linux/nsproxy.h asks. Nothing sleeps, allocates or prints there:
 * fill collects integers, taskrow.c prints them.
 */
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/fs_struct.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/path.h>
#include <linux/pid.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/siphash.h>
#include <linux/uidgid.h>

#include "cgroup1.h"
#include "compat.h"
#include "nstype.h"
#include "pidwalk.h"
#include "schema.h"
#include "table.h"
#include "tables.h"
#include "taskrow.h"

/* A record has so many rows at most, and looks at so many numbers: 10,000 instructions or so. */
enum { BATCH_ROWS = 16, BATCH_PIDS = 64 };

struct tasks_iter {
	struct table_iter table;
	struct path host_root; /* of PID 1, held from begin to end; mnt NULL if not known */
	u32 v1_controllers; /* as of the beginning of the read */
	int next; /* no number from here on was looked at */
	struct task_last last;
	unsigned int nr;
	struct task_facts facts[BATCH_ROWS];
};

static siphash_key_t token_key;

void tasks_init(void)
{
	get_random_bytes(&token_key, sizeof(token_key));
}

u64 nsproxy_token(const struct nsproxy *nsproxy, struct nsproxy_tokens *tokens)
{
	typeof(&tokens->of[0]) known =
		&tokens->of[hash_ptr(nsproxy, ilog2(ARRAY_SIZE(tokens->of)))];

	if (known->nsproxy != nsproxy) {
		known->token = siphash_1u64((uintptr_t)nsproxy, &token_key);
		known->nsproxy = nsproxy;
	}
	return known->token;
}

/*
 * Only the address of the root's dentry is compared, so one load of it is
 * all that is needed: fs stays while task_lock() is held, and neither what it
 * points to nor its mount is looked at. A directory has one dentry, so equal
 * means the same directory, by whatever mount.
 */
static enum task_root root_of(struct task_struct *t, const struct path *host_root)
{
	if (!t->fs || !host_root->mnt)
		return ROOT_UNKNOWN;
	return READ_ONCE(t->fs->root.dentry) == host_root->dentry ? ROOT_HOST : ROOT_OWN;
}

/*
 * As nsproxy, cred and css_set are now. The caller sees to it that they agree. comm is
 * written under task_lock(), too, or by newer kernels (fs/exec.c of 7.2) under none; there
 * its last byte is always NUL, and two names at once may be in it, as get_task_comm() has it.
 */
static void refs_read(struct task_struct *t, const struct tasks_iter *it, struct task_refs *refs,
		      struct task_self *self)
{
	task_lock(t);
	task_ns_inums(t, refs->inum);
	memcpy(self->comm, t->comm, sizeof(self->comm));
	refs->nsproxy = t->nsproxy;
	refs->nsproxy_count = t->nsproxy ? nsproxy_refs(t->nsproxy) : 0;
	refs->root = root_of(t, &it->host_root);
	task_unlock(t);

	refs->cgroup_id = cgroup_id(task_dfl_cgroup(t));
	refs->nr_v1 = it->v1_controllers ? cgroup1_fill(t, it->v1_controllers, refs->v1) : 0;
	self->uid = __kuid_val(task_euid(t)); /* a kuid is the uid in init_user_ns */
}

/*
 * Credentials and cgroup change under other locks than nsproxy does. Read
 * all again if one changed meanwhile, three times at most: a task that does
 * nothing else but change them must not hold up the walk. Neither pointer
 * can come back for another object while this RCU section lasts.
 */
static void refs_fill(struct task_struct *t, const struct tasks_iter *it, struct task_refs *refs,
		      struct task_self *self)
{
	const struct css_set *cset;
	const struct cred *cred;
	int tries = 3;

	do {
		cred = rcu_access_pointer(t->real_cred);
		cset = rcu_access_pointer(t->cgroups);
		smp_rmb(); /* pairs with the release of whoever set the pointers */
		refs_read(t, it, refs, self);
		smp_rmb(); /* and they are compared after all was read */
	} while (--tries && (cred != rcu_access_pointer(t->real_cred) ||
			     cset != rcu_access_pointer(t->cgroups)));
}

static void nested_fill(struct pid *pid, struct task_facts *facts)
{
	unsigned int level;

	facts->nr_nested = pid->level;
	for (level = 1; level <= pid->level; level++)
		facts->nested[level - 1] = pid->numbers[level].nr;
}

/*
 * task_ppid_nr_ns() of the initial namespace, without its two searches for the number in
 * that namespace: there it is the tgid. A task that is alive has a parent that RCU keeps.
 */
static u32 ppid_of(struct task_struct *t)
{
	return pid_alive(t) ? task_tgid_nr(rcu_dereference(t->real_parent)) : 0;
}

static void facts_fill(struct task_struct *t, struct pid *pid, struct task_facts *facts)
{
	facts->pid = pid->numbers[0].nr;
	facts->tgid = task_tgid_nr(t);
	facts->ppid = ppid_of(t);
	facts->threads = get_nr_threads(t);
	facts->kthread = !!(READ_ONCE(t->flags) & PF_KTHREAD);
	facts->start = t->start_boottime;
	facts->state = task_state_to_char(t);
	nested_fill(pid, facts);
}

/*
 * Most threads share all with their leader, and three loads tell so. The
 * pointers are compared and not followed: the worst that a race does here is
 * to look closer at a thread, or to miss one that changes this very moment.
 * With version 1 there is more than one cgroup that may differ: the css_set
 * stands for all of them.
 */
static bool shares_all_with(struct task_struct *t, struct task_struct *leader,
			    const struct tasks_iter *it)
{
	return READ_ONCE(t->nsproxy) == READ_ONCE(leader->nsproxy) &&
	       __task_cred(t)->user_ns == __task_cred(leader)->user_ns &&
	       (it->v1_controllers ? task_css_set(t) == task_css_set(leader) :
				     task_dfl_cgroup(t) == task_dfl_cgroup(leader));
}

static bool differs_from_leader(struct task_struct *t, const struct tasks_iter *it,
				const struct task_refs *refs)
{
	struct task_struct *leader = READ_ONCE(t->group_leader);
	struct task_refs of_leader;
	struct task_self self;

	if (shares_all_with(t, leader, it))
		return false;
	refs_fill(leader, it, &of_leader, &self);
	return refs->cgroup_id != of_leader.cgroup_id || !task_v1_equal(refs, &of_leader) ||
	       memcmp(refs->inum, of_leader.inum, sizeof(refs->inum));
}

/* The task of this number, if it has a row. */
static bool task_fill(struct pid *pid, const struct tasks_iter *it, struct task_facts *facts)
{
	struct task_struct *t = pid_task(pid, PIDTYPE_PID);
	bool leads;

	if (!t)
		return false;
	leads = thread_group_leader(t);
	if (!leads && shares_all_with(t, READ_ONCE(t->group_leader), it))
		return false;
	refs_fill(t, it, &facts->refs, &facts->self);
	if (!leads && !differs_from_leader(t, it, &facts->refs))
		return false;
	facts_fill(t, pid, facts);
	return true;
}

/* The tasks from it->next on; false if no number is left. */
static bool batch_fill(struct tasks_iter *it)
{
	unsigned int looked = 0;
	struct pidwalk walk;
	bool more = false;
	struct pid *pid;
	u32 nr;

	it->nr = 0;
	rcu_read_lock();
	pidwalk_from(&walk, it->next);
	while (pidwalk_next(&walk, &nr, &pid)) {
		more = it->nr == BATCH_ROWS || looked++ == BATCH_PIDS;
		if (more)
			break;
		it->next = nr + 1;
		if (task_fill(pid, it, &it->facts[it->nr]))
			it->nr++;
	}
	rcu_read_unlock();
	return more;
}

static int tasks_find(struct table_iter *table, loff_t *pos)
{
	struct tasks_iter *it = container_of(table, struct tasks_iter, table);
	int err;

	it->next = max_t(loff_t, it->next, *pos);
	while (batch_fill(it) && !it->nr) {
		err = table_relax();
		if (err)
			return err;
	}
	/* At the end it is behind the last row, and not in the midst of the last record. */
	*pos = it->nr ? it->facts[0].pid : it->next;
	return it->nr != 0;
}

/*
 * PID 1's root is what "host" means. Its path is held for the time of one
 * read(), so that its dentry's address stays its own.
 */
static int tasks_begin(struct table_iter *table)
{
	struct tasks_iter *it = container_of(table, struct tasks_iter, table);
	struct task_struct *init;

	rcu_read_lock();
	init = pid_task(find_pid_ns(1, &init_pid_ns), PIDTYPE_TGID);
	if (init) {
		task_lock(init);
		if (init->fs)
			get_fs_root(init->fs, &it->host_root);
		task_unlock(init);
	}
	rcu_read_unlock();
	it->v1_controllers = cgroup1_controllers();
	it->next = 1;
	return 0;
}

static void tasks_end(struct table_iter *table)
{
	struct tasks_iter *it = container_of(table, struct tasks_iter, table);

	path_put(&it->host_root);
	it->host_root = (struct path){};
}

static void tasks_show(struct table_iter *table, struct row *row)
{
	struct tasks_iter *it = container_of(table, struct tasks_iter, table);
	unsigned int i;

	for (i = 0; i < it->nr; i++)
		task_show(&it->facts[i], &it->last, row);
}

const struct table tasks_table = {
	.name = "tasks",
	.columns = TABLE_COLUMNS(NSVIEW_TASKS_COLUMNS),
	.iter_size = sizeof(struct tasks_iter),
	.begin = tasks_begin,
	.end = tasks_end,
	.find = tasks_find,
	.show = tasks_show,
};
