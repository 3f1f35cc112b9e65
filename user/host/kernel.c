/* SPDX-License-Identifier: GPL-2.0 */
/* The source that is the module: <debugfs>/nsview. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "../cleanup.h"
#include "../text.h"
#include "debugfs.h"
#include "source.h"

struct kernel_source {
	struct source base;
	int dir;
};

/* In binary, which is cheaper to make and to read, or as an older module has it. */
static int kernel_read(struct source *src, const char *table, struct blob *ret)
{
	const int dir = ((struct kernel_source *)src)->dir;
	char binary[64];
	int err, len = snprintf(binary, sizeof(binary), "binary/%s", table);

	if (len < 0 || (size_t)len >= sizeof(binary))
		return -ENAMETOOLONG;
	err = source_read_at(dir, binary, ret);
	return err == -ENOENT ? source_read_at(dir, table, ret) : err;
}

static void kernel_close(struct source *src)
{
	close(((struct kernel_source *)src)->dir);
}

/* What debugfs has only root sees; whether the module is there, everybody. */
static bool no_module(void)
{
	int err = errno;
	bool none = !access("/sys/module", F_OK) && access("/sys/module/nsview", F_OK) < 0;

	errno = err;
	return none;
}

int source_kernel(struct source **ret, struct problem *p)
{
	_cleanup_text_ struct text path = { 0 };
	struct kernel_source *src;
	bool mounted;
	int dir;

	mounted = debugfs_find(&path);
	text_puts(&path, "/nsview");
	if (path.failed)
		return problem_set(p, -ENOMEM, "out of memory");
	dir = open(path.s, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 && (no_module() || (errno == ENOENT && mounted)))
		return problem_set(p, -ENODEV, "the module is not loaded (nsview load)");
	if (dir < 0 && errno == ENOENT)
		return problem_set(p, -ENODEV,
				   "no %s, the module is not loaded or debugfs not mounted "
				   "(nsview load)",
				   path.s);
	if (dir < 0)
		return problem_set(p, -ENODEV, "%s: %s", path.s, strerror(errno));

	src = source_new(sizeof(*src), "kernel", path.s);
	if (!src) {
		close(dir);
		return problem_set(p, -ENOMEM, "out of memory");
	}
	src->dir = dir;
	src->base.live = true;
	src->base.read = kernel_read;
	src->base.close = kernel_close;
	*ret = &src->base;
	return 0;
}
