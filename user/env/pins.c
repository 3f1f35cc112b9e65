/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Namespaces that outlive their processes: each is mounted on a file of STATE_DIR/env/NAME/ns.
 * That is a tmpfs of the environment's own, which goes with all that is on it by one call;
 * unbindable, so that neither another mount namespace nor the root of another environment,
 * which is a copy of the host's, has copies of the pins.
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
#include "env.h"
#include "state.h"

static void path_of(char *path, size_t size, const char *name, const char *type)
{
	snprintf(path, size, STATE_DIR "/env/%s/ns%s%s", name, type ? "/" : "", type ? type : "");
}

static int make_place(const char *path)
{
	if (mkdir(path, 0700) < 0 ||
	    mount("nsview", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=700,size=64k") <
		    0 ||
	    mount(NULL, path, NULL, MS_UNBINDABLE, NULL) < 0)
		return -errno;
	return 0;
}

/* A kernel that has no such type has no such file. */
static int pin(const char *name, const char *type, pid_t pid)
{
	_cleanup_close_ int file = -1;
	char from[64], to[128];

	snprintf(from, sizeof(from), "/proc/%d/ns/%s", (int)pid, type);
	path_of(to, sizeof(to), name, type);
	if (access(from, F_OK) < 0)
		return errno == ENOENT ? 0 : -errno;
	file = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0 || mount(from, to, NULL, MS_BIND, NULL) < 0)
		return -errno;
	return 0;
}

/*
 * A mount namespace can be mounted only in one that is older, lest they keep each other.
 * Since Linux 6.18 that is told by numbers that each CPU gives out, which outside the
 * host's first one may be wrong.
 */
static const char *words(enum ns_type type, int err)
{
	return type == NS_mnt && err == -EINVAL ? "the kernel takes it for older than nsview's" :
						  strerror(-err);
}

int env_pins_make(struct env *env, pid_t pid, struct problem *p)
{
	char path[128];
	size_t i;
	int err;

	path_of(path, sizeof(path), env->name, NULL);
	err = record_add(&env->record, "pins", path, p);
	if (err)
		return err;
	err = make_place(path);
	if (err)
		return problem_set(p, err, "--pin: %s: %s", path, strerror(-err));
	for (i = 0; i < NS_TYPES && !err; i++)
		if (!(env->spec->share & 1u << i))
			err = pin(env->name, ns_type_names[i], pid);
	return err ? problem_set(p, err, "--pin: %s/%s: %s", path, ns_type_names[i - 1],
				 words((enum ns_type)(i - 1), err)) :
		     0;
}

int env_pins_remove(const char *name, struct problem *p)
{
	char path[128];
	int had = 0;

	path_of(path, sizeof(path), name, NULL);
	while (!umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW))
		had = 1;
	if (errno != EINVAL && errno != ENOENT)
		return problem_set(p, -errno, "unmounting %s: %s", path, strerror(errno));
	if (rmdir(path) < 0 && errno != ENOENT)
		return problem_set(p, -errno, "%s: %s", path, strerror(errno));
	return had;
}
