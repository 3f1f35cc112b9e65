/* SPDX-License-Identifier: GPL-2.0 */
/* What the unit tests share. */
#ifndef NSVIEW_TESTS_COMMON_H
#define NSVIEW_TESTS_COMMON_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cleanup.h"
#include "host/host.h"
#include "host/table.h"
#include "netlink.h"

/* Loads every table that there is in tests/fixtures/NAME; fails the test if that fails. */
void load_fixture(struct host *h, const char *name);

/* Path of @name below tests/fixtures, in a buffer of its own. */
const char *fixture(const char *name);

/* The tool that is tested. */
const char *nsview(void);

/* Parses @text as @table. The blob and the rows are the caller's to free. */
int parse(enum table_id table, const void *text, size_t len, struct blob *b, struct rows *rows,
	  struct problem *p);

/* The first @len bytes of a message, in memory of that size; the caller frees. */
struct nlmsghdr *copy_message(const struct netlink_request *r, size_t len);

/* The whole of a file; fails the test if it is not readable. */
char *slurp(const char *path, size_t *len);

/* What a command of the shell prints, and how it exits (-1: by a signal); the caller frees. */
char *output_of(int *status, const char *command);

/*
 * Runs nsview with @args, in which @ stands for the folder of fixtures.
 * Returns all it prints, on stdout and stderr; the caller frees.
 */
char *run(int *status, const char *args);

/* The same with a format; no @ in it. */
char *runf(int *status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Arguments for run(), how it exits, and what it says somewhere. */
struct command_line {
	const char *args;
	int status;
	const char *says;
};

/* Runs each; fails the test with the first that is not so. */
void check_command_lines(const struct command_line *lines, size_t n);

/* Runs a command of the shell; fails the test if that fails. */
void sh(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A folder of the test's or the group's own, from make_scratch() to remove_scratch(). */
extern char scratch[];
int make_scratch(void **state);
int remove_scratch(void **state);

/* Makes the folder @copy of scratch one of a fixture's tables. */
void copy_fixture(const char *copy, const char *name);

/*
 * Passes the rows of @table in the folder @copy of scratch through awk(1): @with is said of
 * each, and c("COLUMN") in it is the number of a field.
 */
void edit_table(const char *copy, const char *table, const char *with);

/* Both, with a copy that is called b. */
void edit_fixture(const char *name, const char *table, const char *with);

/* As `nsview save` would have said it of the tables in @copy: rows of the member `snapshot`. */
void put_snapshot(const char *copy, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
