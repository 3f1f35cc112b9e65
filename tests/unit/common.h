/* SPDX-License-Identifier: GPL-2.0 */
/* What the unit tests share. */
#ifndef NSVIEW_TESTS_COMMON_H
#define NSVIEW_TESTS_COMMON_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host/host.h"
#include "host/table.h"

/* Loads every table that there is in tests/fixtures/NAME; fails the test if that fails. */
void load_fixture(struct host *h, const char *name);

/* Path of @name below tests/fixtures, in a buffer of its own. */
const char *fixture(const char *name);

/* Parses @text as @table. The blob and the rows are the caller's to free. */
int parse(enum table_id table, const void *text, size_t len, struct blob *b, struct rows *rows,
	  struct problem *p);

/* The whole of a file; fails the test if it is not readable. */
char *slurp(const char *path, size_t *len);

/*
 * Runs nsview with @args, in which @ stands for the folder of fixtures.
 * Returns all it prints, on stdout and stderr; the caller frees.
 */
char *run(int *status, const char *args);

/* Runs a command of the shell; fails the test if that fails. */
void sh(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same with a format; no @ in it. */
char *runf(int *status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Passes the rows of @table in the folder @copy of @dir through awk(1): @with is said of
 * each, and c("COLUMN") in it is the number of a field.
 */
void edit_table(const char *dir, const char *copy, const char *table, const char *with);

#endif
