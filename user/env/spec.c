/* SPDX-License-Identifier: GPL-2.0 */
#include "spec.h"

#include <errno.h>
#include <getopt.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../cleanup.h"
#include "record.h"

/* What each option takes, and where it goes. */
static int set_share(struct env_spec *s, char *arg, struct problem *p);
static int set_join(struct env_spec *s, char *arg, struct problem *p);
static int set_net(struct env_spec *s, char *arg, struct problem *p);
static int set_port(struct env_spec *s, char *arg, struct problem *p);
static int set_bind(struct env_spec *s, char *arg, struct problem *p);
static int set_tmpfs(struct env_spec *s, char *arg, struct problem *p);
static int set_cpus(struct env_spec *s, char *arg, struct problem *p);
static int set_offset(struct env_spec *s, char *arg, struct problem *p);
static int set_overlay(struct env_spec *s, char *arg, struct problem *p);
static int set_verify(struct env_spec *s, char *arg, struct problem *p);
static int set_no_verify(struct env_spec *s, char *arg, struct problem *p);
static int set_pin(struct env_spec *s, char *arg, struct problem *p);
static int set_help(struct env_spec *s, char *arg, struct problem *p);

enum form {
	BY_FUNCTION,
	TEXT,
	SIZE, /* bytes, with K M G T */
	COUNT,
};

static const struct {
	const char *name;
	const char *arg; /* NULL: none */
	const char *help;
	enum form form;
	size_t at; /* in struct env_spec */
	int (*set)(struct env_spec *s, char *arg, struct problem *p);
} rows[] = {
	{ "name", "NAME", "its name", TEXT, offsetof(struct env_spec, name), NULL },
	{ "pin", NULL, "its namespaces are there without a process, too", BY_FUNCTION, 0, set_pin },
	{ "log", "FILE", "what the command writes is added to it", TEXT,
	  offsetof(struct env_spec, log), NULL },
	{ "join", "TYPE=WHOSE", "a namespace of another: PATH, PID, NAME or :NSID", BY_FUNCTION, 0,
	  set_join },
	{ "share", "TYPE[,TYPE]", "namespaces of the caller to keep", BY_FUNCTION, 0, set_share },
	{ "net", "none|host|bridge[=NAME]",
	  "lo alone (the default), the caller's network, or eth0 on a bridge", BY_FUNCTION, 0,
	  set_net },
	{ "ip", "ADDRESS", "its address, of those of the bridge", TEXT,
	  offsetof(struct env_spec, ip), NULL },
	{ "publish", "HOST:ENV[/udp]", "a port of the host that leads to one of its own",
	  BY_FUNCTION, 0, set_port },
	{ "hostname", "NAME", "its hostname", TEXT, offsetof(struct env_spec, hostname), NULL },
	{ "time-offset", "CLOCK=SECONDS", "monotonic or boottime", BY_FUNCTION, 0, set_offset },
	{ "rootfs", "DIR", "its root, read-only; else the host's", TEXT,
	  offsetof(struct env_spec, rootfs), NULL },
	{ "overlay", NULL, "it may write there, and that is thrown away", BY_FUNCTION, 0,
	  set_overlay },
	{ "bind", "SRC:DST[:ro]", "a path of the host at DST", BY_FUNCTION, 0, set_bind },
	{ "tmpfs", "DST", "an empty directory, in memory", BY_FUNCTION, 0, set_tmpfs },
	{ "workdir", "DIR", "where the command begins", TEXT, offsetof(struct env_spec, workdir),
	  NULL },
	{ "memory", "SIZE", "memory, such as 256M", SIZE, offsetof(struct env_spec, memory), NULL },
	{ "swap", "SIZE", "swap", SIZE, offsetof(struct env_spec, swap), NULL },
	{ "cpus", "N", "CPUs, such as 0.5", BY_FUNCTION, 0, set_cpus },
	{ "cpu-weight", "N", "its part of busy CPUs, 1 to 10000; others have 100", COUNT,
	  offsetof(struct env_spec, cpu_weight), NULL },
	{ "pids", "N", "processes and threads", COUNT, offsetof(struct env_spec, pids), NULL },
	{ "seccomp", "FILE|none", "another filter of system calls, as BPF", TEXT,
	  offsetof(struct env_spec, seccomp), NULL },
	{ "verify", NULL, "ask the module whether all is as asked (the default if it is loaded)",
	  BY_FUNCTION, 0, set_verify },
	{ "no-verify", NULL, "do not", BY_FUNCTION, 0, set_no_verify },
	{ "help", NULL, "this text", BY_FUNCTION, 0, set_help },
};

