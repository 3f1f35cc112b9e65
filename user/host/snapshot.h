/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a snapshot says of itself: the member `snapshot` of an archive that `nsview
 * save` has made, in the grammar of schema.h.
 *
 *   key       value
 *   format    of the archive; one that is newer than the reader is refused
 *   nsview    release of the tool that saved it
 *   time      when it was begun, YYYY-MM-DDTHH:MM:SSZ
 *   kernel    release of the host's kernel
 *   hostname  of the host
 *   boot      id of the host's boot: numbers of another boot mean nothing in this one
 *   source    kernel, or proc: the module was not there, and note says why
 *   pid       of the tool that saved it, where the host has the same number for it
 *   nested    yes: it was saved from a pid namespace below the host's, whose PID 1
 *             is not the host's
 *   table     one that is in it, and in note how many rows it has: a row for each
 *   missed    a table, and in note what of it could not be read, and why: a row
 *             for each
 *
 * A row may be missing. Other members are tables of schema.h and gathered.h.
 */
#ifndef NSVIEW_SNAPSHOT_H
#define NSVIEW_SNAPSHOT_H

#include "blob.h"
#include "../problem.h"
#include "../text.h"

#define SNAPSHOT "snapshot" /* the member's name */
#define SNAPSHOT_FORMAT 1

struct host;
struct info;
struct source;

struct snapshot {
	struct blob text; /* what rows point into */
	struct info *rows;
	size_t n;
};

/* Takes @text. @where is what messages call the archive. -EPROTO: of a newer format. */
int snapshot_parse(struct snapshot *s, struct blob *text, const char *where, struct problem *p);
void snapshot_free(struct snapshot *s);

/* Of the first row of @key; NULL if there is none. */
const char *snapshot_value(const struct snapshot *s, const char *key);
const char *snapshot_note(const struct snapshot *s, const char *key);

/*
 * Whether a table is what was saved: it has that many rows. With @rows SIZE_MAX there is no
 * such table. 0, or -EBADMSG and words, in which it is called @where.
 */
int snapshot_check(const struct snapshot *s, const char *table, size_t rows, const char *where,
		   struct problem *p);

/* Adds to @lines what was missed of @table, a line for each. */
void snapshot_missed(const struct snapshot *s, const char *table, struct text *lines);

/* What is to be said of @src as it is now: if it was saved, what was said then. */
int snapshot_of(struct snapshot *ret, const struct source *src, struct problem *p);

/* The member, for @h that was read from where @s is about. */
void snapshot_put(struct text *t, const struct snapshot *s, const struct host *h);

#endif
