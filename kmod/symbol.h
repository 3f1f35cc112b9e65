/* SPDX-License-Identifier: GPL-2.0 */
/* The name and module of a function that a kernel object points to. */
#ifndef NSVIEW_SYMBOL_H
#define NSVIEW_SYMBOL_H

#include <linux/atomic.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/notifier.h>

struct symbol {
	char name[KSYM_NAME_LEN]; /* "" for none, "?" for one that has no name */
	char module[MODULE_NAME_LEN]; /* "" if built in */
};

/* So many functions that were named last are known by their address. */
#define SYMBOLS_KNOWN 8

/* Of one open file, which is read by one at a time. */
struct symbols {
	struct notifier_block watch;
	bool is_watched;
	atomic_t arrivals; /* of modules, since it is watched */
	int as_of; /* how many there were when known was right */
	u32 last; /* which of them was given out last */
	u32 next; /* which is forgotten next */
	struct {
		const void *fn;
		struct symbol symbol;
	} known[SYMBOLS_KNOWN];
};

/**
 * symbols_watch - begin to know names by addresses
 * @s: zeroed
 *
 * May sleep. If it can't be done, names are made anew each time. To be ended with
 * symbols_end(), which may sleep as well.
 */
void symbols_watch(struct symbols *s);
void symbols_end(struct symbols *s);

/**
 * symbols_read - name a function
 * @s: what is known
 * @fn: the function, or NULL
 *
 * The caller is under the lock, or in the RCU section, under which it read
 * the pointer, and which the function's module must take or wait out before
 * it can go: a pointer kept longer may name something else or nothing. What is
 * returned lasts longer: until two more were asked for.
 */
const struct symbol *symbols_read(struct symbols *s, const void *fn);

/* Two cells: name and module. */
struct row;
void symbol_show(const struct symbol *sym, struct row *row);

#endif
