// SPDX-License-Identifier: GPL-2.0
/* The types of namespace, and where those of a mount namespace are found. */
#include <linux/bitops.h>
#include <linux/fs.h>
#include <linux/log2.h>
#include <linux/magic.h>
#include <linux/namei.h>
#include <linux/path.h>
#include <linux/sched.h>

#include "nstype.h"

/* CLONE_NEW* of each type; it is CLONE_NEWNS that breaks the pattern. */
static const struct {
	char name[NS_TYPE_NAME_LEN];
	u32 flag;
} ns_types[] = {
	[NSVIEW_NS_cgroup] = { "cgroup", CLONE_NEWCGROUP },
	[NSVIEW_NS_ipc] = { "ipc", CLONE_NEWIPC },
	[NSVIEW_NS_mnt] = { "mnt", CLONE_NEWNS },
	[NSVIEW_NS_net] = { "net", CLONE_NEWNET },
	[NSVIEW_NS_pid] = { "pid", CLONE_NEWPID },
	[NSVIEW_NS_time] = { "time", CLONE_NEWTIME },
	[NSVIEW_NS_user] = { "user", CLONE_NEWUSER },
	[NSVIEW_NS_uts] = { "uts", CLONE_NEWUTS },
};
static_assert(ARRAY_SIZE(ns_types) == NSVIEW_NR_NS_TYPES);

int mnt_ns_offset = -1;

const struct nsproxy ns_none;

const char *ns_type_name(enum nsview_type type)
{
	return ns_types[type].name;
}

enum nsview_type ns_type_of(const struct ns_common *ns)
{
	/* By the flag's only bit. */
	static const u8 types[32] = {
		[ilog2(CLONE_NEWCGROUP)] = NSVIEW_NS_cgroup,
		[ilog2(CLONE_NEWIPC)] = NSVIEW_NS_ipc,
		[ilog2(CLONE_NEWNS)] = NSVIEW_NS_mnt,
		[ilog2(CLONE_NEWNET)] = NSVIEW_NS_net,
		[ilog2(CLONE_NEWPID)] = NSVIEW_NS_pid,
		[ilog2(CLONE_NEWTIME)] = NSVIEW_NS_time,
		[ilog2(CLONE_NEWUSER)] = NSVIEW_NS_user,
		[ilog2(CLONE_NEWUTS)] = NSVIEW_NS_uts,
	};
	u32 flag = ns_common_type_of(ns);
	enum nsview_type type = types[__fls(flag | 1)];

	return ns_types[type].flag == flag ? type : NSVIEW_NR_NS_TYPES;
}

/*
 * The inode of /proc/self/ns/mnt carries the ns_common of the namespace that
 * current->nsproxy->mnt_ns is. Only current changes its own nsproxy, so both
 * are the same object here. An offset that is not inside a small struct is
 * not believed.
 */
void mnt_ns_measure(void)
{
	enum { MNT_NS_SIZE_MAX = 512 };
	struct path path;
	struct inode *inode;
	long offset;

	if (kern_path("/proc/self/ns/mnt", LOOKUP_FOLLOW, &path))
		return;
	inode = d_backing_inode(path.dentry);
	if (inode->i_sb->s_magic == NSFS_MAGIC) {
		struct ns_common *ns = get_proc_ns(inode);

		offset = (void *)ns - (void *)current->nsproxy->mnt_ns;
		if (offset >= 0 && offset < MNT_NS_SIZE_MAX && ns_type_of(ns) == NSVIEW_NS_mnt)
			mnt_ns_offset = offset;
	}
	path_put(&path);
}
