/* SPDX-License-Identifier: GPL-2.0 */
#include "spec.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../choose.h"
#include "../cleanup.h"
#include "../help.h"
#include "../number.h"
#include "spec_words.h"

static int set_verify(struct env_spec *s, char *arg, struct problem *p);
static int set_no_verify(struct env_spec *s, char *arg, struct problem *p);
static int set_help(struct env_spec *s, char *arg, struct problem *p);

enum form {
	BY_FUNCTION,
	FLAG,
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
	{ "pin", NULL, "its namespaces are there without a process, too", FLAG,
	  offsetof(struct env_spec, pin), NULL },
	{ "log", "FILE", "what the command writes is added to it", TEXT,
	  offsetof(struct env_spec, log), NULL },
	{ "join", "TYPE=WHOSE", "another's: PATH, PID, ENVIRONMENT or :NSID", BY_FUNCTION, 0,
	  env_set_join },
	{ "share", "TYPE[,TYPE]", "namespaces of the caller to keep", BY_FUNCTION, 0,
	  env_set_share },
	{ "hostname", "NAME", "its hostname", TEXT, offsetof(struct env_spec, hostname), NULL },
	{ "time-offset", "CLOCK=SECONDS", "of the clock monotonic or boottime", BY_FUNCTION, 0,
	  env_set_offset },
	{ "net", "none|host|bridge[=NAME]|join=WHOSE",
	  "lo alone (the default), the caller's network, eth0 on a bridge, another's", BY_FUNCTION,
	  0, env_set_net },
	{ "ip", "ADDRESS", "its address, of those of the bridge; needed on one of others", TEXT,
	  offsetof(struct env_spec, ip), NULL },
	{ "publish", "HOST:ENV[/udp]",
	  "a port of the host, but for its loopback, that leads to one of its own", BY_FUNCTION, 0,
	  env_set_port },
	{ "rootfs", "DIR", "its root, read-only; else the host's", TEXT,
	  offsetof(struct env_spec, rootfs), NULL },
	{ "overlay", NULL, "it may write there, and that is thrown away", FLAG,
	  offsetof(struct env_spec, overlay), NULL },
	{ "bind", "SRC:DST[:ro]", "a path of the host at DST", BY_FUNCTION, 0, env_set_bind },
	{ "tmpfs", "DST", "an empty directory, in memory", BY_FUNCTION, 0, env_set_tmpfs },
	{ "workdir", "DIR", "where the command begins", TEXT, offsetof(struct env_spec, workdir),
	  NULL },
	{ "memory", "SIZE", "memory, such as 256M", SIZE, offsetof(struct env_spec, memory), NULL },
	{ "swap", "SIZE", "swap beside it; none if not said", SIZE, offsetof(struct env_spec, swap),
	  NULL },
	{ "cpus", "N", "CPUs, such as 0.5", BY_FUNCTION, 0, env_set_cpus },
	{ "cpu-weight", "N", "its part of busy CPUs, 1 to 10000; others have 100", COUNT,
	  offsetof(struct env_spec, cpu_weight), NULL },
	{ "pids", "N", "processes and threads", COUNT, offsetof(struct env_spec, pids), NULL },
	{ "io-max", "DEV:KEY=N[,KEY=N]", "of a disk: rbps, wbps (bytes), riops, wiops a second",
	  BY_FUNCTION, 0, env_set_io },
	{ "seccomp", "FILE|none", "another filter of system calls, as BPF", TEXT,
	  offsetof(struct env_spec, seccomp), NULL },
	{ "verify", NULL, "ask the module whether all is as asked (the default if it is loaded)",
	  BY_FUNCTION, 0, set_verify },
	{ "no-verify", NULL, "do not", BY_FUNCTION, 0, set_no_verify },
	{ "help", "=all", "this text; all: what each option does", BY_FUNCTION, 0, set_help },
};

#define NROWS ARRAY_SIZE(rows)

/* The first option of each group in a long list of them. */
static const struct {
	const char *option;
	const char *group;
} groups[] = {
	{ "name", "itself" },	 { "pin", "itself" },	 { "join", "namespaces" },
	{ "net", "network" },	 { "rootfs", "files" },	 { "memory", "limits" },
	{ "seccomp", "safety" }, { "verify", "checks" }, { "help", "help" },
};

static const enum env_verb_kind kinds[] = { ENV_RUN, ENV_CREATE, ENV_EXEC };

static bool word_of_option(const struct help *h, size_t n, struct option_words *ret);

const struct help env_run_help = {
	.name = "run",
	.usage = "[options] [--] COMMAND...",
	.args = "COMMAND",
	.text = "Runs a command in an isolated environment of its own.",
	.option = word_of_option,
	.of = &kinds[0],
	.examples = { "nsview run --memory 256M --pids 100 -- make test",
		      "nsview run --net bridge --publish 8080:80 -- httpd" },
};

