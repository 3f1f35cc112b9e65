// SPDX-License-Identifier: GPL-2.0
/*
 * The table `info`: what this kernel lets nsview see. What is not covered is
 * said here, with the reason, and is not silently missing.
 */
#include <linux/kernel.h>
#include <linux/utsname.h>

#include "compat.h"
#include "nstype.h"
#include "table.h"
#include "tables.h"

struct info_iter {
	struct table_iter table;
	loff_t at;
};

struct info_line {
	const char *value;
	const char *note;
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
	{ "pins", pins_line },
	{ "cgroups", cgroups_line },
	{ "ports", ports_line },
	{ "hooks", hooks_line },
};

static int info_find(struct table_iter *table, loff_t *pos)
{
	struct info_iter *it = container_of(table, struct info_iter, table);

	it->at = *pos - 1;
	return it->at < ARRAY_SIZE(info_lines);
}

static void info_show(struct table_iter *table, struct row *row)
{
	struct info_iter *it = container_of(table, struct info_iter, table);
	struct info_line line = info_lines[it->at].line();

	cell_text(row, info_lines[it->at].key);
	cell_text(row, line.value);
	cell_text_or_none(row, line.note);
	row_end(row);
}

const struct table info_table = {
	.name = "info",
	.columns = TABLE_COLUMNS(NSVIEW_INFO_COLUMNS),
	.iter_size = sizeof(struct info_iter),
	.find = info_find,
	.show = info_show,
};
