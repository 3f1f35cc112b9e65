// SPDX-License-Identifier: GPL-2.0
/*
 * The table `info`: what this kernel lets nsview see. What is not covered is
 * said here, with the reason, and is not silently missing.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/magic.h>
#include <linux/namei.h>
#include <linux/path.h>
#include <linux/utsname.h>

#include "compat.h"
#include "nstype.h"
#include "table.h"
#include "tables.h"

struct info_line {
	const char *value; /* NULL: it is num */
	const char *note;
	u64 num;
	int err; /* it could not be found out, and nothing else counts */
};

struct info_iter {
	struct table_iter table;
	loff_t at;
	struct info_line line;
};

static struct info_line yes(void)
{
	return (struct info_line){ "yes", "" };
}

static struct info_line part(const char *why)
{
	return (struct info_line){ "part", why };
}

static struct info_line release_line(void)
{
	return (struct info_line){ NSVIEW_RELEASE, "" };
}

static struct info_line kernel_line(void)
{
	return (struct info_line){ init_utsname()->release, "" };
}

static struct info_line namespaces_line(void)
{
	if (ns_list_usable())
		return yes();
	return part("this kernel lists only its network namespaces: of the other types those are "
		    "shown that a task or a descriptor holds, and their parents and owners; one "
		    "that only a mount holds is not, see /proc/PID/mountinfo");
}

/*
 * How many mounts of namespaces there are, in all mount namespaces and outside of
 * them: who has met so many need not look for another.
 *
 * Each mount holds one active reference of its superblock, that is taken before the
 * mount can be found (clone_mnt() of fs/namespace.c, setup_mnt() since v6.18) and given
 * up by cleanup_mnt(), after nobody can. The one that is no mount of anybody's is the
 * kernel's own, by kern_mount(), which is there for good, and through which whoever
 * follows a link in /proc/PID/ns comes: a descriptor takes no reference, nor does the
 * path here. nsfs is not registered, so nothing else can mount it. What may hold a
 * reference for a while besides is who reconfigures or freezes it: the number may be too
 * high, which costs a reader time, and is never too low.
 *
 * The superblock is that behind the reader's own /proc/self/ns/mnt, if it is nsfs's.
 */
static struct info_line mounts_line(void)
{
	struct info_line line = {};
	struct path path;
	int err = kern_path("/proc/self/ns/mnt", LOOKUP_FOLLOW, &path);

	if (err == -ENOMEM)
		return (struct info_line){ .err = err };
	if (err)
		return (struct info_line){ "no", "there is no /proc/self/ns/mnt for who reads "
						 "this: mount /proc" };
	if (path.dentry->d_sb->s_magic == NSFS_MAGIC)
		line = (struct info_line){ NULL, "",
					   atomic_read(&path.dentry->d_sb->s_active) - 1 };
	else
		line = (struct info_line){ "no", "/proc/self/ns/mnt is no namespace for who reads "
						 "this: mount /proc" };
	path_put(&path);
	return line;
}

static struct info_line ids_line(void)
{
	if (ns_list_usable())
		return yes();
	return part("this kernel gives 64-bit ids to network namespaces only, and before 5.12 "
		    "only to those that somebody asked for");
}

static struct info_line mnt_line(void)
{
	if (mnt_ns_offset >= 0)
		return yes();
	return (struct info_line){ "no", "/proc/self/ns/mnt did not lead to the loader's own "
					 "namespace: mount /proc and load the module again" };
}

static struct info_line pins_line(void)
{
	if (!UNIX_FILES_KNOWN)
		return part("what is in flight in unix sockets is not shown: nobody looked yet "
			    "how this kernel keeps it");
	return part("not shown: mounts of namespaces, see /proc/PID/mountinfo; descriptors of "
		    "tun and tap; what is in flight in a socket that is itself in flight; "
		    "files that io_uring holds; what the kernel itself holds");
}

static struct info_line cgroups_line(void)
{
	if (!cgroup1_present())
		return yes();
	if (!CGROUP1_USABLE)
		return part("hierarchies of version 1 are not shown, for this kernel frees them "
			    "while they may be looked at: see /proc/PID/cgroup");
	return part("where a task is in a hierarchy of version 1 without controllers is not shown: "
		    "see /proc/PID/cgroup; nor is a thread that differs from its leader in one "
		    "of these alone");
}

static struct info_line ports_line(void)
{
	return part("a port of another master than a bridge, a bond or a vrf is named and no more: "
		    "a team does not tell rtnetlink of its ports, and others have none of these "
		    "columns");
}

static struct info_line hooks_line(void)
{
	if (!IS_ENABLED(CONFIG_NETFILTER))
		return (struct info_line){ "no", "this kernel has no netfilter" };
	return part("a chain of type nat is not named: netfilter calls a hook of nf_nat, and that "
		    "one calls the chain, from a list of its own");
}

static const struct {
	const char *key;
	struct info_line (*line)(void);
} info_lines[] = {
	{ "nsview", release_line },
	{ "kernel", kernel_line },
	{ "namespaces", namespaces_line },
	{ "namespaces.id", ids_line },
	{ "namespaces.mnt", mnt_line },
	{ "namespaces.mounts", mounts_line },
	{ "pins", pins_line },
	{ "cgroups", cgroups_line },
	{ "ports", ports_line },
	{ "hooks", hooks_line },
};

static int info_find(struct table_iter *table, loff_t *pos)
{
	struct info_iter *it = container_of(table, struct info_iter, table);

	it->at = *pos - 1;
	if (it->at >= ARRAY_SIZE(info_lines))
		return 0;
	it->line = info_lines[it->at].line();
	return it->line.err ? it->line.err : 1;
}

static void info_show(struct table_iter *table, struct row *row)
{
	struct info_iter *it = container_of(table, struct info_iter, table);
	cell_text(row, info_lines[it->at].key);
	if (it->line.value)
		cell_text(row, it->line.value);
	else
		cell_num(row, it->line.num);
	cell_text_or_none(row, it->line.note);
	row_end(row);
}

const struct table info_table = {
	.name = "info",
	.columns = TABLE_COLUMNS(NSVIEW_INFO_COLUMNS),
	.iter_size = sizeof(struct info_iter),
	.find = info_find,
	.show = info_show,
};
