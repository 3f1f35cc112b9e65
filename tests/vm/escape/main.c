// SPDX-License-Identifier: GPL-2.0
/*
 * escape [KEY=VALUE]... NAME...|--all: tries, and says of each attempt in a line
 *
 *	NAME done
 *	NAME EPERM WHAT-IS-LEFT-TO-REFUSE-IT
 *	NAME SKIP WHY
 *
 * escape --list: their names.
 *
 * What an attempt wants to know of the outside is said by KEY=VALUE, see escape.h; how
 * that is prepared, by helper.c.
 */
#define _GNU_SOURCE
#include "escape.h"

#include <sys/mman.h>
#include <sys/wait.h>

const char *skipped;
struct outside outside;

static const struct attempt *const tables[] = {
	mount_attempts, file_attempts,	  device_attempts, host_attempts,
	call_attempts,	process_attempts, net_attempts,
};

static const struct {
	const char *key;
	const char **to;
} keys[] = {
	{ "dir", &outside.dir },	 { "handle", &outside.handle }, { "disk", &outside.disk },
	{ "binary", &outside.binary },	 { "socket", &outside.socket }, { "pid", &outside.pid },
	{ "address", &outside.address }, { "shm", &outside.shm },	{ "suid", &outside.suid },
};

int read_marker(int fd)
{
	char text[sizeof(MARKER)] = "";
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (len < 0)
		return -errno;
	return strcmp(text, MARKER) ? -ENODATA : 0;
}

int rewrite(const char *path)
{
	char text[4096];
	int fd = open(path, O_RDWR);
	ssize_t len;
	int err;

	if (fd < 0)
		return -errno;
	len = read(fd, text, sizeof(text));
	if (len >= 0)
		lseek(fd, 0, SEEK_SET);
	err = got(len < 0 ? len : write(fd, text, (size_t)len));
	close(fd);
	return err;
}

/* What a child says of its attempt. */
struct verdict {
	bool known;
	int err;
	char why[128];
};

static struct verdict *verdict;

static void try_it(const struct attempt *a)
{
	alarm(20);
	verdict->err = a->try();
	if (verdict->err == SKIP)
		snprintf(verdict->why, sizeof(verdict->why), "%s", skipped);
	verdict->known = true;
	_exit(0);
}

static void report(const struct attempt *a)
{
	int status = 0;
	pid_t pid;

	memset(verdict, 0, sizeof(*verdict));
	pid = child();
	if (!pid)
		try_it(a);
	must(waitpid(pid, &status, 0));
	if (!verdict->known && WIFSIGNALED(status))
		say("%s SIG%s %s\n", a->name, sigabbrev_np(WTERMSIG(status)), a->last);
	else if (!verdict->known)
		say("%s SKIP it ended with status %d\n", a->name, WEXITSTATUS(status));
	else if (verdict->err == SKIP)
		say("%s SKIP %s\n", a->name, verdict->why);
	else if (verdict->err)
		say("%s %s %s\n", a->name, strerrorname_np(-verdict->err), a->last);
	else
		say("%s done\n", a->name);
}

static int for_each(const char *name, void (*function)(const struct attempt *a))
{
	const struct attempt *a;
	int found = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (a = tables[i]; a->name; a++) {
			if (name && strcmp(a->name, name))
				continue;
			function(a);
			found++;
		}
	}
	return found;
}

static void list(const struct attempt *a)
{
	say("%s\n", a->name);
}

static bool take_key(const char *arg)
{
	const char *value = strchr(arg, '=');
	size_t i;

	for (i = 0; value && i < ARRAY_SIZE(keys); i++) {
		if (strlen(keys[i].key) == (size_t)(value - arg) &&
		    !strncmp(keys[i].key, arg, (size_t)(value - arg))) {
			*keys[i].to = value + 1;
			return true;
		}
	}
	return false;
}

static int helper(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "--list"))
		return !for_each(NULL, list);
	if (!strcmp(what, "--target"))
		return helper_target();
	if (!strcmp(what, "--handle") && argc == 3)
		return helper_handle(argv[2]);
	if (!strcmp(what, "--prepared") && argc > 3)
		return helper_prepared(argv[2], argv + 3);
	if (!strcmp(what, "--filter") && argc == 4)
		return helper_filter(argv[2], argv[3]);
	if (!strcmp(what, "--swap") && argc == 4)
		return helper_swap(argv[2], argv[3]);
	if (!strcmp(what, "--who"))
		return geteuid() == 0 ? 0 : 1;
	return -1;
}

int main(int argc, char **argv)
{
	int i, status = helper(argc, argv);

	if (status >= 0)
		return status;
	verdict = mmap(NULL, sizeof(*verdict), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	must(verdict == MAP_FAILED ? -1 : 0);
	for (i = 1; i < argc && take_key(argv[i]); i++)
		;
	for (; i < argc; i++) {
		bool all = !strcmp(argv[i], "--all");

		if (!for_each(all ? NULL : argv[i], report)) {
			fprintf(stderr, "escape: no attempt %s\n", argv[i]);
			return 1;
		}
	}
	return 0;
}
