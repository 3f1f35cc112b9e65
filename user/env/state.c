/* SPDX-License-Identifier: GPL-2.0 */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"

/* Somebody else's, or a link, is not walked into. */
static int open_own(int at, const char *name)
{
	struct stat st;
	int fd;

	if (mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && !st.st_uid && !(st.st_mode & 022))
		return fd;
	close(fd);
	return -EPERM;
}

int state_dir(const char *name, struct problem *p)
{
	_cleanup_close_ int top = open_own(AT_FDCWD, STATE_DIR);
	int fd = top < 0 ? top : open_own(top, name);

	return fd < 0 ? problem_set(p, fd, "%s/%s: %s", STATE_DIR, name,
				    fd == -EPERM ? "is not root's alone" : strerror(-fd)) :
			fd;
}

const char *state_id(void)
{
	static char id[9];
	struct stat st;

	if (*id)
		return id;
	if (stat(STATE_DIR, &st) < 0)
		return "00000000";
	/* The numbers of two may be alike: small, and one of them the same. */
	snprintf(id, sizeof(id), "%08x",
		 (unsigned int)(((st.st_dev * 0x9e3779b97f4a7c15ull) ^ st.st_ino) *
					0xbf58476d1ce4e5b9ull >>
				32));
	return id;
}

bool state_is_own(const char *id)
{
	return !strcmp(id, state_id()) || !strcmp(id, "00000000");
}
