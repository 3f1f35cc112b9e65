/* SPDX-License-Identifier: GPL-2.0 */
#include "verbs.h"

#include "../cleanup.h"
#include "env.h"
#include "run.h"
#include "spec.h"

static int run(int argc, char **argv, struct problem *p)
{
	struct env_spec spec;
	int code = ENV_EXIT_FAILED;

	if (!env_spec_parse(&spec, argc, argv, p)) {
		if (spec.help)
			env_spec_help();
		code = spec.help ? 0 : env_run(&spec, p);
	}
	env_spec_free(&spec);
	return code;
}

const struct env_verb env_verbs[] = {
	{ "run", "a command in an isolated environment of its own", run },
};

const unsigned int env_nverbs = ARRAY_SIZE(env_verbs);
