// SPDX-License-Identifier: GPL-2.0
/* Descriptors and what is in flight in unix sockets. */
#include <linux/delay.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/magic.h>
#include <linux/mutex.h>
#include <linux/proc_ns.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <net/scm.h>
#include <net/sock.h>

#include "compat.h"
#include "fdwalk.h"

/*
 * So many descriptors are looked at in one section: one that holds something counts as
 * HOLD_WORK of them.
 */
#define FDWALK_SECTION 256
/*
 * So many places of a table are looked at under one hold of its lock: a table may have a
 * million places for one descriptor.
 */
#define STEP_PLACES (64 * 1024)
/* A descriptor that holds something is as much work as so many that do not. */
#define HOLD_WORK 16U
/*
 * So many messages and files in them are looked at under one hold of a queue's lock. Mostly
 * there can not be as many as a thousand: but a listener may have thousands of connections that
 * nobody accepts, each of them with hundreds of messages, and whoever likes makes those.
 */
#define QUEUE_WORK (16 * 1024)

/*
 * So often a reader of a queue is waited for, and so often all of them: he may be hostile, and
 * have thousands of them.
 */
#define WAITS_EACH 64
#define WAITS_ALL 1024

static u64 place_of(u32 pid, u32 fd)
{
	return (u64)pid << 32 | fd;
}

/*
 * The task that stands for all those that share a descriptor table: the leader for its
 * threads, or else who was come to first. @t is locked, which keeps its table; that of the
 * leader is compared and not followed, under RCU: what a race does is that a table is looked
 * at twice, or left to the next reader.
 */
static bool is_first_of_table(struct fdwalk *walk, struct task_struct *t)
{
	struct task_struct *leader = READ_ONCE(t->group_leader);

	if (t != leader && READ_ONCE(leader->files) == t->files)
		return false;
	return atomic_read(&t->files->count) <= 1 ||
	       seen_first(&walk->seen, t->files, place_of(task_pid_nr(t), 0));
}

static bool is_of(const struct inode *inode, unsigned long magic)
{
	return inode->i_sb->s_magic == magic;
}

/* Most descriptors are neither: terminals, pipes, devices. */
static bool may_hold(const struct inode *inode)
{
	return S_ISREG(inode->i_mode) || S_ISSOCK(inode->i_mode);
}

/*
 * What a file holds. The caller holds what keeps it open, so its inode and its
 * socket stay: a socket lets go of its sock when the file is closed for the
 * last time. Sockets of the kernel's own do not keep a namespace.
 */
static struct ns_common *ns_held_by(struct file *file, struct hold *hold, struct sock **ret)
{
	struct inode *inode = file_inode(file);
	struct sock *sk;

	if (S_ISREG(inode->i_mode) && is_of(inode, NSFS_MAGIC))
		return get_proc_ns(inode);
	if (!S_ISSOCK(inode->i_mode) || !is_of(inode, SOCKFS_MAGIC))
		return NULL;
	sk = READ_ONCE(SOCKET_I(inode)->sk);
	if (!sk)
		return NULL;
	*ret = sk;
	hold->socket = inode->i_ino;
	hold->family = sk->sk_family;
	return sk->sk_net_refcnt ? &sock_net(sk)->ns : NULL;
}

/*
 * A descriptor. False if the step ends with it: with one that found() refused, or behind one
 * that has a queue to look into.
 */
static bool look_at(struct fdwalk *walk, struct file *file, u32 pid, u32 fd)
{
	struct hold hold = { .pid = pid, .fd = fd };
	struct sock *sk = NULL;
	struct ns_common *ns = ns_held_by(file, &hold, &sk);

	if (ns) {
		hold.kind = sk ? HOLD_SOCKET : HOLD_FD;
		if (!walk->found(walk, ns, &hold))
			return false;
		walk->left -= min(walk->left, HOLD_WORK);
	}
	if (sk && hold.family == AF_UNIX && !skb_queue_empty_lockless(&sk->sk_receive_queue) &&
	    seen_first(&walk->seen, sk, place_of(pid, fd))) {
		sock_hold(sk);
		walk->queue = sk;
		walk->at = hold;
		return false;
	}
	return true;
}

/*
 * The descriptors of one word of a table, from *@at on, which is moved to behind the last one
 * that was looked at. False if the step ends. The caller holds file_lock: who is in the table
 * stays open.
 */
static bool look_at_word(struct fdwalk *walk, struct task_struct *t, u32 *at)
{
	struct files_struct *files = t->files;
	const struct fdtable *fdt = files_fdtable(files);
	unsigned long open = fdt->open_fds[BIT_WORD(*at)] & (~0UL << *at % BITS_PER_LONG);
	struct file __rcu **word = &fdt->fd[round_down(*at, BITS_PER_LONG)];
	u32 base = round_down(*at, BITS_PER_LONG), left = walk->left;

	for (; open && left; open &= open - 1) {
		unsigned int bit = __ffs(open);
		/* The bit is set before the file is there. */
		struct file *file =
			rcu_dereference_protected(word[bit], lockdep_is_held(&files->file_lock));

		left--;
		if (!file || !may_hold(file_inode(file)))
			continue;
		walk->left = left;
		if (!look_at(walk, file, task_pid_nr(t), base + bit)) {
			*at = base + bit + !!walk->queue;
			return false;
		}
		left = walk->left;
	}
	walk->left = left;
	*at = base + (open ? __ffs(open) : BITS_PER_LONG);
	return !open;
}

