/* SPDX-License-Identifier: GPL-2.0 */
/* What nsview why NAMESPACE says in words. */
#include "../cleanup.h"
#include "why_ns.h"
#include "words.h"

/* What has a reference and shows itself to nobody, by the sources of the kernels. */
static const char *const elsewhere[NS_TYPES] = {
	[NS_cgroup] = "open files of cgroupfs",
	[NS_ipc] = "attached System V shared memory, open files of /proc/sysvipc",
	[NS_mnt] = "open files such as /proc/PID/mountinfo",
	[NS_net] = "sockets without descriptor, as those closing, or not accepted yet; open files "
		   "of /proc/net; mounts of network filesystems",
	[NS_pid] = "mounts of proc; pids kept by a session, a process group or a pidfd",
	[NS_time] = "a task that is about to end",
	[NS_user] = "credentials of tasks and open files, memory of processes, counters of users, "
		    "filesystems and idmapped mounts",
	[NS_uts] = "a task that is about to end",
};

static void put_some(struct text *t, uint64_t n, const char *one, const char *many)
{
	text_printf(t, "%llu %s", (unsigned long long)n, n == 1 ? one : many);
}

/* ", 2 sockets", or nothing. */
static void put_part(struct text *t, const char *sep, uint64_t n, const char *one, const char *many)
{
	if (!n)
		return;
	text_puts(t, sep);
	put_some(t, n, one, many);
}

static void put_nsfs(struct text *t, const struct holders *f, const char *sep)
{
	static const struct {
		enum holder_kind kind;
		const char *one;
		const char *many;
	} parts[] = {
		{ HOLDER_FD, "descriptor", "descriptors" },
		{ HOLDER_FLIGHT, "in flight", "in flight" },
		{ HOLDER_MOUNT, "bind mount", "bind mounts" },
	};
	const char *in = " (";
	size_t i;

	if (!f->of[HOLDER_NSFS])
		return;
	text_puts(t, sep);
	text_puts(t, "1 nsfs inode");
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		put_part(t, in, f->of[parts[i].kind], parts[i].one, parts[i].many);
		in = f->of[parts[i].kind] ? ", " : in;
	}
	text_putc(t, ')');
}

/* The references of a group that is found once at most, such as pids. */
static uint64_t refs_of(const struct holders *f, enum holder_kind kind)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (f->all[i].kind == kind)
			return f->all[i].refs;
	return 0;
}

/* Tasks below the nsproxies; others are below what they hold it by. */
static uint64_t tasks_of_nsproxies(const struct holders *f)
{
	enum holder_kind group = HOLDER_NAMESPACE;
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < f->count; i++) {
		if (f->all[i].depth == 1)
			group = f->all[i].kind;
		n += f->all[i].kind == HOLDER_TASK && group == HOLDER_NSPROXY;
	}
	return n;
}

static void put_parts(struct text *t, const struct holders *f)
{
	const size_t start = t->len;
#define SEP (t->len == start ? ": " : ", ")

	put_part(t, SEP, f->of[HOLDER_KERNEL], "of the kernel itself", "of the kernel itself");
	if (f->of[HOLDER_NSPROXY]) {
		put_part(t, SEP, f->of[HOLDER_NSPROXY], "nsproxy", "nsproxies");
		text_puts(t, " (");
		put_some(t, tasks_of_nsproxies(f), "task)", "tasks)");
	}
	if (f->of[HOLDER_PIDS])
		put_part(t, SEP, refs_of(f, HOLDER_PIDS), "pid", "pids");
	put_nsfs(t, f, SEP);
	put_part(t, SEP, f->of[HOLDER_SOCKET], "socket", "sockets");
	put_part(t, SEP, f->of[HOLDER_TAP], "tap", "taps");
	put_part(t, SEP, f->of[HOLDER_CHILD], "child", "children");
	put_part(t, SEP, f->of[HOLDER_OWNED], "owned namespace", "owned namespaces");
	if (f->of[HOLDER_UNKNOWN])
		put_part(t, SEP, refs_of(f, HOLDER_UNKNOWN), "that can not be accounted for",
			 "that can not be accounted for");
	if (f->of[HOLDER_MISSING])
		put_part(t, SEP, refs_of(f, HOLDER_MISSING), "not found", "not found");
#undef SEP
}

