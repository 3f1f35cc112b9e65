/* SPDX-License-Identifier: GPL-2.0 */
#include "options_set.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "number.h"

int options_add_pid(struct options *o, const char *arg, struct problem *p)
{
	uint64_t *pids = reallocarray(o->pids, o->npids + 1, sizeof(*pids));

	if (!pids)
		return problem_set(p, -ENOMEM, "out of memory");
	o->pids = pids;
	if (number_parse(arg, false, &pids[o->npids]))
		return problem_set(p, -EINVAL, "'%s' is not a pid", arg);
	o->npids++;
	return 0;
}

int options_set_types(struct options *o, const char *arg, struct problem *p)
{
	_cleanup_free_ char *copy = strdup(arg);
	char *at = copy;
	const char *word;

	if (!copy)
		return problem_set(p, -ENOMEM, "out of memory");
	while ((word = strsep(&at, ","))) {
		enum ns_type type = ns_type_parse(word);

		if (type == NS_TYPES)
			return problem_set(p, -EINVAL, "'%s' is not a type of namespace", word);
		o->types |= 1u << type;
	}
	return 0;
}

int options_set_group(struct options *o, const char *arg, struct problem *p)
{
	enum ns_type type = ns_type_parse(arg);

	if (type == NS_TYPES || !(OPTIONS_GROUPS & 1u << type))
		return problem_set(p, -EINVAL,
				   "--group takes net, cgroup, pid, user or mnt, not '%s'", arg);
	o->group = type;
	return 0;
}

/* NO_COLOR and pipes switch colours off, --color overrides both. */
int options_set_color(struct options *o, const char *arg, struct problem *p)
{
	const char *no_color = getenv("NO_COLOR");

	if (!arg || !strcmp(arg, "always"))
		o->style.colors = true;
	else if (!strcmp(arg, "never"))
		o->style.colors = false;
	else if (!strcmp(arg, "auto"))
		o->style.colors = !(no_color && *no_color) && isatty(STDOUT_FILENO);
	else
		return problem_set(p, -EINVAL, "--color takes auto, always or never, not '%s'",
				   arg);
	return 0;
}

int options_set_tree(struct options *o, const char *arg, struct problem *p)
{
	static const char *const words[] = {
		[BY_OWNER] = "owner",
		[BY_PARENT] = "parent",
		[BY_PROCESS] = "process",
	};
	size_t i;

	if (o->style.list)
		return problem_set(p, -EINVAL, "-T and -l can not be had together");
	o->style.tree = true;
	o->tree = BY_OWNER;
	for (i = BY_OWNER; arg && i < BYS; i++) {
		if (strcmp(arg, words[i]))
			continue;
		o->tree = (enum options_tree)i;
		return 0;
	}
	return arg ? problem_set(p, -EINVAL, "--tree takes owner, parent or process, not '%s'",
				 arg) :
		     0;
}

int options_set_list(struct options *o, struct problem *p)
{
	if (o->style.tree)
		return problem_set(p, -EINVAL, "-T and -l can not be had together");
	o->style.list = true;
	return 0;
}

int options_set_format(struct options *o, enum out_format format, struct problem *p)
{
	if (o->style.format != OUT_HUMAN && o->style.format != format)
		return problem_set(p, -EINVAL, "-J and -r can not be had together");
	o->style.format = format;
	return 0;
}

/* Written back, so that one address has one form. */
int options_set_address(char *ret, size_t size, const char *option, const char *arg,
			struct problem *p)
{
	int family = strchr(arg, ':') ? AF_INET6 : AF_INET;
	unsigned char bytes[16];

	if (inet_pton(family, arg, bytes) != 1)
		return problem_set(p, -EINVAL, "%s takes an IPv4 or IPv6 address, not '%s'", option,
				   arg);
	return inet_ntop(family, bytes, ret, (socklen_t)size) ? 0 : -EINVAL;
}

int options_check_packet(const struct options *o, struct problem *p)
{
	if (*o->source && !*o->to)
		return problem_set(p, -EINVAL, "--source needs --to");
	if (*o->source && !strchr(o->source, ':') != !strchr(o->to, ':'))
		return problem_set(p, -EINVAL, "--to %s and --source %s are not of one family",
				   o->to, o->source);
	return 0;
}

const char *const options_pictures[PICTURES] = {
	[PICTURE_DOT] = "dot",
	[PICTURE_SVG] = "svg",
	[PICTURE_HTML] = "html",
};

int options_set_picture(struct options *o, const char *arg, struct problem *p)
{
	size_t i;

	for (i = PICTURE_DOT; i < PICTURES; i++) {
		if (strcmp(arg, options_pictures[i]))
			continue;
		o->picture = (enum options_picture)i;
		return 0;
	}
	return problem_set(p, -EINVAL, "--format takes dot, svg or html, not '%s'", arg);
}
