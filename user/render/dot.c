/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A picture as the language of Graphviz. Labels are those in < >, whose grammar is that of
 * XML; in them a backslash begins an escape and is doubled. Nothing else is a stranger's.
 * Colours are those of a light page; the classes are for a page with a style of its own.
 */
#include <string.h>

#include "picture.h"
#include "safe.h"

/* Letters of a line of a label: names of more are cut, facts have them whole. */
#define TITLE_MAX 34
#define LINE_MAX 44

#define FONT "Helvetica,Arial,sans-serif"

static const struct {
	const char *class;
	const char *fill;
	const char *border;
} looks[LOOKS] = {
	[LOOK_PLAIN] = { "plain", "#eef1f5", "#8a94a3" },
	[LOOK_HOME] = { "home", "#f4f7fb", "#5b6b82" },
	[LOOK_HUB] = { "hub", "#dbe7fb", "#3f6fb5" },
	[LOOK_PLUG] = { "plug", "#e2f2ee", "#3d8577" },
	[LOOK_CROWD] = { "crowd", "#f1eafa", "#7d5fae" },
};

static const struct {
	const char *class;
	const char *text;
} marks[] = {
	[MARK_NONE] = { "", "#4b5563" },    [MARK_HOST] = { " shared", "#b3261e" },
	[MARK_ODD] = { " odd", "#8a5300" }, [MARK_HEAD] = { "", "#1b1f24" },
	[MARK_DIM] = { " dim", "#5f6774" },
};

#define ODD_FILL "#fff1cf"
#define ODD_BORDER "#b97800"

static void put_words(struct text *t, const char *words, size_t max)
{
	_cleanup_text_ struct text safe = { 0 };
	const char *at;

	safe_markup(&safe, words, max);
	for (at = text_str(&safe); *at; at++) {
		if (*at == '\\')
			text_putc(t, '\\');
		text_putc(t, *at);
	}
	t->failed |= safe.failed;
}

static void put_label(struct text *t, const struct picture_item *item)
{
	const char *end = item->kind == PICTURE_BOX ? "<BR ALIGN=\"LEFT\"/>" : "<BR/>";
	size_t i;

	text_puts(t, "label=<");
	if (item->kind == PICTURE_BOX) /* some room above */
		text_printf(t, "<FONT POINT-SIZE=\"4\"> </FONT>%s", end);
	text_puts(t, "<B>");
	put_words(t, item->title ? item->title : "", TITLE_MAX);
	text_puts(t, item->kind == PICTURE_BOX ? "&#160;&#160;</B>" : "</B>");
	if (item->kind == PICTURE_BOX)
		text_puts(t, end);
	for (i = 0; i < item->label.n; i++) {
		const struct picture_line *line = &item->label.line[i];

		if (item->kind != PICTURE_BOX)
			text_puts(t, end);
		text_printf(t, "<FONT POINT-SIZE=\"12\" COLOR=\"%s\">", marks[line->mark].text);
		put_words(t, line->words, LINE_MAX);
		text_puts(t, "</FONT>");
		if (item->kind == PICTURE_BOX)
			text_puts(t, end);
	}
	text_putc(t, '>');
}

static void put_id(struct text *t, const char *id)
{
	text_printf(t, "\"%s\"", id ? id : "");
}

/* How it looks, and by which names a page finds it. */
static void put_looks(struct text *t, const struct picture_item *item)
{
	bool odd = item->mark == MARK_ODD;

	text_puts(t, "id=");
	put_id(t, item->id);
	text_printf(t, ", class=\"%s%s%s\"", looks[item->look].class, marks[item->mark].class,
		    item->nmembers ? " stack" : "");
	text_printf(t, ", fillcolor=\"%s\", color=\"%s\"",
		    odd && item->kind == PICTURE_NODE ? ODD_FILL : looks[item->look].fill,
		    odd ? ODD_BORDER : looks[item->look].border);
}

