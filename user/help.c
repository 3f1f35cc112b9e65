/* SPDX-License-Identifier: GPL-2.0 */
#include "help.h"

#include <stdio.h>
#include <string.h>

#define WIDTH 80
/* Where what an option does begins, and where options of a group do. */
#define HELP_AT 32
#define GROUP_AT 13

static void blanks(size_t from, size_t to)
{
	printf("%*s", from < to ? (int)(to - from) : 1, "");
}

/* "-J, --json", or "--color=WHEN". */
static void put_names(struct text *t, const struct option_words *o)
{
	if (o->letter)
		text_printf(t, "-%c, ", o->letter);
	text_printf(t, "--%s", o->name);
	if (o->arg)
		text_printf(t, "%s%s", *o->arg == '=' ? "" : " ", o->arg);
}

/* Words, folded. */
static void put_help(const char *words)
{
	size_t at = HELP_AT;

	while (*words) {
		size_t len = strcspn(words, " ");

		if (at > HELP_AT && at + 1 + len > WIDTH) {
			printf("\n%*s", HELP_AT, "");
			at = HELP_AT;
		} else if (at > HELP_AT) {
			at += (size_t)printf(" ");
		}
		at += (size_t)printf("%.*s", (int)len, words);
		words += len + strspn(words + len, " ");
	}
	putchar('\n');
}

static void list_options(const struct help *h, bool letters)
{
	struct option_words o;
	size_t i;

	for (i = 0; h->option(h, i, &o); i++) {
		_cleanup_text_ struct text names = { 0 };
		size_t at;

		put_names(&names, &o);
		at = (size_t)printf("%s%s", letters && !o.letter ? "     " : " ", text_str(&names));
		if (at < HELP_AT) {
			blanks(at, HELP_AT);
		} else {
			putchar('\n');
			blanks(0, HELP_AT);
		}
		put_help(o.help);
	}
}

/* Their names alone, by groups. */
static void list_groups(const struct help *h)
{
	const char *group = "";
	struct option_words o;
	size_t i, at = 0;

	for (i = 0; h->option(h, i, &o); i++) {
		_cleanup_text_ struct text names = { 0 };
		bool is_new = strcmp(group, o.group);

		put_names(&names, &o);
		if (is_new || at + 2 + names.len > WIDTH) {
			if (i)
				putchar('\n');
			at = is_new ? (size_t)printf(" %s", o.group) : 0;
			blanks(at, GROUP_AT);
			at = GROUP_AT;
		} else {
			at += (size_t)printf("  ");
		}
		group = o.group;
		at += (size_t)printf("%s", text_str(&names));
	}
	puts("\n\n --help=all says what each does.");
}

void help_usage(const struct help *h, struct text *t)
{
	if (h->usage)
		text_puts(t, h->usage);
	else
		text_printf(t, "[options]%s%s", *h->args ? " " : "", h->args);
}

void help_show(const struct help *h, bool all)
{
	_cleanup_text_ struct text usage = { 0 };
	size_t len = strlen(h->text);
	bool letters = false, grouped = false;
	struct option_words o;
	size_t i;

	help_usage(h, &usage);
	printf("Usage: nsview %s%s%s\n%s%s\n", h->name, usage.len ? " " : "", text_str(&usage),
	       h->text, len && h->text[len - 1] == '.' ? "" : ".");
	for (i = 0; h->option(h, i, &o); i++) {
		letters |= o.letter != 0;
		grouped |= o.group != NULL;
	}
	if (i)
		putchar('\n');
	if (grouped && !all)
		list_groups(h);
	else
		list_options(h, letters);
	for (i = 0; h->examples[i]; i++)
		printf("%s%s\n", i ? "         " : "\nExample: ", h->examples[i]);
}
