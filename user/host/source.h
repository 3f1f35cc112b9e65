/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where tables come from. A source gives a table by its name, as text, or in binary if
 * it is live; it neither parses nor prints.
 */
#ifndef NSVIEW_SOURCE_H
#define NSVIEW_SOURCE_H

#include <stdbool.h>

#include "../problem.h"
#include "blob.h"
#include "snapshot.h"

struct gathering;

struct source {
	const char *name; /* in JSON: kernel, file, proc */
	char *where; /* in messages: the folder or archive */
	struct problem note; /* one line to be said with the answer; may be empty */
	bool live; /* of this host, as it is now: the tool can gather more from it */
	bool no_init; /* its PID 1 is not the host's: it looks from a nested pid namespace */
	/* Of its table tasks, once that is read: which processes it has not, or not whole. */
	bool hides; /* none of its PID 1, which there always is, and so of others */
	size_t hidden; /* so many that do not show which namespaces they are in */
	struct snapshot *saved; /* what was saved with it; NULL: nothing */
	/* 0, or -ENOENT: there is no such table, or another -errno. */
	int (*read)(struct source *src, const char *table, struct blob *ret);
	/*
	 * Tables that it makes only when the others are joined, by their bits: they lead into
	 * namespaces. As gather_<name>() do, see gathered.h.
	 */
	unsigned int late;
	int (*gather)(struct source *src, const char *table, struct gathering *g,
		      struct problem *p);
	void (*close)(struct source *src); /* frees what is the kind's own */
};

/* The tables of nsview.ko. -ENODEV: the module is not loaded or not readable. */
int source_kernel(struct source **ret, struct problem *p);
/* A snapshot, or a folder of tables or an archive of one, saved otherwise. */
int source_file(struct source **ret, const char *path, struct problem *p);
/* What /proc knows of them. */
int source_proc(struct source **ret, struct problem *p);

/* @from if that is not NULL, else the module, else /proc with a note. */
int source_open(struct source **ret, const char *from, struct problem *p);
void source_close(struct source *src);

/* Says that @src has no @table, and returns what that means for its kind. */
int source_lacks(const struct source *src, const char *table, struct problem *p);

/* For the kinds: a source whose first member is a struct source. */
void *source_new(size_t size, const char *name, const char *where);
/* Reads the regular file @name below @dir. */
int source_read_at(int dir, const char *name, struct blob *ret);

#endif
