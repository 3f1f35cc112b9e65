/* SPDX-License-Identifier: GPL-2.0 */
#include "sheet.h"

#include <errno.h>
#include <string.h>

#include "../choose.h"
#include "../cleanup.h"
#include "../letters.h"

/*
 * JSON has everything that is not just another form of it for eyes. So has
 * raw output of a tree, where the words for eyes are most of what is usual.
 */
static bool is_usual(const struct sheet *sheet, const struct column *c, enum sheet_use use)
{
	if (use == SHEET_EYES)
		return c->flags & COLUMN_SHOWN;
	if (c->flags & COLUMN_EYES)
		return false;
	return use == SHEET_JSON || c->flags & COLUMN_RAW || sheet->nested ||
	       c->flags & COLUMN_SHOWN;
}

static void select_usual(const struct sheet *sheet, enum sheet_use use, struct selection *sel)
{
	size_t i;

	for (i = 0; i < sheet->ncolumns; i++)
		if (is_usual(sheet, &sheet->columns[i], use))
			sel->columns[sel->count++] = i;
}

static size_t find_column(const struct sheet *sheet, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < sheet->ncolumns; i++)
		if (strlen(sheet->columns[i].name) == len &&
		    letters_begin(sheet->columns[i].name, name, len))
			break;
	return i;
}

/* A key twice in one object would be no JSON. */
static void select_column(struct selection *sel, size_t column)
{
	size_t i;

	for (i = 0; i < sel->count && sel->columns[i] != column; i++)
		;
	if (i == sel->count)
		sel->columns[sel->count++] = column;
	sel->asked[i] = true;
}

/* But for what is there for eyes alone, where no eyes will see it. */
static void select_all(const struct sheet *sheet, enum sheet_use use, struct selection *sel)
{
	size_t i;

	for (i = 0; i < sheet->ncolumns; i++)
		if (use == SHEET_EYES || !(sheet->columns[i].flags & COLUMN_EYES))
			select_column(sel, i);
}

int sheet_select(const struct sheet *sheet, const char *arg, enum sheet_use use,
		 struct selection *ret, struct text *ret_bad)
{
	*ret = (struct selection){ 0 };
	if (!arg || *arg == '+')
		select_usual(sheet, use, ret);
	if (!arg)
		return 0;
	if (*arg == '+')
		arg++;
	for (;;) {
		size_t len = strcspn(arg, ",");
		size_t i = find_column(sheet, arg, len);

		if (i < sheet->ncolumns) {
			select_column(ret, i);
		} else if (len == strlen(SHEET_ALL) && letters_begin(SHEET_ALL, arg, len)) {
			select_all(sheet, use, ret);
		} else {
			text_add(ret_bad, arg, len);
			return -EINVAL;
		}
		if (!arg[len])
			return 0;
		arg += len + 1;
	}
}

const char *sheet_like(const struct sheet *sheet, const char *word, size_t len)
{
	const char *names[SHEET_COLUMNS_MAX];
	_cleanup_free_ char *capitals = strndup(word, len);
	size_t i;

	for (i = 0; capitals && capitals[i]; i++)
		if (capitals[i] >= 'a' && capitals[i] <= 'z')
			capitals[i] = (char)(capitals[i] - 'a' + 'A');
	for (i = 0; i < sheet->ncolumns; i++)
		names[i] = sheet->columns[i].name;
	return capitals ? choose_like(names, sheet->ncolumns, capitals) : NULL;
}

void sheet_key(struct text *t, const struct column *column)
{
	const char *c;

	for (c = column->name; *c; c++)
		text_putc(t, strchr(" -:", *c) ? '_' : letter_lower(*c));
}

const char *sheet_type(const struct column *column)
{
	static const char *const types[] = {
		[COLUMN_TEXT] = "string",
		[COLUMN_NUM] = "number",
		[COLUMN_BOOL] = "boolean",
		[COLUMN_NUMS] = "array of numbers",
		[COLUMN_WORDS] = "array of strings",
	};

	return types[column->type];
}

const char *sheet_words(const struct sheet *sheet, const struct column *column)
{
	const char *const *closed = sheet->closed;

	while (closed && *closed && strcmp(closed[0], column->name))
		closed += 2;
	return closed && *closed ? closed[1] : NULL;
}