#define NROWS ARRAY_SIZE(rows)

static const struct {
	enum env_verb_kind verb;
	const char *usage;
	const char *help;
} verbs[] = {
	{ ENV_RUN, "run [options] [--] COMMAND...",
	  "Runs a command in an isolated environment of its own." },
	{ ENV_CREATE, "create NAME [options] [-- COMMAND...]",
	  "Makes an isolated environment that is there until it is stopped, or its command ends." },
	{ ENV_EXEC, "exec NAME [options] [--] COMMAND...",
	  "Runs another command in an environment." },
};

/* Options that not both of `run` and `create` have, or `exec` has. */
static const struct {
	const char *option;
	unsigned int verbs;
} only[] = {
	{ "name", ENV_RUN },
	{ "pin", ENV_CREATE },
	{ "log", ENV_CREATE },
	{ "workdir", ENV_RUN | ENV_CREATE | ENV_EXEC },
	{ "help", ENV_RUN | ENV_CREATE | ENV_EXEC },
};

static size_t verb_row(enum env_verb_kind verb)
{
	size_t i = 0;

	while (verbs[i].verb != verb)
		i++;
	return i;
}

static bool has_option(enum env_verb_kind verb, size_t row)
{
	unsigned int verbs_of = ENV_RUN | ENV_CREATE;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(only); i++)
		if (!strcmp(only[i].option, rows[row].name))
			verbs_of = only[i].verbs;
	return verbs_of & verb;
}

static int set_share(struct env_spec *s, char *arg, struct problem *p)
{
	char *word;

	while ((word = strsep(&arg, ","))) {
		enum ns_type type = ns_type_parse(word);

		if (type == NS_TYPES)
			return problem_set(p, -EINVAL, "'%s' is not a type of namespace", word);
		s->share |= 1u << type;
	}
	return 0;
}

static int set_join(struct env_spec *s, char *arg, struct problem *p)
{
	char *from = strchr(arg, '=');
	enum ns_type type;

	if (!from || !from[1])
		return problem_set(p, -EINVAL, "--join takes TYPE=PATH, PID or NAME, not '%s'",
				   arg);
	*from++ = '\0';
	type = ns_type_parse(arg);
	if (type == NS_TYPES)
		return problem_set(p, -EINVAL, "'%s' is not a type of namespace", arg);
	s->join[type] = from;
	return 0;
}

/* As the kernel has it for names of devices. */
static bool is_device_name(const char *name)
{
	return *name && strlen(name) < IFNAMSIZ && strcmp(name, ".") && strcmp(name, "..") &&
	       !strpbrk(name, "/: \t\n\v\f\r");
}

static int set_net(struct env_spec *s, char *arg, struct problem *p)
{
	char *name = strchr(arg, '=');

	s->bridge = NULL;
	if (name)
		*name++ = '\0';
	if (!strcmp(arg, "none") && !name)
		s->net = ENV_NET_NONE;
	else if (!strcmp(arg, "host") && !name)
		s->net = ENV_NET_HOST;
	else if (!strcmp(arg, "bridge") && (!name || is_device_name(name)))
		s->net = ENV_NET_BRIDGE;
	else
		return problem_set(p, -EINVAL,
				   "--net takes none, host or bridge[=NAME], not '%s%s%s'", arg,
				   name ? "=" : "", name ? name : "");
	s->bridge = name;
	return 0;
}

/* Up to @end, 1 to 65535; 0: it is none. */
static uint16_t parse_port(const char *from, const char *end)
{
	unsigned int n = 0;

	for (; from < end && *from >= '0' && *from <= '9' && n <= UINT16_MAX; from++)
		n = 10 * n + (unsigned int)(*from - '0');
	return from < end || n > UINT16_MAX ? 0 : (uint16_t)n;
}

static int set_port(struct env_spec *s, char *arg, struct problem *p)
{
	const char *colon = strchr(arg, ':'), *slash = strchr(arg, '/');
	struct env_port port = { 0 }, *ports;

	if (colon) {
		port.outside = parse_port(arg, colon);
		port.inside = parse_port(colon + 1, slash ? slash : arg + strlen(arg));
	}
	port.udp = slash && !strcmp(slash, "/udp");
	if (!port.outside || !port.inside || (slash && !port.udp && strcmp(slash, "/tcp")))
		return problem_set(p, -EINVAL,
				   "--publish takes HOST:ENV, with /udp if it is that, "
				   "not '%s'",
				   arg);
	ports = reallocarray(s->ports, s->nports + 1, sizeof(*ports));
	if (!ports)
		return problem_set(p, -ENOMEM, "out of memory");
	s->ports = ports;
	s->ports[s->nports++] = port;
	return 0;
}

