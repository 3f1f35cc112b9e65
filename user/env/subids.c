/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "subids.h"

#include <errno.h>
#include <pwd.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../cleanup.h"

/* Inside there are as many as elsewhere; one of them is the caller's own. */
#define WANTED 65535u

/* Never from PATH: they have rights that the caller has not. */
static const struct kind {
	const char *helper;
	const char *ranges;
} kinds[] = {
	{ "/usr/bin/newuidmap", "/etc/subuid" },
	{ "/usr/bin/newgidmap", "/etc/subgid" },
};

struct range {
	uint32_t first, count;
};

static bool is_owner(const char *owner, const char *user)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%u", geteuid());
	return !strcmp(owner, user) || !strcmp(owner, digits);
}

/* The first that is the caller's: OWNER:FIRST:COUNT. */
static bool find_range(const char *path, const char *user, struct range *ret)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	char line[256], owner[128];
	unsigned int first, count;

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%127[^:]:%u:%u", owner, &first, &count) != 3 || !first ||
		    !count || !is_owner(owner, user))
			continue;
		*ret = (struct range){ first, count < WANTED ? count : WANTED };
		return true;
	}
	return false;
}

static int map(const struct kind *kind, pid_t pid, unsigned int own, const struct range *range,
	       struct problem *p)
{
	char words[4][16];
	char *argv[] = { (char *)kind->helper, words[0], (char *)"0", words[1], (char *)"1",
			 (char *)"1",	       words[2], words[3],    NULL };
	char *none[] = { NULL };
	pid_t helper;
	int status = -1, err;

	snprintf(words[0], sizeof(words[0]), "%d", (int)pid);
	snprintf(words[1], sizeof(words[1]), "%u", own);
	snprintf(words[2], sizeof(words[2]), "%u", range->first);
	snprintf(words[3], sizeof(words[3]), "%u", range->count);
	err = posix_spawn(&helper, kind->helper, NULL, NULL, argv, none);
	if (err)
		return problem_set(p, -err, "%s: %s", kind->helper, strerror(err));
	while (waitpid(helper, &status, 0) < 0 && errno == EINTR)
		;
	return status ? problem_set(p, -EPERM, "%s failed: is %s as it should be?", kind->helper,
				    kind->ranges) :
			0;
}

int subids_map(pid_t pid, struct problem *p)
{
	const struct passwd *pw = getpwuid(geteuid());
	const unsigned int own[] = { geteuid(), getegid() };
	struct range ranges[ARRAY_SIZE(kinds)];
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!pw || access(kinds[i].helper, X_OK) < 0 ||
		    !find_range(kinds[i].ranges, pw->pw_name, &ranges[i]))
			return -ENOENT;
	for (i = 0; i < ARRAY_SIZE(kinds) && !err; i++)
		err = map(&kinds[i], pid, own[i], &ranges[i], p);
	return err;
}
