// SPDX-License-Identifier: GPL-2.0
/* The name and module of a function. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "symbol.h"
#include "table.h"

/*
 * "name [module]" or "name"; newer kernels add a build id in the bracket only
 * for other formats. An address that has no name comes out as raw hex, and
 * that must not be shown to anybody.
 */
void symbol_read(struct symbol *sym, const void *fn)
{
	char text[KSYM_SYMBOL_LEN];
	char *bracket, *end;

	sym->name[0] = '\0';
	sym->module[0] = '\0';
	if (!fn)
		return;
	snprintf(text, sizeof(text), "%ps", fn);
	if (!strncmp(text, "0x", 2)) {
		strscpy(sym->name, "?", sizeof(sym->name));
		return;
	}
	bracket = strstr(text, " [");
	if (bracket) {
		*bracket = '\0';
		bracket += 2;
		end = strchr(bracket, ']');
		if (end)
			*end = '\0';
		strscpy(sym->module, bracket, sizeof(sym->module));
	}
	strscpy(sym->name, text, sizeof(sym->name));
}

void symbol_show(const struct symbol *sym, struct row *row)
{
	cell_text_or_none(row, sym->name);
	cell_text_or_none(row, sym->module);
}