/* Without .. and the like: what is meant does not hang on what is a link where. */
static bool is_clean(const char *path)
{
	const char *word = path;
	size_t len;

	if (*path != '/')
		return false;
	for (word++; *word; word += len + (word[len] == '/')) {
		len = strcspn(word, "/");
		if (!len || (len == 1 && *word == '.') || (len == 2 && !strncmp(word, "..", 2)))
			return false;
	}
	return true;
}

static int add_mount(struct env_spec *s, struct env_mount mount, struct problem *p)
{
	struct env_mount *mounts;

	if (!is_clean(mount.target) || !mount.target[1])
		return problem_set(p, -EINVAL,
				   "'%s' is not an absolute path below /, without . and ..",
				   mount.target);
	mounts = reallocarray(s->mounts, s->nmounts + 1, sizeof(*mounts));
	if (!mounts)
		return problem_set(p, -ENOMEM, "out of memory");
	s->mounts = mounts;
	s->mounts[s->nmounts++] = mount;
	return 0;
}

static int set_bind(struct env_spec *s, char *arg, struct problem *p)
{
	struct env_mount mount = { .source = arg };
	char *target = strchr(arg, ':'), *flags;

	if (!target || target == arg)
		return problem_set(p, -EINVAL, "--bind takes SRC:DST or SRC:DST:ro, not '%s'", arg);
	*target++ = '\0';
	flags = strchr(target, ':');
	if (flags) {
		*flags++ = '\0';
		if (strcmp(flags, "ro"))
			return problem_set(p, -EINVAL, "--bind %s:%s: '%s' is not ro", arg, target,
					   flags);
		mount.read_only = true;
	}
	mount.target = target;
	return add_mount(s, mount, p);
}

static int set_tmpfs(struct env_spec *s, char *arg, struct problem *p)
{
	return add_mount(s, (struct env_mount){ .target = arg }, p);
}

/* Thousandths, exactly. */
static int set_cpus(struct env_spec *s, char *arg, struct problem *p)
{
	uint64_t whole, part = 0;
	unsigned int digits = 0;
	char *end;

	errno = 0;
	whole = strtoull(arg, &end, 10);
	if (end == arg || *arg < '0' || *arg > '9' || whole > 100000)
		errno = EINVAL;
	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9' && digits < 3; end++, digits++)
			part = 10 * part + (uint64_t)(*end - '0');
	for (; digits < 3; digits++)
		part *= 10;
	if (errno || *end || whole * 1000 + part < 10)
		return problem_set(p, -EINVAL, "--cpus takes a number such as 0.5, not '%s'", arg);
	s->cpus = whole * 1000 + part;
	return 0;
}

static int set_offset(struct env_spec *s, char *arg, struct problem *p)
{
	char *value = strchr(arg, '='), *end = value;
	int64_t *to;

	if (value)
		*value++ = '\0';
	to = !strcmp(arg, "monotonic") ? &s->monotonic :
	     !strcmp(arg, "boottime")  ? &s->boottime :
					 NULL;
	errno = 0;
	if (to && value)
		*to = strtoll(value, &end, 10);
	if (!to || !value || end == value || *end || errno)
		return problem_set(p, -EINVAL,
				   "--time-offset takes monotonic=SECONDS or boottime=SECONDS");
	return 0;
}

static int set_overlay(struct env_spec *s, char *arg, struct problem *p)
{
	(void)arg;
	(void)p;
	s->overlay = true;
	return 0;
}

static int set_verify(struct env_spec *s, char *arg, struct problem *p)
{
	(void)arg;
	(void)p;
	s->verify = ENV_VERIFY;
	return 0;
}

static int set_no_verify(struct env_spec *s, char *arg, struct problem *p)
{
	(void)arg;
	(void)p;
	s->verify = ENV_VERIFY_NOT;
	return 0;
}

static int set_pin(struct env_spec *s, char *arg, struct problem *p)
{
	(void)arg;
	(void)p;
	s->pin = true;
	return 0;
}

static int set_help(struct env_spec *s, char *arg, struct problem *p)
{
	(void)arg;
	(void)p;
	s->help = true;
	return 0;
}

