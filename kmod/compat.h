/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only file that knows kernel versions. Everything else is written for
 * the newest kernel; each block here names the commit it is for and the
 * version that commit came with, and gives older kernels the newer words.
 */
#ifndef NSVIEW_COMPAT_H
#define NSVIEW_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "nsview needs Linux 5.10 or newer"
#endif
#ifndef CONFIG_DEBUG_FS
#error "nsview shows its tables in debugfs, and this kernel has no CONFIG_DEBUG_FS"
#endif
#if !defined(CONFIG_NAMESPACES) || !defined(CONFIG_NET_NS) || !defined(CONFIG_CGROUPS)
#error "nsview needs CONFIG_NAMESPACES, CONFIG_NET_NS and CONFIG_CGROUPS"
#endif
/* The only namespace of a type that is left out has no ops to ask for its type and owner. */
#if !defined(CONFIG_IPC_NS) || !defined(CONFIG_PID_NS) || !defined(CONFIG_USER_NS) || \
	!defined(CONFIG_UTS_NS)
#error "nsview needs CONFIG_IPC_NS, CONFIG_PID_NS, CONFIG_USER_NS and CONFIG_UTS_NS"
#endif

#include <linux/cgroup.h>
#include <linux/ipc_namespace.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/proc_ns.h>
#include <linux/string.h>
#include <linux/time_namespace.h>
#include <linux/user_namespace.h>
#include <linux/utsname.h>
#include <net/net_namespace.h>

/*
 * References to an nsproxy. "nsproxy: Convert nsproxy.count to refcount_t"
 * came between 6.1 and 6.12; the type says it better than a version would.
 */
#define nsproxy_refs(nsp) \
	_Generic(&(nsp)->count, atomic_t *: atomic_read, refcount_t *: refcount_read)(&(nsp)->count)

/*
 * The CLONE_NEW* flag of a namespace's type.
 *
 * Linux commit 4055526d3574 "ns: move ns type into struct ns_common" (in
 * v6.18).
 */
static inline u32 ns_common_type_of(const struct ns_common *ns)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
	return ns->ops->type;
#else
	return ns->ns_type;
#endif
}

/*
 * References to a namespace as the kernel counts them for its type, or -1
 * where the count is out of reach.
 *
 * Linux commit 2024f91e965f "ns: Add a common refcount into ns_common" and
 * the seven after it (in v5.11), renamed to __ns_ref in v6.18. Before 5.11
 * each type has a count of its own, and a mount namespace's is private to fs/.
 */
static inline s64 ns_common_refs(struct ns_common *ns)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
	return __ns_ref_read(ns);
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
	return refcount_read(&ns->count);
#else
	switch (ns_common_type_of(ns)) {
	case CLONE_NEWCGROUP:
		return refcount_read(&container_of(ns, struct cgroup_namespace, ns)->count);
	case CLONE_NEWIPC:
		return refcount_read(&container_of(ns, struct ipc_namespace, ns)->count);
	case CLONE_NEWNET:
		return refcount_read(&container_of(ns, struct net, ns)->count);
	case CLONE_NEWPID:
		return kref_read(&container_of(ns, struct pid_namespace, ns)->kref);
	case CLONE_NEWTIME:
		return kref_read(&container_of(ns, struct time_namespace, ns)->kref);
	case CLONE_NEWUSER:
		return atomic_read(&container_of(ns, struct user_namespace, ns)->count);
	case CLONE_NEWUTS:
		return kref_read(&container_of(ns, struct uts_namespace, ns)->kref);
	default:
		return -1;
	}
#endif
}

/*
 * The 64-bit cookie of a network namespace, 0 where it has none yet.
 *
 * Linux commit 3d368ab87cf6 "net: initialize net->net_cookie at netns setup"
 * (in v5.12). Before, it is made when somebody first asks for it.
 */
static inline u64 net_cookie(const struct net *net)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 12, 0)
	return atomic64_read(&net->net_cookie);
#else
	return net->net_cookie;
#endif
}

