/* SPDX-License-Identifier: GPL-2.0 */
/* What the targets share. Each is a file of target/ with a function that takes any bytes. */
#ifndef NSVIEW_TESTS_FUZZ_H
#define NSVIEW_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "host/host.h"
#include "host/source.h"
#include "host/table.h"

/* The target; returns 0. What it finds wrong ends it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* What libFuzzer is to do to an input instead of its own; and that. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
/* Once, before the first. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Something is not as it must be, and no sanitizer sees it. */
void broken(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/*
 * An input has parts, each up to a PART_END, the last up to its end. A part is a copy in
 * memory of its own, so that a byte too far is seen; NULL when there is none left.
 */
#define PART_END "%%\n"

struct input {
	const char *at;
	size_t left;
};

struct input input_of(const uint8_t *data, size_t size);
/* Its bytes, and no NUL. */
char *input_bytes(struct input *in, size_t *len);
/* Without NULs in it, and one behind. */
char *input_text(struct input *in);

/*
 * A file in memory, and @path by which it is opened, for what @library reads; that stays
 * loaded, for to load it takes longer than what is done with it.
 */
#define FILE_PATH_MAX 32
int file_for(const char *library, char path[FILE_PATH_MAX]);
/* @file has these bytes and no others, and is at its beginning. */
void file_put(int file, const void *bytes, size_t size);

/* Characters are those of UTF-8, as on most terminals. */
void use_utf8(void);

/* All is one text, which is freed. */
char *text_of(const uint8_t *data, size_t size);

/* Splits @line at blanks into at most @max - 1 words and a NULL; how many. */
int words_of(char *line, char **words, int max);

/* The table that the first line names, in text or in binary, or TABLES. */
enum table_id table_named(const char *data, size_t size);

/*
 * The tables that the parts of @in are up to one that is TABLES_END, by the name in their
 * first line, to @h and joined; one that comes again is passed over. 0 or -errno.
 */
#define TABLES_END "before\n"
int tables_load(struct host *h, struct input *in, struct problem *p);

/* A host with a few of everything that is looked for in what a kernel says. Made once. */
struct host *small_host(void);
/* Reads a table of it. */
int small_read(struct source *src, const char *table, struct blob *ret);

/* What was put together is to be read again: rows of @table in @t, which is freed. */
void read_back(const struct table *table, struct text *t);

#endif
