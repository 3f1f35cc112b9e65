/* SPDX-License-Identifier: GPL-2.0 */
/*
 * resolv.conf(5) for an environment. A name server on the host's loopback is none of
 * an environment's: then those are taken that systemd-resolved(8) asks itself.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../text.h"
#include "net.h"

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

/*
 * The lines of @path that are of use inside. Whether there is a name server; @useless: one
 * was left out, for only the host itself reaches it.
 */
static bool read_lines(const char *path, struct text *lines, bool *useless)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	char line[512], address[64];
	bool found = false;

	while (file && fgets(line, sizeof(line), file)) {
		if (*line == '#' || *line == ';')
			continue;
		if (sscanf(line, " nameserver %63s", address) == 1) {
			if (is_hosts_own(address)) {
				*useless = true;
				continue;
			}
			found = true;
		}
		text_puts(lines, line);
	}
	return found;
}

int net_resolv_open(struct problem *p)
{
	_cleanup_text_ struct text lines = { 0 };
	bool useless = false;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		text_reset(&lines);
		if (read_lines(sources[i], &lines, &useless))
			break;
	}
	if (i == ARRAY_SIZE(sources) && useless)
		problem_warn("/etc/resolv.conf: what names are asked for is the host's alone: "
			     "no name server can be reached from inside");
	if (lines.failed)
		return problem_set(p, -ENOMEM, "out of memory");
	fd = memfd_create("resolv.conf", MFD_CLOEXEC);
	if (fd >= 0 && pwrite(fd, text_str(&lines), lines.len, 0) == (ssize_t)lines.len)
		return fd;
	problem_set(p, -errno, "resolv.conf: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return -EIO;
}
