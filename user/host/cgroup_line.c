/* SPDX-License-Identifier: GPL-2.0 */
/*
 * HIERARCHY:CONTROLLERS:PATH, one line for each hierarchy. The kernel lets no
 * name of a controller or hierarchy have a colon or a comma in it, and no name of
 * a cgroup a newline; a path may have all else.
 */
#include "cgroup_line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"

static const char deleted[] = " (deleted)";

/* The name of the hierarchy is the last of its controllers: "cpu,name=x". */
static void split_name(struct cgroup_line *line)
{
	char *name = line->controllers;

	while (name && strncmp(name, "name=", 5)) {
		name = strchr(name, ',');
		if (name)
			name++;
	}
	line->name = name ? name + 5 : NULL;
	if (name == line->controllers)
		line->controllers = name + strlen(name);
	else if (name)
		name[-1] = '\0';
}

static bool read_line(char *s, struct cgroup_line *ret)
{
	size_t len;
	char *end;

	*ret = (struct cgroup_line){ 0 };
	if (*s < '0' || *s > '9')
		return false;
	ret->hierarchy = strtoull(s, &end, 10);
	if (*end != ':')
		return false;
	ret->controllers = end + 1;
	end = strchr(ret->controllers, ':');
	if (!end || end[1] != '/')
		return false;
	*end = '\0';
	ret->path = end + 1;
	split_name(ret);
	/* A cgroup that is called so would be found where this one is not. */
	len = strlen(ret->path);
	if (!ret->hierarchy && len > strlen(deleted) &&
	    !strcmp(ret->path + len - strlen(deleted), deleted))
		ret->deleted = true;
	return true;
}

bool cgroup_line_next(char **at, struct cgroup_line *ret)
{
	while (*at && **at) {
		char *line = *at;
		char *end = strchr(line, '\n');

		if (end)
			*end++ = '\0';
		*at = end;
		if (read_line(line, ret))
			return true;
	}
	return false;
}

int read_file_at(int dir, const char *name, struct text *ret)
{
	_cleanup_close_ int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	char buf[4096];
	ssize_t got;

	text_reset(ret);
	if (fd < 0)
		return -errno;
	while ((got = read(fd, buf, sizeof(buf))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		text_add(ret, buf, (size_t)got);
	}
	return ret->failed ? -ENOMEM : 0;
}

int cgroup_lines_read(int proc, uint64_t tgid, uint64_t tid, struct text *ret)
{
	char name[64];

	snprintf(name, sizeof(name), "%llu/task/%llu/cgroup", (unsigned long long)tgid,
		 (unsigned long long)tid);
	return read_file_at(proc, name, ret);
}
