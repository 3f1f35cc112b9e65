/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A picture as a page. The page is a template with holes, @NAME@, each on a line of its
 * own. What strangers have named gets in as text that Graphviz wrote into the SVG, and as
 * JSON that the page's script reads and puts in place as text: never as markup.
 */
#include "page.h"

#include <errno.h>
#include <string.h>

#include "picture.h"
#include "safe.h"

#define TITLE_MAX 80

/* A string of JSON, to be shown as it is; it ends no script, for there is no < in it. */
static void put_string(struct text *t, const char *s)
{
	_cleanup_text_ struct text visible = { 0 }, json = { 0 };
	const char *at;

	safe_visible(&visible, s ? s : "");
	safe_json(&json, text_str(&visible), visible.len);
	for (at = text_str(&json); *at; at++)
		if (*at == '<')
			text_puts(t, "\\u003c");
		else
			text_putc(t, *at);
	t->failed |= visible.failed || json.failed;
}

static void put_key(struct text *t, const char *key)
{
	put_string(t, key);
	text_putc(t, ':');
}

/* [KEY, WORDS, MARK] each. */
static void put_lines(struct text *t, const char *key, const struct picture_lines *lines)
{
	static const char *const marks[] = {
		[MARK_NONE] = "", [MARK_HOST] = "shared", [MARK_ODD] = "odd",
		[MARK_HEAD] = "", [MARK_DIM] = "dim",
	};
	size_t i;

	put_key(t, key);
	text_putc(t, '[');
	for (i = 0; i < lines->n; i++) {
		text_puts(t, i ? ",\n[" : "[");
		put_string(t, lines->line[i].key);
		text_putc(t, ',');
		put_string(t, lines->line[i].words);
		text_putc(t, ',');
		put_string(t, marks[lines->line[i].mark]);
		text_putc(t, ']');
	}
	text_putc(t, ']');
}

static void put_members(struct text *t, const struct picture_item *item)
{
	size_t i;

	put_key(t, "members");
	text_putc(t, '[');
	for (i = 0; i < item->nmembers; i++) {
		text_puts(t, i ? ",\n{" : "{");
		put_key(t, "title");
		put_string(t, item->members[i].title);
		text_putc(t, ',');
		put_lines(t, "facts", &item->members[i].facts);
		text_putc(t, '}');
	}
	text_putc(t, ']');
}

static void put_item(struct text *t, const struct picture *p, const struct picture_item *item)
{
	text_putc(t, '{');
	put_key(t, "id");
	put_string(t, item->id);
	text_putc(t, ',');
	put_key(t, "title");
	put_string(t, item->title);
	text_putc(t, ',');
	put_key(t, "what");
	put_string(t, item->what);
	text_puts(t, item->mark == MARK_ODD ? ",\"odd\":true," : ",\"odd\":false,");
	if (item->kind == PICTURE_EDGE) {
		put_key(t, "from");
		put_string(t, p->items[item->from].id);
		text_putc(t, ',');
		put_key(t, "to");
		put_string(t, p->items[item->to].id);
		text_putc(t, '}');
		return;
	}
	put_key(t, "box");
	put_string(t, item->box == PICTURE_NONE ? "" : p->items[item->box].id);
	text_putc(t, ',');
	put_lines(t, "facts", &item->facts);
	text_putc(t, ',');
	put_members(t, item);
	text_putc(t, '}');
}

static void put_items(struct text *t, const struct picture *p, const char *key, bool edges)
{
	bool any = false;
	size_t i;

	put_key(t, key);
	text_putc(t, '[');
	for (i = 0; i < p->n; i++) {
		if (p->items[i].hidden || (p->items[i].kind == PICTURE_EDGE) != edges)
			continue;
		text_puts(t, any ? ",\n" : "\n");
		put_item(t, p, &p->items[i]);
		any = true;
	}
	text_putc(t, ']');
}

static void put_data(struct text *t, const struct picture *p)
{
	text_putc(t, '{');
	put_lines(t, "notes", &p->notes);
	text_puts(t, ",\n");
	put_items(t, p, "items", false);
	text_puts(t, ",\n");
	put_items(t, p, "edges", true);
	text_puts(t, "}\n");
}

/* The template until the hole @name into @ret; returns what follows the hole. */
static const char *until(const char *page, const char *name, struct text *ret)
{
	const char *hole = strstr(page, name);

	if (!hole) {
		text_puts(ret, page);
		return page + strlen(page);
	}
	text_add(ret, page, (size_t)(hole - page));
	return hole + strlen(name);
}

int picture_page(const struct picture *picture, const char *title, struct text *ret,
		 struct problem *p)
{
	_cleanup_text_ struct text svg = { 0 };
	const char *page = page_html;
	int err = picture_svg(picture, &svg, p);

	if (err)
		return err;
	page = until(page, "@TITLE@", ret);
	safe_markup(ret, title, TITLE_MAX);
	page = until(page, "@HEADING@", ret);
	safe_markup(ret, title, TITLE_MAX);
	page = until(page, "@SVG@\n", ret);
	text_puts(ret, strstr(text_str(&svg), "<svg")); /* picture_svg() has seen it */
	page = until(page, "@DATA@\n", ret);
	put_data(ret, picture);
	text_puts(ret, page);
	return ret->failed ? problem_set(p, -ENOMEM, "out of memory") : 0;
}
