// SPDX-License-Identifier: GPL-2.0
/*
 * unpack TABLE <FILE: a table in binary as schema.h specifies it, printed as it
 * would be in text. What is not as specified ends it.
 */
#define _GNU_SOURCE
#include <stdint.h>

#include "vm.h"
#include "../../kmod/schema.h"

static const struct {
	const char *table;
	const char *names;
	const char *types;
} tables[] = {
#define NAME(name, type, what) "\t" #name
#define TYPE(name, type, what) #type " "
#define TABLE(name, columns) { #name, columns(NAME), columns(TYPE) },
	NSVIEW_TABLES(TABLE)
};

static void wrong(const char *what, size_t at)
{
	fflush(stdout);
	fprintf(stderr, "unpack: at byte %zu: %s\n", at, what);
	exit(1);
}

static char *read_all(size_t *len)
{
	const size_t size = 64 << 20;
	char *data = malloc(size);

	if (!data)
		wrong("no memory", 0);
	*len = fread(data, 1, size, stdin);
	if (*len == size)
		wrong("too long", size);
	return data;
}

/* The text as it stands in a row, escaped; it ends before @end. */
static void print_cell(const char *row, uint64_t offset, const char *end, size_t at)
{
	const char *nul = memchr(row + offset, '\0', (size_t)(end - (row + offset)));

	if (!nul)
		wrong("a text without an end", at);
	print_text(stdout, row + offset, (size_t)(nul - (row + offset)));
}

/* Prints the row at @at, and returns its length. */
static size_t print_row(const char *data, size_t at, size_t len, const char *types, size_t columns)
{
	const char *row = data + at;
	uint32_t head[2];

	if (len - at < sizeof(head))
		wrong("half a head", at);
	memcpy(head, row, sizeof(head));
	if (head[0] % 8 || head[0] > len - at || head[0] < 8 * (1 + columns))
		wrong("a row of another length", at);
	if (head[1] != columns)
		wrong("a row of other columns", at);
	for (size_t i = 0; i < columns; i++) {
		uint64_t word;

		memcpy(&word, row + 8 * (1 + i), sizeof(word));
		if (i)
			putchar('\t');
		if (word == NSVIEW_BINARY_NONE)
			putchar('-');
		else if (types[0] == 'N')
			printf("%llu", (unsigned long long)word);
		else if (word < 8 * (1 + columns) || word >= head[0])
			wrong("a text outside of its row", at);
		else
			print_cell(row, word, row + head[0], at);
		types = strchr(types, ' ') + 1;
	}
	putchar('\n');
	return head[0];
}

int main(int argc, char **argv)
{
	size_t len, at, columns = 0, t = 0;
	char *data = read_all(&len), head[4096];

	while (argc == 2 && t < ARRAY_SIZE(tables) && strcmp(tables[t].table, argv[1]))
		t++;
	if (argc != 2 || t == ARRAY_SIZE(tables))
		wrong("usage: unpack TABLE <FILE", 0);
	for (const char *p = tables[t].names; *p; p++)
		columns += *p == '\t';
	at = (size_t)snprintf(head, sizeof(head), "nsview %d %s binary\n%s\n", NSVIEW_VERSION,
			      argv[1], tables[t].names + 1);
	if (at > len || memcmp(data, head, at))
		wrong("another head", 0);
	printf("nsview %d %s\n%s\n", NSVIEW_VERSION, argv[1], tables[t].names + 1);
	for (; at % 8; at++)
		if (at >= len || data[at])
			wrong("no NUL behind the head", at);
	while (at < len)
		at += print_row(data, at, len, tables[t].types, columns);
	free(data);
	return 0;
}
