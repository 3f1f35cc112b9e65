/* SPDX-License-Identifier: GPL-2.0 */
/* The name and module of a function that a kernel object points to. */
#ifndef NSVIEW_SYMBOL_H
#define NSVIEW_SYMBOL_H

#include <linux/kallsyms.h>
#include <linux/module.h>

struct symbol {
	char name[KSYM_NAME_LEN]; /* "" for none, "?" for one that has no name */
	char module[MODULE_NAME_LEN]; /* "" if built in */
};

/**
 * symbol_read - name a function
 * @sym: what is set
 * @fn: the function, or NULL
 *
 * The caller is under the lock, or in the RCU section, under which it read
 * the pointer, and which the function's module must take or wait out before
 * it can go: a pointer kept longer may name something else or nothing.
 */
void symbol_read(struct symbol *sym, const void *fn);

/* Two cells: name and module. */
struct row;
void symbol_show(const struct symbol *sym, struct row *row);

#endif
