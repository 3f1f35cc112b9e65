/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is compared of two hosts, and how: a table for each kind of object, of names of
 * columns, by blanks, in which schema.h and gathered.h say what they are.
 */
#ifndef NSVIEW_VIEW_DIFF_H
#define NSVIEW_VIEW_DIFF_H

#include "../host/host.h"
#include "../host/table.h"

#define DIFF_FACTS_MAX 3

/* Rows of another table that say more of an object. Without it they are nothing. */
struct diff_facts {
	enum table_id table;
	const char *link; /* columns that name the object, as first of the key */
	const char *to; /* those of the object that they are equal to */
	const char *more; /* of the key; or NULL */
	const char *prefix; /* of what is changed: PREFIX.COLUMN; NULL: */
	const char *called; /* the column that has the name of what is changed */
	const char *moving; /* as below; with called it lists what that names */
};

struct diff;

struct diff_kind {
	const char *name;
	enum table_id table;
	const char *key; /* no two rows of one moment have the same, of identity or of place */
	const char *tells; /* where both are known and differ, it is another object */
	const char *still; /* says nothing that is not said elsewhere */
	const char *moving; /* always does: compared with --all only */
	const char *across; /* the key in another boot; NULL: there is none */
	const char *of_boot; /* means nothing in another boot */
	const char *ns; /* the column with the namespace it is in; or NULL */
	enum ns_type ns_type; /* of that */
	const char *task; /* the column with the process it is of; or NULL */
	bool unknown; /* absent is not known, rather than none */
	/* Whether a row is one of the kind; NULL: all are. */
	bool (*is)(const struct diff *d, const struct host *h, const void *row);
	/* Whether it is not compared here; NULL: it is. */
	bool (*passed_over)(const struct diff *d);
	/* Whether eyes know it without being told, @other being the host that has it not. */
	bool (*implied)(const struct host *other, const void *row);
	/*
	 * Whether @other, that has it not, may not have read it, though nothing was missed of
	 * its table; NULL: no.
	 */
	bool (*unread)(const struct host *other, const void *row);
	void (*put_name)(struct text *t, const struct host *h, const void *row);
	void (*put_words)(struct text *t, const struct host *h, const void *row); /* or NULL */
	struct diff_facts facts[DIFF_FACTS_MAX];
};

extern const struct diff_kind diff_kinds[];
extern const size_t diff_nkinds;

/* A value that is another one. A row is NULL if there is none that has it. */
struct diff_change {
	const char *prefix; /* or NULL */
	const char *name;
	const struct table_column *column;
	const void *a, *b;
	size_t of, at; /* the object and the place among its changes */
};

/* Of what of a table one host could not read all. */
struct diff_unread {
	bool all; /* of any: nobody said */
	struct map named; /* of these alone, each a type of namespace, or NS_TYPES, and a number */
};

/* An object. */
struct diff_row {
	const struct diff_kind *kind;
	const void *a, *b; /* before and after; NULL: it was not there, or is not */
	const struct diff_change *changes;
	size_t nchanges; /* 0: it went, or appeared */
	size_t alike; /* for eyes: so many more are as this one */
};

struct diff {
	const struct host *a, *b;
	bool all; /* what always moves, too */
	bool other_boot;
	bool unknown; /* one of them may know less than there is: absent is not none */
	bool no_threads, no_cgroups; /* one of them has not all: not compared */
	uint64_t self_a, self_b; /* the tool itself, that is no difference */
	struct map reborn; /* namespaces of whose number another one has */
	struct diff_unread unread_a[TABLES], unread_b[TABLES];
	struct diff_change *changes; /* of the kind at hand */
	size_t nchanges, size;
	int (*each)(void *arg, const struct diff_row *row);
	void *arg;
};

/* Calls d->each for each object that is not as it was. 0, what that returned, or -ENOMEM. */
int diff_run(struct diff *d);

/* What of a and b could not be read. 0 or -ENOMEM. */
int diff_unread_begin(struct diff *d);
void diff_unread_end(struct diff *d);

/* Whether one of them, that has it not, may not have read it. */
bool diff_is_unread(const struct diff *d, const struct diff_row *r);

/* Whether what the table @facts says of an object, that is in both, may be more than was read. */
bool diff_facts_unread(const struct diff *d, const struct diff_kind *kind, enum table_id facts,
		       const struct diff_row *r);

/* Whether @word is one of @words, by blanks; none is if that is NULL. */
bool diff_in(const char *words, const char *word);

/* The column of @table called so, or NULL. */
const struct table_column *diff_column(enum table_id table, const char *name);

/* Names, and what is said of what is new or gone. */
#define DIFF_NAMES(X) \
	X(process)    \
	X(thread)     \
	X(namespace)  \
	X(cgroup)     \
	X(hierarchy)  \
	X(device)     \
	X(port)       \
	X(address)    \
	X(fdb)        \
	X(mount)      \
	X(pin)        \
	X(tap)        \
	X(hook)       \
	X(nat)
#define X(name) void diff_name_##name(struct text *t, const struct host *h, const void *row);
DIFF_NAMES(X)
#undef X
void diff_words_process(struct text *t, const struct host *h, const void *row);
void diff_words_namespace(struct text *t, const struct host *h, const void *row);
void diff_words_device(struct text *t, const struct host *h, const void *row);

/* A value as eyes like it: a cgroup's path for its id, a device's name for its index. */
void diff_put_value(struct text *t, const struct host *h, const struct diff_row *row,
		    const struct table_column *column, const void *value_of);

#endif
