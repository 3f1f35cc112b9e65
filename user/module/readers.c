/* SPDX-License-Identifier: GPL-2.0 */
#include "readers.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../cleanup.h"

#define NAMED_MAX 4
#define TABLES_MAX 32

struct table_file {
	dev_t dev;
	ino_t ino;
	char name[32];
};

struct search {
	struct table_file tables[TABLES_MAX];
	size_t ntables;
	size_t found;
};

/*
 * By device and inode: what /proc says of a descriptor's path is as its owner's mounts have
 * it, which need not be ours.
 */
static void list_tables(struct search *s, const char *folder)
{
	_cleanup_closedir_ DIR *dir = opendir(folder);
	struct dirent *d;
	struct stat st;

	while (dir && s->ntables < TABLES_MAX && (d = readdir(dir))) {
		struct table_file *file = &s->tables[s->ntables];

		if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		file->dev = st.st_dev;
		file->ino = st.st_ino;
		snprintf(file->name, sizeof(file->name), "%.*s", (int)sizeof(file->name) - 1,
			 d->d_name);
		s->ntables++;
	}
}

static const char *table_of(const struct search *s, const struct stat *st)
{
	size_t i;

	for (i = 0; i < s->ntables; i++)
		if (s->tables[i].ino == st->st_ino && s->tables[i].dev == st->st_dev)
			return s->tables[i].name;
	return NULL;
}

static void put_name(struct text *t, int process)
{
	_cleanup_close_ int fd = openat(process, "comm", O_RDONLY | O_CLOEXEC);
	char name[64];
	ssize_t n = fd < 0 ? -1 : read(fd, name, sizeof(name) - 1);

	if (n <= 0)
		return;
	name[n] = '\0';
	name[strcspn(name, "\n")] = '\0';
	text_printf(t, " (%s)", name);
}

/* The first of a process's descriptors that is a table says enough of it. */
static void look_at(struct search *s, int proc, const char *pid, struct text *t)
{
	_cleanup_close_ int process = openat(proc, pid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fds = process < 0 ? -1 : openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_closedir_ DIR *dir = fds < 0 ? NULL : fdopendir(fds);
	const char *table = NULL;
	struct dirent *d;
	struct stat st;

	if (fds >= 0 && !dir)
		close(fds);
	while (dir && !table && (d = readdir(dir)))
		if (isdigit((unsigned char)d->d_name[0]) && !fstatat(fds, d->d_name, &st, 0))
			table = table_of(s, &st);
	if (!table || s->found++ >= NAMED_MAX)
		return;
	text_printf(t, "%s%s", t->len ? ", " : "", pid);
	put_name(t, process);
	text_printf(t, " reads %s", table);
}

void readers_find(struct text *t, const char *proc, const char *tables)
{
	_cleanup_closedir_ DIR *dir = opendir(proc);
	struct search s = { 0 };
	struct dirent *d;

	list_tables(&s, tables);
	while (dir && s.ntables && (d = readdir(dir)))
		if (isdigit((unsigned char)d->d_name[0]))
			look_at(&s, dirfd(dir), d->d_name, t);
	if (s.found > NAMED_MAX)
		text_printf(t, ", and %zu more", s.found - NAMED_MAX);
}