int fdwalk_begin(struct fdwalk *walk)
{
	walk->left = FDWALK_SECTION;
	/* A table for each, and a queue, which a section ends with. */
	return seen_make_room(&walk->seen, FDWALK_STEPS + 1);
}

void fdwalk_end(struct fdwalk *walk)
{
	seen_free(&walk->seen);
	walk->waited = 0;
}

bool fdwalk_step(struct fdwalk *walk, struct task_struct *t, u32 *fd)
{
	struct files_struct *files = t->files;
	struct fdtable *fdt;
	u32 end, at;
	bool more;

	walk->queue = NULL;
	if (!files || !is_first_of_table(walk, t))
		return false;

	/* A table has whole words of places. */
	spin_lock(&files->file_lock);
	fdt = files_fdtable(files);
	at = *fd;
	end = min(fdt->max_fds, at + STEP_PLACES);
	while (at < end && look_at_word(walk, t, &at))
		;
	more = at < fdt->max_fds;
	spin_unlock(&files->file_lock);
	*fd = at;
	return more || walk->queue;
}

/* Whether there may be so much more under this hold of a queue's lock. */
static bool may_look(struct fdwalk *walk, u32 work)
{
	walk->work -= min(walk->work, work);
	return walk->work;
}

/*
 * What is in a queue. Under its lock nobody takes a message off it, and the
 * files of a message on it are its own. Except in a stream, where a reader
 * takes the files of the first message before the message itself: it holds the
 * socket's iolock meanwhile, and so does the caller.
 */
static bool look_into_queue(struct fdwalk *walk, struct sk_buff_head *queue)
{
	struct sk_buff *skb;
	int i;

	skb_queue_walk(queue, skb) {
		struct scm_fp_list *files = unix_skb_files(skb);

		if (!may_look(walk, files ? 1 + files->count : 1))
			break;
		for (i = 0; files && i < files->count; i++) {
			struct hold hold = walk->at;
			struct sock *sk = NULL;
			struct ns_common *ns;

			hold.socket = 0;
			hold.family = 0;
			ns = ns_held_by(files->fp[i], &hold, &sk);
			hold.kind = HOLD_FLIGHT;
			if (ns && !walk->found(walk, ns, &hold))
				return false;
		}
	}
	return true;
}

/*
 * Messages to a connection that nobody accepted yet wait in a socket of its
 * own, which the queue of the listener keeps. It has no reader. A listener's
 * lock comes before those of its connections (unix_gc() has the same order).
 */
static bool look_into_connections(struct fdwalk *walk, struct sk_buff_head *listener)
{
	struct sk_buff *skb;
	bool room = true;

	skb_queue_walk(listener, skb) {
		struct sk_buff_head *queue;

		if (!room || !may_look(walk, 1))
			break;
		if (!skb->sk)
			continue;
		queue = &skb->sk->sk_receive_queue;
		spin_lock_nested(&queue->lock, SINGLE_DEPTH_NESTING);
		room = look_into_queue(walk, queue);
		spin_unlock(&queue->lock);
	}
	return room;
}

/* False if a reader of the socket keeps it, as one can that waits for memory of its own making. */
static bool lock_reader_out(struct fdwalk *walk, struct unix_sock *u)
{
	int tries = WAITS_EACH;

	while (!mutex_trylock(&u->iolock)) {
		if (!--tries || walk->waited == WAITS_ALL || fatal_signal_pending(current))
			return false;
		walk->waited++;
		usleep_range(50, 100);
	}
	return true;
}

bool fdwalk_finish(struct fdwalk *walk)
{
	struct sock *sk = walk->queue;
	bool room = true;

	if (!sk)
		return true;
	walk->work = 0;
	if (lock_reader_out(walk, unix_sk(sk))) {
		walk->work = QUEUE_WORK;
		spin_lock(&sk->sk_receive_queue.lock);
		if (READ_ONCE(sk->sk_state) == TCP_LISTEN)
			room = look_into_connections(walk, &sk->sk_receive_queue);
		else
			room = look_into_queue(walk, &sk->sk_receive_queue);
		spin_unlock(&sk->sk_receive_queue.lock);
		mutex_unlock(&unix_sk(sk)->iolock);
	}
	if (room && !walk->work) {
		walk->at.kind = HOLD_UNREAD;
		room = walk->found(walk, NULL, &walk->at);
	}
	walk->queue = NULL;
	sock_put(sk);
	return room;
}
