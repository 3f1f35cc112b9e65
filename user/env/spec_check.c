/* SPDX-License-Identifier: GPL-2.0 */
/* What does not go together, whatever the order it was said in. */
#include <errno.h>
#include <string.h>

#include "../help.h"
#include "record.h"
#include "spec_words.h"

static int check_joins(const struct env_spec *s, struct problem *p)
{
	size_t i;

	for (i = 0; i < NS_TYPES; i++)
		if (s->join[i] && s->share & 1u << i)
			return problem_set(p, -EINVAL, "--join %s and --share %s (or --net host)",
					   ns_type_names[i], ns_type_names[i]);
	if (s->join[NS_mnt])
		return problem_set(p, -EINVAL,
				   "--join mnt: without its own it can have no root of its own");
	if (s->join[NS_net] && s->net == ENV_NET_BRIDGE)
		return problem_set(p, -EINVAL,
				   "--join net and --net bridge: what is plugged into another's "
				   "would outlive this one");
	if (s->join[NS_uts] && s->hostname)
		return problem_set(p, -EINVAL, "--hostname would change another's: --join uts");
	if (s->share & 1u << NS_time && (s->monotonic || s->boottime))
		return problem_set(p, -EINVAL,
				   "--time-offset would change the caller's own: --share time");
	if (s->join[NS_time] && (s->monotonic || s->boottime))
		return problem_set(p, -EINVAL, "--time-offset would change another's: --join time");
	return 0;
}

int env_spec_check(const struct env_spec *s, enum env_verb_kind verb, const struct help *help,
		   struct problem *p)
{
	if (s->help)
		return 0;
	if (verb != ENV_CREATE && !*s->argv)
		return problem_set(p, -EINVAL, "what is to run? nsview %s %s", help->name,
				   help->usage);
	if (verb != ENV_RUN && !s->name)
		return problem_set(p, -EINVAL, "which environment? nsview %s %s", help->name,
				   help->usage);
	if (s->name && !record_name_is_good(s->name))
		return problem_set(p, -EINVAL,
				   "'%s' is not a name: up to %d letters, digits, '.', '_', '-'; "
				   "not a number",
				   s->name, RECORD_NAME_SIZE - 1);
	if (s->overlay && !s->rootfs)
		return problem_set(p, -EINVAL, "--overlay needs --rootfs");
	if (s->rootfs && *s->rootfs != '/')
		return problem_set(p, -EINVAL, "--rootfs takes an absolute path, not '%s'",
				   s->rootfs);
	if (s->hostname && (!*s->hostname || strlen(s->hostname) > 64))
		return problem_set(p, -EINVAL, "--hostname takes 1 to 64 characters");
	if (s->hostname && s->share & 1u << NS_uts)
		return problem_set(p, -EINVAL,
				   "--hostname would change the caller's own: --share uts");
	if (s->swap != ENV_NO_LIMIT && s->memory == ENV_NO_LIMIT)
		return problem_set(p, -EINVAL, "--swap needs --memory");
	if (s->net != ENV_NET_BRIDGE && (s->ip || s->nports))
		return problem_set(p, -EINVAL, "%s needs --net bridge",
				   s->ip ? "--ip" : "--publish");
	if (s->net == ENV_NET_BRIDGE && s->share & 1u << NS_net)
		return problem_set(
			p, -EINVAL,
			"--net bridge needs a net namespace of its own: not --share net");
	if (s->cpu_weight != ENV_NO_LIMIT && s->cpu_weight > 10000)
		return problem_set(p, -EINVAL, "--cpu-weight takes 1 to 10000");
	if (s->share & 1u << NS_mnt)
		return problem_set(p, -EINVAL,
				   "--share mnt: without its own it can have no root of "
				   "its own");
	return check_joins(s, p);
}
