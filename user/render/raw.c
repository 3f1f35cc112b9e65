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
	size_t i;

	(void)depth; /* a row says by its columns where it belongs */
	for (i = 0; i < out->columns->count; i++) {
		enum column_type type = out_column(out, i)->type;
		const struct cell *c = out_cell(out, row, i);

		if (i)
			text_putc(&out->buffer, ' ');
		if (!c->there)
			text_putc(&out->buffer, '-');
		else if (type == COLUMN_NUM || type == COLUMN_BOOL)
			text_num(&out->buffer, c->num);
		else
			safe_raw(&out->buffer, c->text);
	}
	text_putc(&out->buffer, '\n');
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
