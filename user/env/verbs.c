/* SPDX-License-Identifier: GPL-2.0 */
#include "verbs.h"

#include "../cleanup.h"
#include "env.h"
#include "run.h"
#include "seal.h"
#include "spec.h"

static int run(int argc, char **argv, struct problem *p)
{
	_cleanup_free_ char **args = env_seal_args(argc, argv);
	struct env_spec spec;
	int code = ENV_EXIT_FAILED, err = env_spec_parse(&spec, argc, argv, p);

	if (!err && spec.help) {
		env_spec_help();
		code = 0;
	} else if (!err) {
		err = env_seal_is_needed(&spec) ? env_seal(args, p) : 0;
		code = err ? ENV_EXIT_FAILED : env_run(&spec, p);
	}
	env_spec_free(&spec);
	return code;
}

const struct env_verb env_verbs[] = {
	{ "run", "a command in an isolated environment of its own", run },
};

const unsigned int env_nverbs = ARRAY_SIZE(env_verbs);
