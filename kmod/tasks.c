// SPDX-License-Identifier: GPL-2.0
/*
 * The table `tasks`: every process, and each thread whose namespaces or
 * cgroup differ from those of its group's leader.
 *
 * The cursor is the pid number. A task is found and read in one RCU section,
 * which keeps the task_struct, its signal_struct, its credentials, its css_set
 * and its struct pid: all of them are freed a grace period after they could
 * last be found. What its nsproxy refers to is read under task_lock(), as
 * include/linux/nsproxy.h asks. Nothing sleeps, allocates or prints there:
 * fill collects integers, show prints them.
 */
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/fs_struct.h>
#include <linux/idr.h>
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
#include "schema.h"
#include "table.h"
#include "tables.h"

enum task_root { ROOT_UNKNOWN, ROOT_HOST, ROOT_OWN };

static_assert(TASK_COMM_LEN == CELL_NAME_LEN);

static const char *const root_names[] = { NULL, "host", "own" };

/*
 * What a task holds by reference. The processes of a container agree on all
 * of it, so its text is made once and copied while it stays the same.
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

struct tasks_iter {
	struct table_iter table;
	struct path host_root; /* of PID 1, held from begin to end; mnt NULL if not known */
	u32 v1_controllers; /* as of the beginning of the read */
	struct task_facts facts;
	struct num_text ppid, uid;
	struct task_refs text_of; /* what text was made from, if text_len is not 0 */
	size_t text_len;
	char text[384];
};

/* memcmp() is a call and a loop of bytes on some kernels; this is nine words. */
#define REFS_WORDS (offsetof(struct task_refs, v1) / sizeof(unsigned long))
static_assert(offsetof(struct task_refs, v1) == 32 + sizeof(u32[NSVIEW_NR_NS_LINKS]));
static_assert(offsetof(struct task_refs, v1) % sizeof(unsigned long) == 0);

static bool v1_equal(const struct task_refs *a, const struct task_refs *b)
{
	return a->nr_v1 == b->nr_v1 &&
	       (!a->nr_v1 || !memcmp(a->v1, b->v1, a->nr_v1 * sizeof(*a->v1)));
}

static size_t refs_size(const struct task_refs *refs)
{
	return offsetof(struct task_refs, v1) + refs->nr_v1 * sizeof(*refs->v1);
}

static bool refs_equal(const struct task_refs *a, const struct task_refs *b)
{
	const unsigned long *x = (const void *)a, *y = (const void *)b;
	unsigned long diff = 0;
	size_t i;

	for (i = 0; i < REFS_WORDS; i++)
		diff |= x[i] ^ y[i];
	return !diff && (!a->nr_v1 || v1_equal(a, b));
}

static siphash_key_t token_key;

void tasks_init(void)
{
	get_random_bytes(&token_key, sizeof(token_key));
}