/*
 * The IFF_ flags of a device as user space knows them: Linux commit "net:
 * s/dev_get_flags/netif_get_flags/" (in v6.17).
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#define netif_get_flags(dev) dev_get_flags(dev)
#endif

/*
 * The kernel's own list of every namespace, sorted by a 64-bit id that is
 * never used again. No function that walks it is exported. But init_ipc_ns
 * is, and it is the first of the list for good: it has the lowest id there
 * is and is never freed. So its prev is the head of the list.
 *
 * Linux commits 560e25e70fa4 "nstree: add unified namespace list" and
 * a657bc8a75cf "nstree: switch to new structures" (both in v6.19).
 *
 * Entries are freed an RCU grace period after they left the list, and from
 * then on their rcu_head lies over ns_id: read ns_id first, and believe it if
 * the reference count, read after it, is not 0.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 19, 0)
static inline bool ns_list_usable(void)
{
	return init_ipc_ns.ns.ns_id == IPC_NS_INIT_ID;
}

static inline struct list_head *ns_list_head(void)
{
	return READ_ONCE(init_ipc_ns.ns.ns_unified_node.ns_list_entry.prev);
}

/* The one after @ns, the first one for NULL; NULL at the end. */
static inline struct ns_common *ns_list_next_rcu(struct ns_common *ns)
{
	struct list_head *head = ns_list_head();
	struct list_head *at = ns ? &ns->ns_unified_node.ns_list_entry : head;

	at = rcu_dereference(list_next_rcu(at));
	return at == head ? NULL :
			    container_of(at, struct ns_common, ns_unified_node.ns_list_entry);
}

/*
 * A reference, as long as which it is in the list. False: it is on its way out.
 *
 * The caller has none, and so can not call __ns_ref_get(): that looks at ns_id first, to
 * leave initial namespaces alone, which are never counted. In an entry that waits for its
 * grace period a NULL lies there, which looks like one of them, and it would be taken for
 * referenced. A count that is not 0 says that the id read before was one; and putting this
 * reference finds the same id.
 */
static inline bool ns_list_get(struct ns_common *ns)
{
	u64 id = READ_ONCE(ns->ns_id);

	smp_rmb(); /* the id first, as above */
	if (!__ns_ref_read(ns))
		return false;
	return id <= NS_LAST_INIT_ID || refcount_inc_not_zero(&ns->__ns_ref);
}

static inline void ns_list_put(struct ns_common *ns)
{
	ns->ops->put(ns);
}

static inline u64 ns_common_id(const struct ns_common *ns)
{
	return READ_ONCE(ns->ns_id);
}
#else
static inline bool ns_list_usable(void)
{
	return false;
}

static inline struct ns_common *ns_list_next_rcu(struct ns_common *ns)
{
	return NULL;
}

static inline bool ns_list_get(struct ns_common *ns)
{
	return false;
}

static inline void ns_list_put(struct ns_common *ns)
{
}

static inline u64 ns_common_id(const struct ns_common *ns)
{
	return 0;
}
#endif

/*
 * The references that make a namespace active, or -1 where there is no such
 * count: listns(2) and nsfs file handles know active ones only.
 *
 * Linux commit 3a18f809184b "ns: add active reference count" (in v6.19).
 */
static inline s64 ns_common_active(struct ns_common *ns)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 19, 0)
	return __ns_ref_active_read(ns);
#else
	return -1;
#endif
}

/*
 * The hierarchies of cgroups of version 1, to be walked under RCU: the one
 * after @root, or with NULL the first, or NULL.
 *
 * Their list is not exported, but the hierarchy of version 2 is, and is on it
 * for good. It was put there first, and others are put before it: it is the
 * last, and its next is the head of the list.
 *
 * Linux commits d23b5c577715 "cgroup: Make operations on the cgroup root_list
 * RCU safe" and a7fb0423c201 "cgroup: Move rcu_head up near the top of
 * cgroup_root" (both in v6.8, and by now in stable branches down to v5.10.y).
 * The second moved the list ahead of cgrp: the type tells better than a version
 * would. Before, a hierarchy is freed under the feet of who finds it, and none
 * is shown.
 */
#define CGROUP1_USABLE \
	(offsetof(struct cgroup_root, root_list) < offsetof(struct cgroup_root, cgrp))

static inline struct list_head *cgroup_roots_head(void)
{
	return READ_ONCE(cgrp_dfl_root.root_list.next);
}

