/* SPDX-License-Identifier: GPL-2.0 */
#include "table.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "host.h"
#include "parser.h"

/* Bytes that stand for themselves in a text. */
static inline bool is_plain(char c)
{
	return c >= 0x20 && c <= 0x7e && c != '\\';
}

static inline bool is_sep(char c)
{
	return c == '\t' || c == '\n';
}

static bool cut_off(const struct parser *ps, const char *at)
{
	return at == ps->end;
}

static int parse_number(struct parser *ps, const struct slot *slot, uint64_t *ret)
{
	char *p = ps->at;
	uint64_t n = 0;

	if (*p == '-' && is_sep(p[1])) {
		ps->at = p + 1;
		return 0; /* the row starts as all absent */
	}
	for (; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*p - '0'), &n))
			return parser_bad_cell(ps, slot, "the number is too large");
	if (cut_off(ps, p) || (*p == '-' && cut_off(ps, p + 1)))
		return parser_bad_cell(ps, slot, "cut off");
	if (p == ps->at || !is_sep(*p))
		return parser_bad_cell(ps, slot, "not a number");
	/* Stands for absent here, and no number of the kernel comes near. */
	if (n == NSVIEW_NONE)
		return parser_bad_cell(ps, slot, "the number is too large");
	*ret = n;
	ps->at = p;
	return 0;
}

/* The value of a lower-case hexadecimal digit, or -1. */
static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/*
 * Rewrites the text at @p without its escapes and sets @ret_end to its new
 * end. The kernel's names end at a NUL, so none can hold one: refused.
 */
static int unescape(struct parser *ps, const struct slot *slot, char *p, char **ret_end)
{
	char *to = p;

	for (;;) {
		if (is_plain(*p)) {
			*to++ = *p++;
			continue;
		}
		if (*p != '\\')
			break;
		if (p[1] != 'x' || hex(p[2]) < 0 || hex(p[3]) < 0)
			return parser_bad_cell(ps, slot,
					       "a backslash that starts no \\x and two digits");
		*to = (char)(hex(p[2]) << 4 | hex(p[3]));
		if (!*to++)
			return parser_bad_cell(ps, slot, "\\x00 in a text");
		p += 4;
	}
	ps->at = p;
	*ret_end = to;
	return 0;
}

/* Leaves the NUL that ends the text to the caller, who needs the separator. */
static int parse_text(struct parser *ps, const struct slot *slot, const char **ret, char **ret_end)
{
	char *p = ps->at;

	if (*p == '-' && is_sep(p[1])) {
		ps->at = p + 1;
		return 0;
	}
	while (is_plain(*p))
		p++;
	*ret_end = p;
	*ret = ps->at;
	ps->at = p;
	if (*p == '\\') {
		int err = unescape(ps, slot, p, ret_end);

		if (err)
			return err;
	}
	if (cut_off(ps, ps->at))
		return parser_bad_cell(ps, slot, "cut off");
	if (!is_sep(*ps->at))
		return parser_bad_cell(ps, slot, "a byte that should be escaped");
	return 0;
}

static int parse_cell(struct parser *ps, const struct slot *slot, char *row, char **text_end)
{
	const char *ignored = NULL;
	bool there;
	int err;

	if (!slot->column)
		return parse_text(ps, slot, &ignored, text_end);
	if (slot->column->number) {
		uint64_t *number = (uint64_t *)(row + slot->column->offset);

		err = parse_number(ps, slot, number);
		there = *number != NSVIEW_NONE;
	} else {
		const char **text = (const char **)(row + slot->column->offset);

		err = parse_text(ps, slot, text, text_end);
		there = *text;
	}
	if (!err && slot->key && !there)
		err = parser_bad_cell(ps, slot, "must not be absent");
	return err;
}

static int parse_row(struct parser *ps, char *row)
{
	char *start = ps->at;
	size_t i;

	for (i = 0; i < ps->nslots; i++) {
		bool last = i + 1 == ps->nslots;
		char *text_end = NULL;
		char sep;
		int err;

		err = parse_cell(ps, &ps->slots[i], row, &text_end);
		if (err)
			return err;
		sep = *ps->at;
		if (cut_off(ps, ps->at))
			return parser_bad_row(ps, "cut off");
		if (last && sep != '\n')
			return parser_bad_row(ps, "more cells than columns");
		if (!last && sep != '\t')
			return parser_bad_row(ps, "fewer cells than columns");
		if (text_end)
			*text_end = '\0';
		ps->at++;
	}
	if ((size_t)(ps->at - start) > TABLE_LINE_MAX)
		return parser_bad_row(ps, "too long");
	return 0;
}

static int parse_rows(struct parser *ps, const char *blank, struct rows *rows)
{
	while (ps->at < ps->end) {
		char *row = parser_add_row(ps, rows);
		int err;

		if (!row)
			return -ENOMEM;
		memcpy(row, blank, ps->table->row_size);
		ps->line++;
		err = parse_row(ps, row);
		if (err)
			return err;
	}
	return 0;
}

int table_parse(const struct table *t, struct blob *b, const char *where, struct rows *rows,
		struct problem *p)
{
	static const struct form form = { "", parse_rows };

	return parser_run(&form, t, b, where, rows, p);
}
