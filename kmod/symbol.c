// SPDX-License-Identifier: GPL-2.0
/*
 * The name and module of a function.
 *
 * To find the name of an address takes the kernel thousands of instructions, more than all
 * the rest of a row, and a thousand devices have the same few functions. So the last few are
 * kept with the file that is read, until a module comes: then any of them may have gone
 * before, and the new one may lie where it was.
 *
 * That is told by the notifier that the kernel calls when a module is in its place and none of
 * its code has run yet. Nothing can point into the module before. So who reads a pointer into
 * it reads the new number of arrivals afterwards. And the other way: if there was no arrival
 * since the address was named, then what lies there now had already come, and lay there, when
 * it was named. Code that is no module's, such as a BPF program's, comes and goes unseen, but
 * for the few kinds of functions that are named here nobody points to such; what kallsyms says
 * of it is not kept.
 *
 * The notifier is there as long as the file is open. The module has none while nobody reads.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "symbol.h"
#include "table.h"

static int note_arrival(struct notifier_block *watch, unsigned long state, void *module)
{
	struct symbols *s = container_of(watch, struct symbols, watch);

	if (state == MODULE_STATE_COMING)
		atomic_inc(&s->arrivals);
	return NOTIFY_DONE;
}

void symbols_watch(struct symbols *s)
{
	s->watch.notifier_call = note_arrival;
	s->is_watched = !register_module_notifier(&s->watch);
}

void symbols_end(struct symbols *s)
{
	if (s->is_watched)
		unregister_module_notifier(&s->watch);
}

/*
 * "name [module]" or "name"; newer kernels add a build id in the bracket only
 * for other formats. An address that has no name comes out as raw hex, and
 * that must not be shown to anybody.
 */
static void symbol_read(struct symbol *sym, const void *fn)
{
	char text[KSYM_SYMBOL_LEN];
	char *bracket, *end;

	sym->module[0] = '\0';
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

/* Not what has no name, and not what kallsyms has from others than modules. */
static bool is_lasting(const struct symbol *sym)
{
	return sym->name[0] != '?' && strcmp(sym->module, "bpf") &&
	       !strstarts(sym->module, "__builtin__");
}

const struct symbol *symbols_read(struct symbols *s, const void *fn)
{
	static const struct symbol none;
	int arrivals;
	u32 i;

	if (!fn)
		return &none;
	smp_rmb(); /* fn before arrivals: if it is new, so is their number */
	arrivals = atomic_read(&s->arrivals);
	for (i = 0; i < SYMBOLS_KNOWN && s->as_of == arrivals; i++)
		if (s->known[i].fn == fn)
			goto found;
	if (s->as_of != arrivals)
		for (i = 0; i < SYMBOLS_KNOWN; i++)
			s->known[i].fn = NULL;
	s->as_of = arrivals;

	/* Who asked before may still have that one. */
	if (s->next == s->last)
		s->next = (s->next + 1) % SYMBOLS_KNOWN;
	i = s->next;
	s->next = (i + 1) % SYMBOLS_KNOWN;
	symbol_read(&s->known[i].symbol, fn);
	s->known[i].fn = s->is_watched && is_lasting(&s->known[i].symbol) ? fn : NULL;
found:
	s->last = i;
	return &s->known[i].symbol;
}

void symbol_show(const struct symbol *sym, struct row *row)
{
	cell_text_or_none(row, sym->name);
	cell_text_or_none(row, sym->module);
}
