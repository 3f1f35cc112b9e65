/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two views of the same things, compared while these come and go.
 *
 * Neither view is one instant, so what one look has and another has not says
 * nothing by itself. A round is four looks: the kernel's tables, the other view,
 * the kernel's tables again, the other view again. What was there before and
 * after a look must be in that look; only what breaks this is a suspect. And
 * only a suspect that each of ROUNDS rounds finds again, with the same
 * identity and the same values, is a difference: an object that flips between
 * two states may be caught out of step in a round, but not in all of them.
 *
 * Mostly the first round has no suspect, and that is all.
 */
#ifndef NSVIEW_CHECK_CORE_H
#define NSVIEW_CHECK_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../host/gathered.h"
#include "../problem.h"
#include "../text.h"

#define CHECK_VALUES_MAX 32

/* Rounds that must agree. Two would do for what is there or not there. */
#define CHECK_ROUNDS 6

enum { KEY_SCOPE, KEY_OBJECT, KEY_START, KEY_PARTS };

/* What is compared. A number that is NSVIEW_NONE and a text that is NULL are not known. */
struct attribute {
	const char *name;
	bool text;
};

union value {
	uint64_t num;
	const char *text;
};

/* An object as one look found it. */
struct sight {
	uint64_t key[KEY_PARTS]; /* names it in both views; parts that are not needed are 0 */
	uint64_t same; /* in one view equal for as long as it is the same object */
	const char *name; /* for people */
	bool optional; /* the other view need not have it */
	union value values[CHECK_VALUES_MAX];
};

/*
 * Something that a look could not see: then what has this KEY_SCOPE is not
 * missed in it. With @partly only values are lacking.
 */
struct blind {
	uint64_t scope;
	bool partly;
	int err; /* -errno */
	char *object; /* in words */
};

struct look {
	struct sight *sights;
	size_t n, size;
	struct blind *blinds;
	size_t nblinds, blinds_size;
	char **texts; /* what sights point to */
	size_t ntexts, texts_size;
	bool failed; /* no memory: the look is not whole */
};

void look_add(struct look *look, const struct sight *sight);
/* A copy of @s that lives as long as the look; NULL for NULL. */
const char *look_text(struct look *look, const char *s);
void look_blind(struct look *look, uint64_t scope, bool partly, int err, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* When all is in it. 0 or -ENOMEM. */
int look_sort(struct look *look);
/* Of a sorted look: the object with this key, or NULL. */
const struct sight *look_find(const struct look *look, const uint64_t key[KEY_PARTS]);
void look_free(struct look *look);

/* For sight.same where a text is part of what makes an object the same. */
uint64_t same_text(uint64_t same, const char *s);

struct difference {
	struct sight sight; /* of who says so; its texts are this struct's own */
	const struct attribute *attribute; /* NULL: whether it is there at all */
	bool kernel; /* the kernel's tables say so, and the other view does not */
	uint64_t other_same; /* the identity that the other view has for it */
	char *name;
	char *value; /* of the attribute: what the kernel's tables say */
	char *other; /* and what the other view says */
};

struct differences {
	struct difference *list;
	size_t n, size;
	bool failed;
};

void differences_free(struct differences *d);

/*
 * Both looks return 0 or -errno with words, -EOPNOTSUPP if these two can not be
 * compared on this host. @ctx is the caller's.
 */
struct comparison {
	const char *what; /* in messages, if nothing could be compared */
	const char *other_name; /* of the other view */
	const struct attribute *attributes;
	size_t nattributes;
	int (*kernel)(void *ctx, struct look *look, struct problem *p);
	int (*other)(void *ctx, struct look *look, struct problem *p);
	/* The cells that name it in the table of differences, and the likely reason. */
	void (*put_object)(struct text *row, const struct difference *d);
	void (*explain)(void *ctx, const struct difference *d, struct text *reason);
};

/*
 * What could not be compared is left in @ret_blind, which the caller frees as a
 * look. 0 or -errno with words.
 */
int compare(const struct comparison *c, void *ctx, struct differences *ret, struct look *ret_blind,
	    struct problem *p);

/* One of four looks is NULL if it was not taken. For compare() and its tests. */
void compare_looks(const struct comparison *c, const struct look *const looks[4],
		   struct differences *ret);

#endif
