/* SPDX-License-Identifier: GPL-2.0 */
#include "verbs.h"

#include <errno.h>
#include <unistd.h>

#include "../cleanup.h"
#include "env.h"
#include "named.h"
#include "run.h"
#include "spec.h"

static int with_spec(enum env_verb_kind kind, int argc, char **argv,
		     int (*fn)(const struct env_spec *spec, struct problem *p), struct problem *p)
{
	struct env_spec spec;
	int code = ENV_EXIT_FAILED;

	if (!env_spec_parse(&spec, kind, argc, argv, p)) {
		if (spec.help)
			env_spec_help(kind);
		/* What outlives nsview must be on record, and that is root's. */
		else if (kind != ENV_RUN && geteuid())
			problem_set(p, -EPERM, "only root can do that");
		else
			code = fn(&spec, p);
		code = spec.help ? 0 : code;
	}
	env_spec_free(&spec);
	return code;
}

static int run(int argc, char **argv, struct problem *p)
{
	return with_spec(ENV_RUN, argc, argv, env_run, p);
}

static int create(int argc, char **argv, struct problem *p)
{
	return with_spec(ENV_CREATE, argc, argv, env_create, p);
}

static int exec(int argc, char **argv, struct problem *p)
{
	return with_spec(ENV_EXEC, argc, argv, env_exec, p);
}

const struct env_verb env_verbs[] = {
	{ "run", "a command in an isolated environment of its own", run },
	{ "create", "an environment that stays, with or without a command", create },
	{ "exec", "another command in it", exec },
	{ "stop", "ends its processes", env_stop },
	{ "rm", "removes it", env_rm },
	{ "ls", "which there are", env_ls },
	{ "gc", "removes what a killed nsview has left", env_gc },
};

const unsigned int env_nverbs = ARRAY_SIZE(env_verbs);