/* Whether there is any, also where none can be shown. */
static inline bool cgroup1_present(void)
{
	return READ_ONCE(cgroup_roots_head()->next) != &cgrp_dfl_root.root_list;
}

static inline struct cgroup_root *cgroup1_next_root(struct cgroup_root *root)
{
	struct list_head *next;

	if (!CGROUP1_USABLE)
		return NULL;
	next = rcu_dereference(list_next_rcu(root ? &root->root_list : cgroup_roots_head()));
	return next == &cgrp_dfl_root.root_list ? NULL : list_entry(next, typeof(*root), root_list);
}

#define for_each_cgroup1_root_after(root, after) \
	for ((root) = cgroup1_next_root(after); (root); (root) = cgroup1_next_root(root))

/*
 * The files that a message in the queue of a unix socket carries, or NULL.
 *
 * Since Linux commit 84960bf24031 "af_unix: Move internal definitions to
 * net/unix/." (in v6.15) what a message's cb is, is private. It is mirrored
 * for the kernels whose source was read, and for no later one.
 */
#if IS_ENABLED(CONFIG_UNIX)
#include <net/af_unix.h>
#include <net/scm.h>

#ifdef UNIXCB
#define UNIX_FILES_KNOWN true
static inline struct scm_fp_list *unix_skb_files(const struct sk_buff *skb)
{
	return UNIXCB(skb).fp;
}
#elif LINUX_VERSION_CODE < KERNEL_VERSION(7, 3, 0) && !defined(CONFIG_RANDSTRUCT)
#define UNIX_FILES_KNOWN true
static inline struct scm_fp_list *unix_skb_files(const struct sk_buff *skb)
{
	const struct unix_skb_private {
		struct pid *pid;
		kuid_t uid;
		kgid_t gid;
		struct scm_fp_list *fp;
	} *cb = (const void *)skb->cb;

	return cb->fp;
}
#endif
#endif
#ifndef UNIX_FILES_KNOWN
#define UNIX_FILES_KNOWN false
static inline struct scm_fp_list *unix_skb_files(const struct sk_buff *skb)
{
	return NULL;
}
#endif

/*
 * Does a netfilter hook run a base chain of nftables, which is its priv then?
 *
 * Linux commit 7b4b2fa37587 "netfilter: annotate nf_tables base hook ops" (in
 * v5.14). Before, its function tells: nf_tables has no other hooks of these
 * names, and there is but one module of its name.
 */
#ifdef CONFIG_NETFILTER
static inline bool nf_hook_is_nft(const struct nf_hook_ops *ops, const char *function,
				  const char *module)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
	return ops->hook_ops_type == NF_HOOK_OP_NF_TABLES;
#else
	return !strcmp(module, IS_MODULE(CONFIG_NF_TABLES) ? "nf_tables" : "") &&
	       (strstarts(function, "nft_do_chain_") || strstarts(function, "nf_route_table_"));
#endif
}
#endif

/*
 * Port attributes that the enums of an older kernel do not have yet. The
 * numbers are ABI (linux/if_link.h), and an older master never sends them.
 */
enum {
	NSVIEW_BRPORT_MCAST_EHT_HOSTS_LIMIT = 37,
	NSVIEW_BRPORT_MCAST_EHT_HOSTS_CNT = 38,
	NSVIEW_BRPORT_LOCKED = 39,
	NSVIEW_BRPORT_MAB = 40,
	NSVIEW_BRPORT_MCAST_N_GROUPS = 41,
	NSVIEW_BRPORT_MCAST_MAX_GROUPS = 42,
	NSVIEW_BRPORT_NEIGH_VLAN_SUPPRESS = 43,
	NSVIEW_BRPORT_BACKUP_NHID = 44,
	NSVIEW_BRPORT_NEIGH_FORWARD_GRAT = 45,
	NSVIEW_BOND_SLAVE_PRIO = 9,
	NSVIEW_BOND_SLAVE_ACTOR_PORT_PRIO = 10,
	NSVIEW_BOND_SLAVE_AD_CHURN_ACTOR_STATE = 11,
	NSVIEW_BOND_SLAVE_AD_CHURN_PARTNER_STATE = 12,
};

#endif