void why_ns_summary(struct text *t, const struct holders *f)
{
	if (f->initial)
		text_puts(t, "an initial namespace, that never ends; ");
	if (f->uncounted)
		text_puts(t, "this kernel counts no references to it");
	else if (f->held == NSVIEW_NONE)
		text_puts(t, "how many references it has is not known");
	else
		put_some(t, f->held, "reference", "references");
	put_parts(t, f);
	if (f->held != NSVIEW_NONE && !f->uncounted && f->found > f->held)
		text_printf(t, "; %llu more than it had a moment before: it is changing",
			    (unsigned long long)(f->found - f->held));
	if (!f->found && !f->initial && !f->of[HOLDER_CREDS])
		text_puts(t, "; nothing in sight keeps it alive");
}

void why_ns_what(struct text *t, const struct holder *o)
{
	switch (o->kind) {
	case HOLDER_NAMESPACE:
		words_ns(t, o->ns);
		break;
	case HOLDER_KERNEL:
		text_puts(t, "the kernel");
		break;
	case HOLDER_NSPROXY:
		text_printf(t, "nsproxy %.6s", o->token);
		break;
	case HOLDER_PIDS:
		text_puts(t, "pids of tasks");
		break;
	case HOLDER_CREDS:
		text_puts(t, "credentials");
		break;
	case HOLDER_TASK:
		text_puts(t, o->pin || (o->task && o->task->pid != o->task->tgid) ? "thread" :
										    "process");
		break;
	case HOLDER_NSFS:
		text_puts(t, "nsfs inode");
		break;
	case HOLDER_FD:
		text_printf(t, "descriptor %llu",
			    (unsigned long long)(o->tap ? o->tap->fd : o->pin->fd));
		break;
	case HOLDER_FLIGHT:
		text_puts(t, "in flight");
		break;
	case HOLDER_MOUNT:
		text_puts(t, "bind mount");
		break;
	case HOLDER_SOCKET:
		text_printf(t, "socket:[%llu]", (unsigned long long)o->pin->socket);
		break;
	case HOLDER_TAP:
		text_puts(t, "tap");
		break;
	case HOLDER_CHILD:
	case HOLDER_OWNED:
		words_ns(t, o->ns);
		break;
	case HOLDER_UNKNOWN:
		text_puts(t, "not accountable");
		break;
	case HOLDER_MISSING:
		text_puts(t, "not found");
		break;
	default:
		break;
	}
}

static void put_task_detail(struct text *t, const struct holder *o, const struct ns *ns)
{
	const struct task *task = o->task;

	if (o->pin && !task) {
		text_puts(t, "a thread whose nsproxy is not its process's");
		return;
	}
	if (task->pid != task->tgid)
		text_printf(t, "thread of %llu", (unsigned long long)task->tgid);
	if (ns && task->ns[ns_type_links[ns->kind]] != ns)
		text_printf(t, "%sonly its next child will be in it", t->len ? "; " : "");
	if (task->state && *task->state == 'Z')
		text_printf(t, "%sa zombie", t->len ? "; " : "");
}

static void put_mount_detail(struct text *t, const struct mount *m)
{
	text_puts(t, m->point);
	text_printf(t, " in mnt:[%llu]", (unsigned long long)m->ns_mnt);
	if (!m->in || !m->in->first)
		text_puts(t, ", that no process is in");
}

void why_ns_detail(struct text *t, const struct holder *o, const struct holders *f)
{
	const struct ns *ns = f->all[0].ns;

	switch (o->kind) {
	case HOLDER_NAMESPACE:
		why_ns_summary(t, f);
		break;
	case HOLDER_KERNEL:
		text_puts(t, "it starts with one more than anybody takes");
		break;
	case HOLDER_NSPROXY:
		if (o->refs > 1)
			text_puts(t, "for its tasks and for their children");
		break;
	case HOLDER_CREDS:
		text_puts(
			t,
			"a reference for each set of credentials; who shares one is not to be seen");
		break;
	case HOLDER_TASK:
		put_task_detail(t, o, ns);
		break;
	case HOLDER_FLIGHT:
		text_printf(t, "in the queue of descriptor %llu", (unsigned long long)o->pin->fd);
		break;
	case HOLDER_MOUNT:
		put_mount_detail(t, o->mount);
		break;
	case HOLDER_SOCKET:
		if (o->pin->family)
			text_puts(t, o->pin->family);
		break;
	case HOLDER_TAP:
		text_puts(t, o->tap->name ? o->tap->name : "attached to no device");
		break;
	case HOLDER_CHILD:
		text_puts(t, "its child");
		break;
	case HOLDER_OWNED:
		text_puts(t, "owned by it");
		break;
	case HOLDER_UNKNOWN:
	case HOLDER_MISSING:
		text_puts(t, o->kind == HOLDER_MISSING ? "may be: " : "such as: ");
		text_puts(t, elsewhere[ns->kind]);
		if (f->unread)
			text_puts(t, "; what is in flight in a queue that could not be read");
		break;
	default:
		break;
	}
}
