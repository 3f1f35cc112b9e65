/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's namespaces against listns(2), where the kernel has both (since
 * Linux 6.19). It lists a namespace as long as something makes it active; the
 * others the table has alone, and that is no difference.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../cleanup.h"
#include "check.h"
#include "procfs.h"

#ifndef SYS_listns
#define SYS_listns 470
#endif
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

/* struct ns_id_req of linux/nsfs.h, which may be older here. */
struct listns_request {
	uint32_t size;
	uint32_t spare;
	uint64_t last_id;
	uint32_t types;
	uint32_t spare2;
	uint64_t user_ns_id;
};

static const uint32_t type_flags[NS_TYPES] = {
	[NS_cgroup] = CLONE_NEWCGROUP, [NS_ipc] = CLONE_NEWIPC, [NS_mnt] = CLONE_NEWNS,
	[NS_net] = CLONE_NEWNET,       [NS_pid] = CLONE_NEWPID, [NS_time] = CLONE_NEWTIME,
	[NS_user] = CLONE_NEWUSER,     [NS_uts] = CLONE_NEWUTS,
};

enum { VALUE_ACTIVE, VALUES };

static const struct attribute attributes[VALUES] = {
	[VALUE_ACTIVE] = { "active", false },
};

static int kernel_namespaces(void *ctx, struct look *look, struct problem *p)
{
	struct looking *l = ctx;
	int err = look_at_kernel(l, TABLE_BIT(namespaces), p);
	size_t i;

	for (i = 0; !err && i < l->host.n_namespaces; i++) {
		const struct ns *ns = &l->host.namespaces[i];
		struct sight s = {
			.key = { ns->kind, ns->id },
			.same = ns->inum,
			/* Not known to be active, it need not be listed. */
			.optional = ns->active == NSVIEW_NONE || !ns->active,
			.values[VALUE_ACTIVE].num = ns->active == NSVIEW_NONE ? NSVIEW_NONE :
										!!ns->active,
		};

		if (ns->id != NSVIEW_NONE && ns->kind < NS_TYPES)
			look_add(look, &s);
	}
	return err;
}

/* Inode numbers that the initial namespaces have on every kernel (PROC_*_INIT_INO). */
#define INIT_USER_NS 4026531837u
#define INIT_PID_NS 4026531836u

static bool is_in(const char *path, ino_t inum)
{
	struct stat st;

	return !stat(path, &st) && st.st_ino == inum;
}

/* Others are shown no more than their own namespaces (may_see_all_namespaces()). */
static bool may_see_all(void)
{
	return may(CAP_SYS_ADMIN) && is_in("/proc/self/ns/user", INIT_USER_NS) &&
	       is_in("/proc/self/ns/pid", INIT_PID_NS);
}

/* Those of one type. -ENOENT is how it says that no id is above the last one. */
static int list_type(enum ns_type type, struct look *look)
{
	struct listns_request req = { .size = sizeof(req), .types = type_flags[type] };
	uint64_t ids[256];
	long got, i;

	while ((got = syscall(SYS_listns, &req, ids, ARRAY_SIZE(ids), 0)) > 0) {
		for (i = 0; i < got; i++) {
			struct sight s = {
				.key = { type, ids[i] },
				.values[VALUE_ACTIVE].num = 1,
			};

			look_add(look, &s);
		}
		req.last_id = ids[got - 1];
	}
	return got < 0 && errno != ENOENT ? -errno : 0;
}

static int listns_namespaces(void *ctx, struct look *look, struct problem *p)
{
	enum ns_type type;
	int err = 0;

	(void)ctx;
	for (type = 0; type < NS_TYPES && !err; type++)
		err = list_type(type, look);
	if (err == -ENOSYS)
		return problem_set(p, -EOPNOTSUPP,
				   "this kernel has no listns(2), which came with 6.19");
	if (!err && !may_see_all())
		return problem_set(
			p, -EOPNOTSUPP,
			"listns(2) shows all of them only to CAP_SYS_ADMIN of the host's own "
			"user and pid namespace");
	if (err == -EPERM || err == -EACCES)
		return problem_set(p, -EOPNOTSUPP, "listns(2): %s", strerror(-err));
	return err ? problem_set(p, err, "listns(2): %s", strerror(-err)) : 0;
}

static void put_ns(struct text *row, const struct difference *d)
{
	struct object o = object_of("namespace");

	o.type = ns_type_names[d->sight.key[KEY_SCOPE]];
	if (d->kernel)
		o.inum = d->sight.same;
	o.id = d->sight.key[KEY_OBJECT];
	put_object(row, &o);
}

static void explain_ns(void *ctx, const struct difference *d, struct text *reason)
{
	(void)ctx;
	if (d->attribute)
		text_puts(reason, "listed although nothing makes it active");
	else if (d->kernel)
		text_puts(reason, "listns(2) leaves it out although it is active");
	else
		text_puts(reason, "the kernel's own list lacks it");
}

const struct comparison compare_namespaces = {
	.what = "namespaces",
	.other_name = "listns",
	.attributes = attributes,
	.nattributes = VALUES,
	.kernel = kernel_namespaces,
	.other = listns_namespaces,
	.put_object = put_ns,
	.explain = explain_ns,
};
