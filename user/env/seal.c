/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hostile root may have nsview itself executed inside, by a link to /proc/self/exe or
 * by a script that names it as its interpreter, with libraries of its own; and then it
 * has the host's file open (CVE-2019-5736 was that). In a user namespace with ids of its
 * own nobody inside may write it. Where root inside is root of the host, or the caller,
 * nsview runs from a sealed copy in memory: memfd_create(2).
 */
#define _GNU_SOURCE
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"

#define NAME "nsview"
#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* Since 6.3; a host may be set up to want it said. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x10U
#endif

bool env_seal_is_needed(const struct env_spec *spec, bool made)
{
	return made || spec->share & 1u << NS_user || spec->join[NS_user] || geteuid();
}

static int make(void)
{
	unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create(NAME, flags | MFD_EXEC);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(NAME, flags);
	return fd < 0 ? -errno : fd;
}

static int copy(int from, int to)
{
	struct stat st;
	off_t at = 0;

	if (fstat(from, &st) < 0)
		return -errno;
	while (at < st.st_size)
		if (sendfile(to, from, &at, (size_t)(st.st_size - at)) <= 0)
			return errno ? -errno : -EIO;
	return fcntl(to, F_ADD_SEALS, SEALS) < 0 ? -errno : 0;
}

char **env_seal_args(int argc, char **argv)
{
	size_t size = (size_t)(argc + 2) * sizeof(char *), at = size;
	char **args;
	int i;

	for (i = 0; i < argc; i++)
		size += strlen(argv[i]) + 1;
	args = malloc(size);
	if (!args)
		return NULL;
	args[0] = (char *)NAME;
	for (i = 0; i < argc; i++) {
		args[i + 1] = strcpy((char *)args + at, argv[i]);
		at += strlen(argv[i]) + 1;
	}
	args[argc + 1] = NULL;
	return args;
}

int env_seal(char **args, struct problem *p)
{
	_cleanup_close_ int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), fd = -1;
	int err;

	if (!args)
		return problem_set(p, -ENOMEM, "out of memory");
	if (self < 0)
		return problem_set(p, -errno, "/proc/self/exe: %s", strerror(errno));
	if (fcntl(self, F_GET_SEALS) == SEALS) {
		prctl(PR_SET_NAME, NAME);
		return 0;
	}
	fd = make();
	err = fd < 0 ? fd : copy(self, fd);
	if (!err) {
		fexecve(fd, args, environ);
		err = -errno;
	}
	return problem_set(p, err, "a copy of nsview in memory: %s", strerror(-err));
}
