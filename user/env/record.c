/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../host/put.h"
#include "lock.h"
#include "process.h"
#include "state.h"

#define FILE_NAME "state"
/* What is longer was not written by us. */
#define SIZE_MAX_ ((size_t)1 << 20)

bool record_name_is_good(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-";
	size_t len = strlen(name);

	return len && len < RECORD_NAME_SIZE && strspn(name, letters) == len &&
	       !strchr("._-", *name) && strspn(name, "0123456789") < len;
}

/* --- reading */

static int hex(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s == '\\' && s[1] == 'x' && hex(s[2]) >= 0 && hex(s[3]) >= 0) {
			*to++ = (char)(hex(s[2]) << 4 | hex(s[3]));
			s += 3;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

/* A line that has no end was never written to its end: what it tells of was not done. */
static int parse(struct record *r)
{
	char *at = r->text.s, *end, *value;

	while (at && (end = strchr(at, '\n'))) {
		struct record_line *lines =
			reallocarray(r->lines, r->nlines + 1, sizeof(*r->lines));

		if (!lines)
			return -ENOMEM;
		r->lines = lines;
		*end = '\0';
		value = strchr(at, '\t');
		if (value) {
			*value++ = '\0';
			unescape(value);
			lines[r->nlines++] = (struct record_line){ at, value };
		}
		at = end + 1;
	}
	return 0;
}

int record_read(struct record *r)
{
	_cleanup_close_ int fd = openat(r->dir, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char buffer[4096];
	ssize_t len;

	text_reset(&r->text);
	r->nlines = 0;
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	while ((len = read(fd, buffer, sizeof(buffer))) > 0 && r->text.len < SIZE_MAX_)
		text_add(&r->text, buffer, (size_t)len);
	if (len < 0)
		return -errno;
	return r->text.failed ? -ENOMEM : parse(r);
}

/* --- the directory */

static int open_dir(int envs, const char *name)
{
	int fd = openat(envs, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Whoever removes one has its lock: one that is got of what is gone is none. */
static bool is_gone(int dir)
{
	struct stat st;

	return !fstat(dir, &st) && !st.st_nlink;
}

static int take(int envs, const char *name, bool make, unsigned int wait_ms)
{
	for (;;) {
		int fd, err;

		if (make && mkdirat(envs, name, 0700) < 0 && errno != EEXIST)
			return -errno;
		fd = open_dir(envs, name);
		if (fd == -ENOENT && make)
			continue;
		if (fd < 0)
			return fd;
		/* Not for long, and so also by who is told to end. */
		err = lock_take(fd, wait_ms, wait_ms);
		if (!err && !is_gone(fd))
			return fd;
		close(fd);
		if (err)
			return err;
		if (!make)
			return -ENOENT;
	}
}

static const char *words(int err)
{
	return err == -ENOENT ? "there is no such environment" :
	       err == -EBUSY  ? "another nsview works on it" :
				strerror(-err);
}

static int open_record(struct record *r, const char *name, int dir, struct problem *p)
{
	int err = dir < 0 ? dir : 0;

	snprintf(r->name, sizeof(r->name), "%s", name);
	if (!err) {
		r->dir = dir;
		err = record_read(r);
	}
	if (!err)
		return 0;
	record_close(r);
	return problem_set(p, err, "%s: %s", name, words(err));
}

int record_take(struct record *r, const char *name, bool make, unsigned int wait_ms,
		struct problem *p)
{
	_cleanup_close_ int envs = state_dir("env", p);

	*r = RECORD_NONE;
	return envs < 0 ? envs : open_record(r, name, take(envs, name, make, wait_ms), p);
}

int record_look(struct record *r, const char *name, struct problem *p)
{
	_cleanup_close_ int envs = state_dir("env", p);

	*r = RECORD_NONE;
	return envs < 0 ? envs : open_record(r, name, open_dir(envs, name), p);
}

void record_let_go(struct record *r)
{
	if (r->file >= 0)
		close(r->file);
	if (r->dir >= 0)
		close(r->dir);
	r->file = r->dir = -1;
}

void record_close(struct record *r)
{
	record_let_go(r);
	text_free(&r->text);
	free(r->lines);
	r->lines = NULL;
	r->nlines = 0;
}

int record_remove(struct record *r, struct problem *p)
{
	_cleanup_close_ int envs = -1;

	if (r->dir < 0)
		return 0;
	envs = state_dir("env", p);
	if (envs < 0)
		return envs;
	if ((unlinkat(r->dir, FILE_NAME, 0) < 0 && errno != ENOENT) ||
	    (unlinkat(envs, r->name, AT_REMOVEDIR) < 0 && errno != ENOENT))
		return problem_set(p, -errno, "%s/env/%s: %s", STATE_DIR, r->name, strerror(errno));
	record_close(r);
	return 0;
}

int record_names(struct text *names, struct problem *p)
{
	_cleanup_closedir_ DIR *dir = NULL;
	struct dirent *e;
	int envs = state_dir("env", p);

	if (envs < 0)
		return envs;
	dir = fdopendir(envs);
	if (!dir) {
		close(envs);
		return problem_set(p, -ENOMEM, "out of memory");
	}
	while ((e = readdir(dir)))
		if (record_name_is_good(e->d_name))
			text_add(names, e->d_name, strlen(e->d_name) + 1);
	text_putc(names, '\0');
	return names->failed ? problem_set(p, -ENOMEM, "out of memory") : 0;
}

/* --- lines */

void record_put(struct text *t, const char *key, const char *value)
{
	text_puts(t, key);
	text_putc(t, '\t');
	put_text(t, value);
	put_end(t);
}

int record_write(struct record *r, const struct text *lines, struct problem *p)
{
	ssize_t len;

	if (r->dir < 0)
		return 0;
	if (lines->failed)
		return problem_set(p, -ENOMEM, "out of memory");
	if (r->file < 0)
		r->file = openat(r->dir, FILE_NAME,
				 O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	len = r->file < 0 ? -1 : write(r->file, lines->s, lines->len);
	if (len == (ssize_t)lines->len)
		return 0;
	return problem_set(p, len < 0 ? -errno : -ENOSPC, "%s/env/%s/" FILE_NAME ": %s", STATE_DIR,
			   r->name, strerror(len < 0 ? errno : ENOSPC));
}

int record_add(struct record *r, const char *key, const char *value, struct problem *p)
{
	_cleanup_text_ struct text line = { 0 };

	if (r->dir < 0)
		return 0;
	record_put(&line, key, value);
	return record_write(r, &line, p);
}

const char *record_get(const struct record *r, const char *key)
{
	size_t i;

	for (i = r->nlines; i-- > 0;)
		if (!strcmp(r->lines[i].key, key))
			return r->lines[i].value;
	return NULL;
}

/* --- whose it is */

static uint64_t own_pidns(void)
{
	struct stat st;

	return stat("/proc/self/ns/pid", &st) ? 0 : st.st_ino;
}

int record_mark(char *mark, const char *name, struct problem *p)
{
	uint64_t number;
	char self[48];
	int err = process_print(self, sizeof(self), getpid());

	if (err)
		return problem_set(p, err, "/proc/self/stat: %s", strerror(-err));
	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != sizeof(number))
		number = (uint64_t)getpid();
	snprintf(mark, RECORD_MARK_SIZE, "%s %016llx %llu %s %s", name, (unsigned long long)number,
		 (unsigned long long)own_pidns(), self, state_id());
	return 0;
}

/* The pid namespace in it; and where the process begins. */
static const char *mark_process(const char *mark, unsigned long long *pidns)
{
	int at = 0;

	return mark && sscanf(mark, "%*s %*s %llu %n", pidns, &at) == 1 && at ? mark + at : NULL;
}

bool record_mark_is_held(const char *mark)
{
	unsigned long long pidns;
	const char *process = mark_process(mark, &pidns);
	_cleanup_close_ int fd = -1;
	char id[16];

	if (!process || pidns != own_pidns())
		return true;
	/* Of records in another /run nothing is known. */
	if (sscanf(process, "%*s %*s %15s", id) != 1 || !state_is_own(id))
		return true;
	fd = process_open(process);
	return fd != -ESRCH;
}

bool record_exists(const char *name)
{
	struct problem p = { "" };
	struct record r;
	int err;

	if (!record_name_is_good(name))
		return false;
	err = record_look(&r, name, &p);
	record_close(&r);
	return err != -ENOENT;
}

bool record_has_mark(const char *mark)
{
	struct problem p = { "" };
	char name[RECORD_NAME_SIZE];
	const char *found;
	struct record r;
	bool has;
	int err;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(mark, " "), mark);
	if (!record_name_is_good(name))
		return false;
	err = record_look(&r, name, &p);
	/* One that can not be read may have it. */
	if (err)
		return err != -ENOENT;
	found = record_get(&r, "mark");
	has = found && !strcmp(found, mark);
	record_close(&r);
	return has;
}

pid_t record_pid(const struct record *r)
{
	const char *init = record_get(r, "init");

	return init ? (pid_t)atoi(init) : 0;
}

int record_init(const struct record *r)
{
	const char *init = record_get(r, "init");

	return init ? process_open(init) : -ESRCH;
}

bool record_is_alive(const struct record *r)
{
	unsigned long long pidns;
	_cleanup_close_ int fd = -1;

	if (!mark_process(record_get(r, "mark"), &pidns))
		return false;
	if (pidns != own_pidns())
		return true;
	fd = record_init(r);
	return fd != -ESRCH;
}

/* As long as it was not made to its end it is not. */
bool record_is_pinned(const struct record *r)
{
	return record_get(r, "pin") && record_get(r, "ready");
}

bool record_is_wanted(const struct record *r)
{
	const char *kind = record_get(r, "kind");

	return kind && !strcmp(kind, "create") && record_get(r, "ready") &&
	       (record_is_alive(r) || record_is_pinned(r));
}
