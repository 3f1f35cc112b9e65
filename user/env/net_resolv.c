/* SPDX-License-Identifier: GPL-2.0 */
/*
 * resolv.conf(5) for an environment. A name server on the host's loopback is none of
 * an environment's: then those are taken that systemd-resolved(8) asks itself.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../text.h"
#include "net.h"
#include "state.h"

static const char *const sources[] = {
	"/etc/resolv.conf",
	"/run/systemd/resolve/resolv.conf",
};

/* Of the host alone: its loopback, or an address that means something on one device only. */
static bool is_hosts_own(const char *address)
{
	return !strncmp(address, "127.", 4) || !strcmp(address, "::1") ||
	       !strncasecmp(address, "fe80:", 5);
}

/* The lines of @path that are of use inside. Whether there is a name server. */
static bool read_lines(const char *path, struct text *lines)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	char line[512], address[64];
	bool found = false;

	while (file && fgets(line, sizeof(line), file)) {
		if (*line == '#' || *line == ';')
			continue;
		if (sscanf(line, " nameserver %63s", address) == 1) {
			if (is_hosts_own(address))
				continue;
			found = true;
		}
		text_puts(lines, line);
	}
	return found;
}

/* In a directory that is root's alone, and only until it is open. */
static int make_file(const struct text *lines, struct problem *p)
{
	_cleanup_close_ int dir = state_dir("net", p), fd = -1;
	char name[32];
	int mount, err = 0;

	if (dir < 0)
		return dir;
	snprintf(name, sizeof(name), "resolv.%d", (int)getpid());
	unlinkat(dir, name, 0);
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return problem_set(p, -errno, "resolv.conf: %s", strerror(errno));
	if (write(fd, text_str(lines), lines->len) < 0 || fchmod(fd, 0644) < 0)
		err = -errno;
	mount = err ? err : open_tree(dir, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (!err && mount < 0)
		err = -errno;
	unlinkat(dir, name, 0);
	return err ? problem_set(p, err, "resolv.conf: %s", strerror(-err)) : mount;
}

int net_resolv_open(struct problem *p)
{
	_cleanup_text_ struct text lines = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		text_reset(&lines);
		if (read_lines(sources[i], &lines))
			break;
	}
	if (lines.failed)
		return problem_set(p, -ENOMEM, "out of memory");
	return make_file(&lines, p);
}
