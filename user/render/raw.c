/* SPDX-License-Identifier: GPL-2.0 */
/* Lines for scripts: cells by single blanks, "-" for what is absent. */
#include "out.h"
#include "safe.h"

static int raw_begin(struct out *out)
{
	size_t i;

	if (out->style.noheadings)
		return 0;
	for (i = 0; i < out->columns->count; i++) {
		if (i)
			text_putc(&out->buffer, ' ');
		text_puts(&out->buffer, out_column(out, i)->name);
	}
	text_putc(&out->buffer, '\n');
	return 0;
}

static int raw_row(struct out *out, unsigned int depth, const void *row)
{
	const size_t n = out->columns->count;
	struct text *t = &out->buffer;
	size_t i;

	(void)depth; /* a row says by its columns where it belongs */
	for (i = 0; i < n; i++) {
		const enum column_type type = out->list[i].type;
		const struct out_value v = out_value(out, row, &out->list[i], type);

		if (!v.there)
			text_putc(t, '-');
		else if (type == COLUMN_NUM || type == COLUMN_BOOL)
			text_num(t, v.num);
		else
			safe_raw(t, v.text);
		text_putc(t, i + 1 < n ? ' ' : '\n');
	}
	if (!n)
		text_putc(t, '\n');
	return 0;
}

static int raw_end(struct out *out)
{
	(void)out;
	return 0;
}

const struct renderer render_raw = {
	.begin = raw_begin,
	.row = raw_row,
	.end = raw_end,
};