static int parse_count(const char *arg, bool size, uint64_t *ret)
{
	static const char units[] = "KMGT";
	const char *unit;
	char *end;

	errno = 0;
	*ret = strtoull(arg, &end, 10);
	if (errno || end == arg || *arg < '0' || *arg > '9')
		return -EINVAL;
	if (size && *end && (unit = strchr(units, *end))) {
		unsigned int shift = 10 * (unsigned int)(unit - units + 1);

		if (*ret >> (63 - shift))
			return -EINVAL;
		*ret <<= shift;
		end++;
	}
	return *end ? -EINVAL : 0;
}

static int set_row(struct env_spec *s, size_t row, char *arg, struct problem *p)
{
	void *to = (char *)s + rows[row].at;

	switch (rows[row].form) {
	case TEXT:
		*(const char **)to = arg;
		return 0;
	case SIZE:
	case COUNT:
		if (parse_count(arg, rows[row].form == SIZE, to) || !*(uint64_t *)to)
			return problem_set(p, -EINVAL, "--%s takes a number%s, not '%s'",
					   rows[row].name,
					   rows[row].form == SIZE ? " such as 256M" : "", arg);
		return 0;
	default:
		return rows[row].set(s, arg, p);
	}
}

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
	if (s->join[NS_uts] && s->hostname)
		return problem_set(p, -EINVAL, "--hostname would change another's: --join uts");
	if (s->join[NS_time] && (s->monotonic || s->boottime))
		return problem_set(p, -EINVAL, "--time-offset would change another's: --join time");
	return 0;
}

static int check(const struct env_spec *s, enum env_verb_kind verb, struct problem *p)
{
	if (s->help)
		return 0;
	if (verb != ENV_CREATE && !*s->argv)
		return problem_set(p, -EINVAL, "what is to run? nsview %s",
				   verbs[verb_row(verb)].usage);
	if (verb != ENV_RUN && !s->name)
		return problem_set(p, -EINVAL, "which environment? nsview %s",
				   verbs[verb_row(verb)].usage);
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

int env_spec_parse(struct env_spec *s, enum env_verb_kind verb, int argc, char **argv,
		   struct problem *p)
{
	struct option longs[NROWS + 1] = { 0 };
	size_t i, n = 0;
	int err = 0, opt;

	*s = (struct env_spec){ .memory = ENV_NO_LIMIT,
				.swap = ENV_NO_LIMIT,
				.cpus = ENV_NO_LIMIT,
				.cpu_weight = ENV_NO_LIMIT,
				.pids = ENV_NO_LIMIT };
	for (i = 0; i < NROWS; i++)
		if (has_option(verb, i))
			longs[n++] =
				(struct option){ rows[i].name, !!rows[i].arg, NULL, (int)i + 256 };
	if (verb != ENV_RUN && argc > 1 && *argv[1] != '-') {
		s->name = argv[1];
		argv++;
		argc--;
	}
	optind = 0;
	/* Of the command's own options nothing is read: "+". */
	while (!err) {
		int before = optind ? optind : 1;

		opt = getopt_long(argc, argv, "+:h", longs, NULL);
		if (opt == -1)
			break;
		if (opt == 'h')
			s->help = true;
		else if (opt >= 256)
			err = set_row(s, (size_t)opt - 256, optarg, p);
		else
			err = problem_set(p, -EINVAL, "%s %s of %.*s",
					  argv[before < argc ? before : argc - 1],
					  opt == ':' ? "needs an argument" : "is not an option",
					  (int)strcspn(verbs[verb_row(verb)].usage, " "),
					  verbs[verb_row(verb)].usage);
	}
	s->argv = argv + optind;
	s->terminal = verb != ENV_CREATE && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	if (s->net == ENV_NET_HOST)
		s->share |= 1u << NS_net;
	else if (s->net == ENV_NET_NONE && s->share & 1u << NS_net)
		s->net = ENV_NET_HOST;
	return err ? err : check(s, verb, p);
}

void env_spec_free(struct env_spec *s)
{
	free(s->mounts);
	free(s->ports);
	s->mounts = NULL;
	s->ports = NULL;
}

void env_spec_help(enum env_verb_kind verb)
{
	size_t i = verb_row(verb);

	printf("Usage: nsview %s\n%s\n\n", verbs[i].usage, verbs[i].help);
	for (i = 0; i < NROWS; i++) {
		int len;

		if (!has_option(verb, i))
			continue;
		len = printf(" --%s%s%s", rows[i].name, rows[i].arg ? " " : "",
			     rows[i].arg ? rows[i].arg : "");
		printf("%*s %s\n", len < 33 ? 33 - len : 1, "", rows[i].help);
	}
}
