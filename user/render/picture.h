/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A picture before it is laid out: boxes, nodes in them, and edges between nodes, each with
 * a title, a few lines of label, and facts for who asks for more. What they stand for is
 * the view's business.
 */
#ifndef NSVIEW_PICTURE_H
#define NSVIEW_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "../problem.h"
#include "sheet.h"

#define PICTURE_NONE SIZE_MAX

enum picture_kind { PICTURE_BOX, PICTURE_NODE, PICTURE_EDGE };

/* What it looks like; the marks (enum mark) come on top. */
enum picture_look {
	LOOK_PLAIN,
	LOOK_HOME, /* the box that all begins at */
	LOOK_HUB, /* where many meet */
	LOOK_PLUG, /* one end of a wire */
	LOOK_CROWD, /* a group */
	LOOKS
};

/* The words for both are copied, and of strangers: renderers make them harmless. */
struct picture_line {
	const char *key; /* of a fact; a constant */
	char *words;
	enum mark mark;
};

struct picture_lines {
	struct picture_line *line;
	size_t n;
	size_t size;
};

/* One of those that a node stands for. */
struct picture_member {
	char *title;
	struct picture_lines facts;
};

struct picture_item {
	enum picture_kind kind;
	enum picture_look look;
	enum mark mark;
	char *id; /* printable ASCII without blanks, quotes and backslashes, and no other's */
	char *title;
	const char *what; /* the kind of thing it is; a constant or lives as long as the host */
	struct picture_lines label; /* below the title */
	struct picture_lines facts;
	size_t box; /* NODE: the item it is in, or PICTURE_NONE */
	size_t from; /* EDGE: items; drawn from the left to the right */
	size_t to;
	bool dashed; /* nothing gets through */
	bool hidden; /* EDGE: is there only to keep nodes in a row */
	bool straight; /* EDGE: its ends are at one height if possible */
	bool aligned; /* NODE: stands below the others of its box that are */
	unsigned int length; /* EDGE: this many columns at least; 0: one */
	struct picture_member *members; /* NODE: a stack of these, that are alike */
	size_t nmembers;
};

/* The nodes of a box follow it, those of none and the edges are last. */
struct picture {
	struct picture_item *items;
	size_t n;
	size_t size;
	struct picture_lines notes; /* about the picture as a whole */
	bool failed; /* memory ran out; who draws it says so */
};

/* A new item, until the next one; never NULL. Its texts are copied. */
struct picture_item *picture_add(struct picture *p, enum picture_kind kind, const char *id,
				 const char *title);
struct picture_member *picture_member(struct picture *p, struct picture_item *item,
				      const char *title);
/* @words as a line of its own; takes nothing where @words is NULL or empty. */
void picture_line(struct picture *p, struct picture_lines *lines, const char *key,
		  const char *words, enum mark mark);
void picture_free(struct picture *p);

/* The picture as the text that Graphviz reads. */
void picture_dot(const struct picture *p, struct text *ret);

/* As SVG, laid out by Graphviz's dot. 0; or -errno, and words. */
int picture_svg(const struct picture *picture, struct text *ret, struct problem *p);

/* As a page for a browser that needs nothing else. */
int picture_page(const struct picture *picture, const char *title, struct text *ret,
		 struct problem *p);

#endif