const struct help env_create_help = {
	.name = "create",
	.usage = "NAME [options] [-- COMMAND...]",
	.args = "NEW COMMAND", /* a name that nobody has yet */
	.text = "Makes an isolated environment that is there until it is stopped, or its\n"
		"command ends.",
	.option = word_of_option,
	.of = &kinds[1],
	.examples = { "nsview create web --net bridge --pin -- httpd" },
};

const struct help env_exec_help = {
	.name = "exec",
	.usage = "NAME [options] [--] COMMAND...",
	.args = "NAME COMMAND",
	.text = "Runs another command in an environment.",
	.option = word_of_option,
	.of = &kinds[2],
	.examples = { "nsview exec web -- sh" },
};

const struct help *env_spec_help(enum env_verb_kind verb)
{
	switch (verb) {
	case ENV_RUN:
		return &env_run_help;
	case ENV_CREATE:
		return &env_create_help;
	default:
		return &env_exec_help;
	}
}

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

static bool has_option(enum env_verb_kind verb, size_t row)
{
	unsigned int verbs_of = ENV_RUN | ENV_CREATE;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(only); i++)
		if (!strcmp(only[i].option, rows[row].name))
			verbs_of = only[i].verbs;
	return verbs_of & verb;
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

static int set_help(struct env_spec *s, char *arg, struct problem *p)
{
	s->help = true;
	s->help_all = arg;
	if (arg && strcmp(arg, "all"))
		return problem_set(p, -EINVAL, "--help takes =all, or nothing, not '%s'", arg);
	return 0;
}

/* 0: none; 2: one that may be left out. */
static int has_arg(const char *arg)
{
	return !arg ? 0 : *arg == '=' ? 2 : 1;
}

static int set_row(struct env_spec *s, size_t row, char *arg, struct problem *p)
{
	void *to = (char *)s + rows[row].at;

	switch (rows[row].form) {
	case FLAG:
		*(bool *)to = true;
		return 0;
	case TEXT:
		*(const char **)to = arg;
		return 0;
	case SIZE:
	case COUNT:
		if (number_parse(arg, rows[row].form == SIZE, to) ||
		    (!*(uint64_t *)to && rows[row].at != offsetof(struct env_spec, swap)))
			return problem_set(p, -EINVAL, "--%s takes a number%s, not '%s'",
					   rows[row].name,
					   rows[row].form == SIZE ? " such as 256M" : "", arg);
		return 0;
	default:
		return rows[row].set(s, arg, p);
	}
}

static int bad_option(int opt, const char *word, const struct option *longs, const char *verb,
		      struct problem *p)
{
	const char *meant = opt == ':' ? NULL : choose_option_like(longs, word);

	return problem_set(p, -EINVAL, "%s %s of %s%s%s", word,
			   opt == ':' ? "needs an argument" : "is not an option", verb,
			   meant ? "; did you mean --" : "", meant ? meant : "");
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
				.pids = ENV_NO_LIMIT,
				.io_device = ENV_NO_LIMIT,
				.io = { ENV_NO_LIMIT, ENV_NO_LIMIT, ENV_NO_LIMIT, ENV_NO_LIMIT } };
	for (i = 0; i < NROWS; i++)
		if (has_option(verb, i))
			longs[n++] = (struct option){ rows[i].name, has_arg(rows[i].arg), NULL,
						      (int)i + 256 };
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
			err = bad_option(opt, argv[before < argc ? before : argc - 1], longs,
					 env_spec_help(verb)->name, p);
	}
	s->argv = argv + optind;
	s->terminal = verb != ENV_CREATE && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	if (s->net == ENV_NET_HOST)
		s->share |= 1u << NS_net;
	else if (s->net == ENV_NET_NONE && s->share & 1u << NS_net)
		s->net = ENV_NET_HOST;
	return err ? err : env_spec_check(s, verb, env_spec_help(verb), p);
}

void env_spec_free(struct env_spec *s)
{
	free(s->mounts);
	free(s->ports);
	s->mounts = NULL;
	s->ports = NULL;
}

static const char *group_of(size_t row)
{
	const char *group = "";
	size_t i, k;

	for (i = 0; i <= row; i++)
		for (k = 0; k < ARRAY_SIZE(groups); k++)
			if (!strcmp(groups[k].option, rows[i].name))
				group = groups[k].group;
	return group;
}

static bool word_of_option(const struct help *h, size_t n, struct option_words *ret)
{
	enum env_verb_kind verb = *(const enum env_verb_kind *)h->of;
	size_t i;

	for (i = 0; i < NROWS; i++) {
		if (!has_option(verb, i) || n--)
			continue;
		*ret = (struct option_words){
			.name = rows[i].name,
			.arg = rows[i].arg,
			.help = rows[i].help,
			.group = verb == ENV_EXEC ? NULL : group_of(i),
		};
		return true;
	}
	return false;
}
