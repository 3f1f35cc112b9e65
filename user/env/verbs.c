/* SPDX-License-Identifier: GPL-2.0 */
#include "verbs.h"

#include <errno.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../help.h"
#include "env.h"
#include "named.h"
#include "process.h"
#include "run.h"
#include "seal.h"
#include "spec.h"

static int with_spec(enum env_verb_kind kind, int argc, char **argv,
		     int (*fn)(const struct env_spec *spec, struct problem *p), struct problem *p)
{
	_cleanup_free_ char **args = env_seal_args(argc, argv);
	struct env_spec spec;
	int code = ENV_EXIT_FAILED, err;

	process_keep_args(argc, argv);
	err = env_spec_parse(&spec, kind, argc, argv, p);

	if (!err && spec.help) {
		help_show(env_spec_help(kind), spec.help_all);
		code = 0;
	} else if (!err && kind != ENV_RUN && geteuid()) {
		/* What outlives nsview must be on record, and that is root's. */
		problem_set(p, -EPERM, "only root can do that");
	} else if (!err) {
		err = env_seal_is_needed(&spec, kind == ENV_EXEC) ? env_seal(args, p) : 0;
		code = err ? ENV_EXIT_FAILED : fn(&spec, p);
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

const struct command env_verbs[] = {
	{ "run", "a command in an isolated environment of its own", run, false, &env_run_help,
	  NULL },
	{ "create", "an environment that stays, with or without a command", create, false,
	  &env_create_help, NULL },
	{ "exec", "another command in it", exec, false, &env_exec_help, NULL },
	{ "stop", "ends its processes", env_stop, false, &env_stop_help, NULL },
	{ "rm", "removes it", env_rm, false, &env_rm_help, NULL },
	{ "ls", "which there are", env_ls, true, NULL, &env_ls_view },
	{ "gc", "removes what a killed nsview has left", env_gc, false, &env_gc_help, NULL },
};

const unsigned int env_nverbs = ARRAY_SIZE(env_verbs);
