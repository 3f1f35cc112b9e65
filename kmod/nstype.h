/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a task refers to: the ns_common behind each link in /proc/PID/ns, and
 * the types they are of. The rows come from schema.h; here is what differs
 * between them and nothing else does.
 */
#ifndef NSVIEW_NSTYPE_H
#define NSVIEW_NSTYPE_H

#include <linux/types.h>

#include "compat.h"
#include "schema.h"
#include "table.h"

#define NS_TYPE_ENUM_(type) NSVIEW_NS_##type,
enum nsview_type { NSVIEW_NS_TYPES(NS_TYPE_ENUM_) NSVIEW_NR_NS_TYPES };

#define NS_LINK_ENUM_(link, type) NSVIEW_LINK_##link,
enum nsview_link { NSVIEW_NS_LINKS(NS_LINK_ENUM_) NSVIEW_NR_NS_LINKS };

/* What has the name of a type has so many bytes, NULs at its end. */
#define NS_TYPE_NAME_LEN 8

/**
 * ns_type_name - how the kernel spells a type
 * @type: one of enum nsview_type
 *
 * NS_TYPE_NAME_LEN bytes can be read there.
 */
const char *ns_type_name(enum nsview_type type);

/**
 * ns_type_of - the type of a namespace
 * @ns: alive, or in an RCU section that found it alive
 *
 * NSVIEW_NR_NS_TYPES for a type that this module does not know.
 */
enum nsview_type ns_type_of(const struct ns_common *ns);

/*
 * struct mnt_namespace is private to fs/. Where its ns_common begins is
 * measured once, at load, on the loader's own: /proc/self/ns/mnt is the
 * public way to the same object. -1: not known, and mount namespaces are
 * shown as absent.
 */
extern int mnt_ns_offset;
void mnt_ns_measure(void);

static inline struct ns_common *mnt_ns_common(struct mnt_namespace *mnt_ns)
{
	return mnt_ns_offset < 0 ? NULL : (void *)mnt_ns + mnt_ns_offset;
}

/*
 * The namespaces that a nsproxy refers to, NULL where this kernel has none of
 * the type or it can not be reached. The caller holds what keeps the nsproxy:
 * task_lock() of a task that has it (include/linux/nsproxy.h, rule 3).
 */
#define NSPROXY_NS_(member) (nsp->member ? &nsp->member->ns : NULL)
static inline void nsproxy_links(const struct nsproxy *nsp,
				 struct ns_common *ns[NSVIEW_NR_NS_LINKS])
{
	ns[NSVIEW_LINK_cgroup] = NSPROXY_NS_(cgroup_ns);
	ns[NSVIEW_LINK_ipc] = NSPROXY_NS_(ipc_ns);
	ns[NSVIEW_LINK_mnt] = nsp->mnt_ns ? mnt_ns_common(nsp->mnt_ns) : NULL;
	ns[NSVIEW_LINK_net] = NSPROXY_NS_(net_ns);
	ns[NSVIEW_LINK_pid_for_children] = NSPROXY_NS_(pid_ns_for_children);
	ns[NSVIEW_LINK_time] = NSPROXY_NS_(time_ns);
	ns[NSVIEW_LINK_time_for_children] = NSPROXY_NS_(time_ns_for_children);
	ns[NSVIEW_LINK_uts] = NSPROXY_NS_(uts_ns);
}
#undef NSPROXY_NS_

/* That of a task which has let go of its own. */
extern const struct nsproxy ns_none;

/**
 * task_ns_links - the ten namespaces of a task
 * @t: the task; the caller is in an RCU section that found it, and holds
 *	task_lock(t)
 * @ns: set to each link's ns_common or NULL
 *
 * nsproxy has neither the pid namespace a task is in (that is its struct
 * pid's, as long as it is hashed) nor its user namespace (its credentials').
 * Both are freed by RCU with what refers to them, so they last as long as the
 * caller's RCU section; the others as long as its task_lock.
 */
static inline void task_ns_links(struct task_struct *t, struct ns_common *ns[NSVIEW_NR_NS_LINKS])
{
	struct pid_namespace *pid_ns = task_active_pid_ns(t);

	nsproxy_links(t->nsproxy ?: &ns_none, ns);
	ns[NSVIEW_LINK_pid] = pid_ns ? &pid_ns->ns : NULL;
	ns[NSVIEW_LINK_user] = &__task_cred(t)->user_ns->ns;
}

/*
 * The numbers of what task_ns_links() gives, for the same caller: 0 where there is none. No
 * pointer to a ns_common is kept on the way, which would be a third of the work.
 */
static __always_inline void task_ns_inums(struct task_struct *t, u32 inums[NSVIEW_NR_NS_LINKS])
{
	const struct nsproxy *nsp = t->nsproxy ?: &ns_none;
	struct pid_namespace *pid_ns = task_active_pid_ns(t);
	const struct ns_common *mnt_ns = nsp->mnt_ns ? mnt_ns_common(nsp->mnt_ns) : NULL;

#define NSPROXY_INUM_(member) (nsp->member ? nsp->member->ns.inum : 0)
	inums[NSVIEW_LINK_cgroup] = NSPROXY_INUM_(cgroup_ns);
	inums[NSVIEW_LINK_ipc] = NSPROXY_INUM_(ipc_ns);
	inums[NSVIEW_LINK_mnt] = mnt_ns ? mnt_ns->inum : 0;
	inums[NSVIEW_LINK_net] = NSPROXY_INUM_(net_ns);
	inums[NSVIEW_LINK_pid] = pid_ns ? pid_ns->ns.inum : 0;
	inums[NSVIEW_LINK_pid_for_children] = NSPROXY_INUM_(pid_ns_for_children);
	inums[NSVIEW_LINK_time] = NSPROXY_INUM_(time_ns);
	inums[NSVIEW_LINK_time_for_children] = NSPROXY_INUM_(time_ns_for_children);
	inums[NSVIEW_LINK_user] = __task_cred(t)->user_ns->ns.inum;
	inums[NSVIEW_LINK_uts] = NSPROXY_INUM_(uts_ns);
#undef NSPROXY_INUM_
}

/* Whether two of them are the same. memcmp() is a call and a loop of bytes on some kernels. */
static inline bool ns_inums_equal(const u32 a[NSVIEW_NR_NS_LINKS], const u32 b[NSVIEW_NR_NS_LINKS])
{
	u64 diff = 0;
	int i;

	for (i = 0; i < NSVIEW_NR_NS_LINKS; i += 2)
		diff |= get8((const char *)&a[i]) ^ get8((const char *)&b[i]);
	return !diff;
}
static_assert(NSVIEW_NR_NS_LINKS % 2 == 0);

#endif
