/* SPDX-License-Identifier: GPL-2.0 */
#include "out.h"

#include <errno.h>
#include <string.h>

#include "../host/host.h"

#define BLOCK ((size_t)64 << 10)

static enum out_from from_where(const struct out *out, const struct column *column)
{
	if (out->style.format == OUT_HUMAN || out->wanted->sorts)
		return FROM_CELL;
	if (!column->field.at)
		return FROM_FILL;
	if (column->field.via)
		return FROM_POINTER;
	return out->sheet->base ? FROM_BASE : FROM_ROW;
}

/* What carries the branches is not put to the right, as a number would be. */
static unsigned int flags_of(const struct out *out, const struct column *column)
{
	if (out->style.list)
		return column->flags & ~(unsigned int)COLUMN_TREE;
	if (!out->style.tree || !(column->flags & COLUMN_BRANCHES))
		return column->flags;
	return (column->flags & ~(unsigned int)COLUMN_RIGHT) | COLUMN_TREE;
}

static void list_columns(struct out *out)
{
	size_t i;

	for (i = 0; i < out->columns->count; i++) {
		size_t n = out->columns->columns[i];
		const struct column *column = &out->sheet->columns[n];

		out->list[i] = (struct out_column){
			.column = column,
			.number = n,
			.flags = flags_of(out, column),
			.type = column->type,
			.from = from_where(out, column),
		};
	}
}

void out_begin(struct out *out, const struct sheet *sheet, const struct host *h,
	       const struct out_wanted *wanted, const struct out_style *style, FILE *stream)
{
	static const struct renderer *const renderers[] = {
		[OUT_HUMAN] = &render_human,
		[OUT_RAW] = &render_raw,
		[OUT_JSON] = &render_json,
	};

	*out = (struct out){
		.sheet = sheet,
		.host = h,
		.wanted = wanted,
		.columns = &wanted->columns,
		.style = *style,
		.stream = stream,
		.renderer = renderers[style->format],
	};
	list_columns(out);
	if (wanted->sorts) {
		out->sorted = sorted_new(sheet, &wanted->key, wanted->columns.count);
		if (!out->sorted)
			out->err = -ENOMEM;
	}
	if (!out->err)
		out->err = out->renderer->begin(out);
}

struct filtered {
	struct out *out;
	const void *row;
};

static const struct cell *cell_of(struct out *out, const void *row, size_t n, bool for_eyes);

static const struct cell *filtered_cell(void *arg, size_t column)
{
	struct filtered *f = arg;

	return cell_of(f->out, f->row, column, false);
}

bool out_passes(struct out *out, const void *row)
{
	struct filtered f = { out, row };

	return !out->wanted->filter || filter_passes(out->wanted->filter, filtered_cell, &f);
}

/* Whether it is shown; then @depth is how many above it are. */
static bool passes(struct out *out, unsigned int *depth, const void *row)
{
	uint64_t above = *depth < 63 ? (1ull << *depth) - 1 : ~0ull >> 1;
	bool passed;

	if (!out->wanted->filter)
		return true;
	passed = out_passes(out, row);
	out->passed = (out->passed & above) | (uint64_t)passed << (*depth < 63 ? *depth : 63);
	*depth = (unsigned int)__builtin_popcountll(out->passed & above);
	return passed;
}

static int keep(struct out *out, unsigned int depth, const void *row)
{
	int err = sorted_row(out->sorted, depth);
	size_t i;

	for (i = 0; i < out->columns->count && !err; i++)
		err = sorted_cell(out->sorted, out_cell(out, row, i));
	return err ? err :
		     sorted_cell(out->sorted, cell_of(out, row, out->wanted->key.column, false));
}

static int replay(void *arg, unsigned int depth, const void *row)
{
	struct out *out = arg;
	int err = out->renderer->row(out, depth, row);

	return err ? err : out_flush(out, false);
}

void out_put(struct out *out, unsigned int depth, const void *row)
{
	if (out->err)
		return;
	out->shown++;
	out->err = out->sorted ? keep(out, depth, row) : out->renderer->row(out, depth, row);
	if (!out->err)
		out->err = out_flush(out, false);
}

void out_row(struct out *out, unsigned int depth, const void *row)
{
	if (!out->err && passes(out, &depth, row))
		out_put(out, out->style.list ? 0 : depth, row);
}

void out_cancel(struct out *out, int err)
{
	if (!out->err)
		out->err = err;
}

int out_end(struct out *out)
{
	if (!out->err && out->sorted) {
		out->replays = true;
		out->err = sorted_walk(out->sorted, replay, out);
	}
	if (!out->err)
		out->err = out->renderer->end(out);
	if (!out->err)
		out->err = out_flush(out, true);
	if (!out->err &&
	    (out->cell.made.failed || out->cell.made_eyes.failed || out->cell.made_brief.failed))
		out->err = -ENOMEM;
	if (out->renderer->free)
		out->renderer->free(out);
	sorted_free(out->sorted);
	text_free(&out->buffer);
	text_free(&out->cell.made);
	text_free(&out->cell.made_eyes);
	text_free(&out->cell.made_brief);
	return out->err;
}

bool out_is_blank(const struct out *out, struct text *words)
{
	const struct sheet *sheet = out->sheet;

	if (out->style.format != OUT_HUMAN || out->shown || out->err)
		return false;
	if (out->wanted->filter)
		text_puts(words, "nothing passes -Q");
	else if (strcmp(sheet->array, sheet->view) != 0)
		text_printf(words, "no %s", sheet->array);
	else
		text_puts(words, "nothing");
	if (!out->host->complete)
		text_puts(words, " in what could be read");
	return true;
}

const struct cell *out_cell(struct out *out, const void *row, size_t i)
{
	if (out->replays)
		return sorted_get(out->sorted, row, i);
	return cell_of(out, row, out->list[i].number, out->style.format == OUT_HUMAN);
}

static const struct cell *cell_of(struct out *out, const void *row, size_t n, bool for_eyes)
{
	const struct sheet *sheet = out->sheet;
	const struct column *column = &sheet->columns[n];
	const struct field *f = &column->field;
	const void *base = row;
	struct cell *c = &out->cell;

	c->for_eyes = for_eyes;
	c->num = 0;
	c->text = NULL;
	c->eyes = NULL;
	c->brief = NULL;
	c->mark = MARK_NONE;
	cell_reset(c);
	if (f->at) {
		if (f->via)
			base = field_pointer(f, row);
		else if (sheet->base)
			base = sheet->base(row, n);
		if (base && column->type == COLUMN_NUM)
			cell_num(c, field_num(f, base));
		else if (base)
			cell_text(c, field_text(f, base));
		if (!for_eyes || !(column->flags & COLUMN_DRESSED))
			return c;
	}
	sheet->fill(out->host, row, n, c);
	return c;
}

int out_flush(struct out *out, bool all)
{
	size_t len = out->buffer.len;

	if (out->buffer.failed)
		return -ENOMEM;
	if (len < BLOCK && !all)
		return 0;
	if (len && fwrite(out->buffer.s, 1, len, out->stream) != len)
		return errno ? -errno : -EIO;
	text_reset(&out->buffer);
	if (all && fflush(out->stream))
		return errno ? -errno : -EIO;
	return 0;
}
