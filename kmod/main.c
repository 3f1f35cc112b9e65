// SPDX-License-Identifier: GPL-2.0
/*
 * nsview: what isolates the processes of this host, as the kernel sees it,
 * as tables under debugfs. schema.h says what they are.
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

#include "compat.h"
#include "nstype.h"
#include "tables.h"

#define TABLE_ROW_(name, columns) &name##_table,
static const struct table *const tables[] = { NSVIEW_TABLES(TABLE_ROW_) };

static struct dentry *dir;

static int __init nsview_init(void)
{
	struct dentry *binary;
	int i, err;

	mnt_ns_measure();
	tasks_init();

	/* Debugfs is the whole of what this module is for: without it, no load. */
	dir = debugfs_create_dir("nsview", NULL);
	if (IS_ERR(dir)) {
		pr_err("cannot make a folder in debugfs: %pe\n", dir);
		if (PTR_ERR(dir) == -EPERM || PTR_ERR(dir) == -ENODEV)
			pr_err("is it switched off by debugfs= on the kernel command line?\n");
		return PTR_ERR(dir);
	}
	binary = debugfs_create_dir("binary", dir);
	err = PTR_ERR_OR_ZERO(binary);
	if (err)
		pr_err("cannot make the folder binary: %pe\n", binary);
	for (i = 0; !err && i < ARRAY_SIZE(tables); i++) {
		err = table_create(tables[i], dir, binary);
		if (err)
			pr_err("cannot make the table %s: %pe\n", tables[i]->name, ERR_PTR(err));
	}
	if (err)
		debugfs_remove(dir);
	else
		tables_open();
	return err;
}

static void __exit nsview_exit(void)
{
	debugfs_remove(dir);
}

module_init(nsview_init);
module_exit(nsview_exit);

MODULE_DESCRIPTION("Namespaces, cgroups and bridge ports of every process, as the kernel sees them");
MODULE_AUTHOR("The nsview authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(NSVIEW_RELEASE);