u64 nsproxy_token(const struct nsproxy *nsproxy)
{
	return siphash_1u64((uintptr_t)nsproxy, &token_key);
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

static u32 inum_of(const struct ns_common *ns)
{
	return ns ? ns->inum : 0;
}

/* Each by its name and not in a loop: what task_ns_links() says is then kept in registers. */
#define INUM_OF_(link, type) [NSVIEW_LINK_##link] = inum_of(ns[NSVIEW_LINK_##link]),
static inline void inums_of(struct ns_common *const ns[NSVIEW_NR_NS_LINKS],
			    u32 ret[NSVIEW_NR_NS_LINKS])
{
	const u32 inum[] = { NSVIEW_NS_LINKS(INUM_OF_) };

	memcpy(ret, inum, sizeof(inum));
}
#undef INUM_OF_

/*
 * As nsproxy, cred and css_set are now. The caller sees to it that they agree. comm is
 * written under task_lock(), too, or by newer kernels (fs/exec.c of 7.2) under none; there
 * its last byte is always NUL, and two names at once may be in it, as get_task_comm() has it.
 */
static void refs_read(struct task_struct *t, const struct tasks_iter *it, struct task_refs *refs,
		      struct task_self *self)
{
	struct ns_common *ns[NSVIEW_NR_NS_LINKS];

	task_lock(t);
	task_ns_links(t, ns);
	inums_of(ns, refs->inum);
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
	return refs->cgroup_id != of_leader.cgroup_id || !v1_equal(refs, &of_leader) ||
	       memcmp(refs->inum, of_leader.inum, sizeof(refs->inum));
}

/* The task of this number, if it has a row. */
static bool task_fill(struct pid *pid, struct tasks_iter *it)
{
	struct task_struct *t = pid_task(pid, PIDTYPE_PID);

	if (!t)
		return false;
	if (!thread_group_leader(t) && shares_all_with(t, READ_ONCE(t->group_leader), it))
		return false;
	refs_fill(t, it, &it->facts.refs, &it->facts.self);
	if (!thread_group_leader(t) && !differs_from_leader(t, it, &it->facts.refs))
		return false;
	facts_fill(t, pid, &it->facts);
	return true;
}

static int tasks_find(struct table_iter *table, loff_t *pos)
{
	struct tasks_iter *it = container_of(table, struct tasks_iter, table);
	int nr, err;

	for (nr = *pos;; nr++) {
		struct pid *pid;
		bool found;

		rcu_read_lock();
		pid = idr_get_next(&init_pid_ns.idr, &nr);
		found = pid && task_fill(pid, it);
		rcu_read_unlock();

		if (found) {
			*pos = nr;
			return 1;
		}
		if (!pid)
			return 0;
		err = table_relax();
		if (err)
			return err;
	}
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
	return 0;
}

static void tasks_end(struct table_iter *table)
{
	struct tasks_iter *it = container_of(table, struct tasks_iter, table);

	path_put(&it->host_root);
	it->host_root = (struct path){};
}

static void v1_print(const struct task_refs *refs, struct row *row)
{
	u32 i;

	if (!refs->nr_v1)
		cell_none(row);
	for (i = 0; i < refs->nr_v1; i++) {
		if (i)
			cell_join(row);
		cell_printf(row, "%llu:%llu", refs->v1[i].hierarchy, refs->v1[i].id);
	}
}

static void refs_print(const struct task_refs *refs, struct row *row)
{
	int i;

	for (i = 0; i < NSVIEW_NR_NS_LINKS; i++)
		cell_num_or(row, refs->inum[i], 0);
	if (refs->nsproxy) {
		cell_token(row, nsproxy_token(refs->nsproxy));
		cell_num(row, refs->nsproxy_count);
	} else {
		cell_none(row);
		cell_none(row);
	}
	cell_num(row, refs->cgroup_id);
	v1_print(refs, row);
	cell_word_at(row, refs->root, root_names, ARRAY_SIZE(root_names));
}

static void refs_show(struct tasks_iter *it, struct row *row)
{
	const char *from = row->at;

	if (it->text_len && refs_equal(&it->text_of, &it->facts.refs)) {
		if (!cell_fits(row, it->text_len))
			return;
		memcpy(row->at, it->text, it->text_len);
		row->at += it->text_len;
		return;
	}
	refs_print(&it->facts.refs, row);
	it->text_len = 0;
	if (row->at != row->end && row->at - from <= sizeof(it->text)) {
		it->text_len = row->at - from;
		memcpy(it->text, from, it->text_len);
		memcpy(&it->text_of, &it->facts.refs, refs_size(&it->facts.refs));
	}
}

static void nested_show(const struct task_facts *facts, struct row *row)
{
	u32 i;

	if (!facts->nr_nested)
		cell_none(row);
	for (i = 0; i < facts->nr_nested; i++) {
		if (i)
			cell_join(row);
		cell_num(row, facts->nested[i]);
	}
}

/* What lies behind the last cell in the row's room is copied with it, and overwritten. */
static char *put_like_last(char *at, struct num_text *last, u32 num)
{
	char *end;

	if (last->len && last->num == num) {
		memcpy(at, last->text, sizeof(last->text));
		return at + last->len;
	}
	end = put_num(at, num);
	last->len = 0;
	if (end - at <= sizeof(last->text)) {
		memcpy(last->text, at, sizeof(last->text));
		last->len = end - at;
		last->num = num;
	}
	return end;
}

/* The cells before nested: their room is asked for at once. */
enum { TASKS_FIRST_CELLS = 8 };
static_assert(PID_MAX_LIMIT < 10000000); /* eight bytes with the tab: put_again() */

static void first_show(struct tasks_iter *it, struct row *row)
{
	const struct task_facts *facts = &it->facts;
	char *at = row->at, *pid = at;

	if (!cell_fits(row, TASKS_FIRST_CELLS * CELL_NUM_MAX))
		return;
	at = put_num(at, facts->pid);
	at = facts->tgid == facts->pid ? put_again(at, pid) : put_num(at, facts->tgid);
	at = put_like_last(at, &it->ppid, facts->ppid);
	at = put_num(at, facts->start);
	at = put_like_last(at, &it->uid, facts->self.uid);
	at = put_letter(at, facts->state);
	at = put_num(at, facts->threads);
	row->at = put_num(at, facts->kthread);
}

static void tasks_show(struct table_iter *table, struct row *row)
{
	struct tasks_iter *it = container_of(table, struct tasks_iter, table);

	first_show(it, row);
	nested_show(&it->facts, row);
	refs_show(it, row);
	cell_name(row, it->facts.self.comm);
	row_end(row);
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
