/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is written down of an environment: a directory STATE_DIR/env/NAME with a file
 * `state`, a line for a fact: KEY TAB VALUE, spelt as the cells of schema.h. Lines are
 * only ever added, each by one write(2) and before what it tells of is done, so that
 * whoever is killed at whatever step has left word of all that may be there.
 *
 * Who works on an environment holds a lock on its directory, which goes with the process:
 * where it is free, nobody does.
 *
 * Keys: mark (of what is its own, see record_mark()), kind (run or create), pidns, since,
 * root, ids, seccomp, pin, parent and cgroup (paths), not-cgroup (it was somebody else's),
 * pins, net (the bridge and the inum of its netns), address, init (pid and start time), ready. What there is something
of to be removed has a row in clean.c.
 */
#ifndef NSVIEW_ENV_RECORD_H
#define NSVIEW_ENV_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../problem.h"
#include "../text.h"

#define RECORD_NAME_SIZE 32
#define RECORD_MARK_SIZE 128

struct record {
	char name[RECORD_NAME_SIZE];
	int dir; /* its directory, with the lock if it was taken; -1: there is none */
	int file; /* that lines are added to; or -1 */
	struct text text; /* the lines as they were read */
	struct record_line {
		const char *key, *value;
	} * lines;
	size_t nlines;
};

#define RECORD_NONE                   \
	(struct record)               \
	{                             \
		.dir = -1, .file = -1 \
	}

/* Letters, digits, and . _ - where it does not begin; and not a number alone: a pid is one. */
bool record_name_is_good(const char *name);

/*
 * Takes the lock of @name for @wait_ms at most, and reads what is written there. Where
 * there is no such directory it is made if @make says so. -ENOENT: there is none; -EBUSY:
 * somebody works on it.
 */
int record_take(struct record *r, const char *name, bool make, unsigned int wait_ms,
		struct problem *p);
/* Only reads it. -ENOENT: there is none. */
int record_look(struct record *r, const char *name, struct problem *p);
/* Once more. 0 or -errno. */
int record_read(struct record *r);
/* And lets go of the lock. */
void record_close(struct record *r);
/* The same of a copy of this process, which may still look at what was read of it. */
void record_let_go(struct record *r);
/* It is gone, for nothing of the environment is left. */
int record_remove(struct record *r, struct problem *p);

/* A line for @t, and lines into the file. Without a directory nothing is written. */
void record_put(struct text *t, const char *key, const char *value);
int record_write(struct record *r, const struct text *lines, struct problem *p);
int record_add(struct record *r, const char *key, const char *value, struct problem *p);

/* The last line of that key, or NULL. */
const char *record_get(const struct record *r, const char *key);

/* The names of all, each ending with NUL, one after the other; an empty one is the last. */
int record_names(struct text *names, struct problem *p);

/*
 * What the host's objects carry that belong to an environment: its name, a random number,
 * who made it (pid namespace, pid, start time), and where its record is (state_id()).
 */
int record_mark(char *mark, const char *name, struct problem *p);
/*
 * Whether who made that mark still runs, as far as this pid namespace can tell; so is what
 * was made in another one, or is recorded in another /run.
 */
bool record_mark_is_held(const char *mark);

/* Whether there is a record of that name: one that can not be read is there. */
bool record_exists(const char *name);
/* Whether an environment is recorded that has that mark. */
bool record_has_mark(const char *mark);

/* @r's init: a pidfd; -ESRCH: it has none, or it has ended. */
int record_init(const struct record *r);
/* Its pid, as written down; 0: none. */
pid_t record_pid(const struct record *r);
/* It has an init that runs. One of another pid namespace is not ours to judge: yes. */
bool record_is_alive(const struct record *r);
/* It is to be there without one, too. */
bool record_is_pinned(const struct record *r);
/* Made to its end by `create`, it is to be there as long as it is alive, or pinned. */
bool record_is_wanted(const struct record *r);

#endif