static void put_node(struct text *t, const struct picture_item *item)
{
	text_puts(t, item->box == PICTURE_NONE ? "\t" : "\t\t");
	put_id(t, item->id);
	text_puts(t, " [");
	put_looks(t, item);
	if (item->nmembers)
		text_puts(t, ", peripheries=2");
	text_puts(t, ", ");
	put_label(t, item);
	text_puts(t, "];\n");
}

static void put_box(struct text *t, const struct picture_item *item)
{
	text_puts(t, "\tsubgraph \"cluster_");
	text_puts(t, item->id ? item->id : "");
	text_puts(t, "\" {\n\t\tgraph [style=\"rounded,filled\", labeljust=l, margin=12, ");
	put_looks(t, item);
	text_puts(t, ", ");
	put_label(t, item);
	text_puts(t, "];\n");
}

/* The end of box @box, and before it which of its nodes stand below each other. */
static void put_box_end(struct text *t, const struct picture *p, size_t box)
{
	size_t i, n = 0;

	for (i = box + 1; i < p->n && p->items[i].box == box; i++) {
		if (!p->items[i].aligned)
			continue;
		text_puts(t, n++ ? " " : "\t\t{ rank=same; ");
		put_id(t, p->items[i].id);
		text_putc(t, ';');
	}
	text_puts(t, n ? " }\n\t}\n" : "\t}\n");
}

static void put_edge(struct text *t, const struct picture *p, const struct picture_item *item)
{
	text_putc(t, '\t');
	put_id(t, p->items[item->from].id);
	text_puts(t, " -> ");
	put_id(t, p->items[item->to].id);
	if (item->hidden) {
		text_puts(t, " [style=invis];\n");
		return;
	}
	text_puts(t, " [id=");
	put_id(t, item->id);
	text_printf(t, ", class=\"%s%s%s\"", looks[item->look].class, marks[item->mark].class,
		    item->dashed ? " dashed" : "");
	text_printf(t, ", color=\"%s\"",
		    item->mark == MARK_ODD ? ODD_BORDER : looks[item->look].border);
	if (item->dashed)
		text_puts(t, ", style=dashed");
	if (item->straight)
		text_puts(t, ", weight=40");
	if (item->length)
		text_printf(t, ", minlen=%u", item->length);
	if (item->title && *item->title) {
		text_printf(t, ", label=<<FONT COLOR=\"%s\">", marks[item->mark].text);
		put_words(t, item->title, TITLE_MAX);
		text_puts(t, "</FONT>>");
	}
	text_puts(t, "];\n");
}

void picture_dot(const struct picture *p, struct text *t)
{
	size_t i, box = PICTURE_NONE;

	text_puts(t,
		  "digraph nsview {\n"
		  "\tgraph [rankdir=LR, nodesep=0.16, ranksep=0.6, pad=0.25, bgcolor=white,\n"
		  "\t\tfontname=\"" FONT "\", fontsize=14, fontcolor=\"#1b1f24\"];\n"
		  "\tnode [shape=box, style=\"rounded,filled\", margin=\"0.14,0.08\", height=0.3,\n"
		  "\t\tfontname=\"" FONT "\", fontsize=14, fontcolor=\"#1b1f24\"];\n"
		  "\tedge [dir=none, fontname=\"" FONT "\", fontsize=12];\n");
	for (i = 0; i < p->n; i++) {
		const struct picture_item *item = &p->items[i];

		if (box != PICTURE_NONE && item->box != box)
			put_box_end(t, p, box);
		box = item->kind == PICTURE_BOX ? i : item->box;
		if (item->kind == PICTURE_BOX)
			put_box(t, item);
		else if (item->kind == PICTURE_NODE)
			put_node(t, item);
		else
			put_edge(t, p, item);
	}
	if (box != PICTURE_NONE)
		put_box_end(t, p, box);
	text_puts(t, "}\n");
}
