/* SPDX-License-Identifier: GPL-2.0 */
/* stop, rm and gc. */
#define _GNU_SOURCE
#include "named.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../help.h"
#include "../view/view.h"
#include "cgroup_mark.h"
#include "clean.h"
#include "process.h"
#include "record.h"

/* How long a process is waited for that was asked to end, and one that was killed. */
#define ASKED_MS 10000
#define KILLED_MS 10000
/* And whoever works on the environment meanwhile, such as the nsview that runs it. */
#define WORK_MS 5000

struct request {
	const char *name;
	long time; /* ms; stop */
	bool force; /* rm */
	bool help;
};

static const struct verb_options {
	const struct help *help;
	bool name;
	struct option options[3];
} stop_options = {
	&env_stop_help,
	true,
	{ { "time", 1, NULL, 't' }, { "help", 0, NULL, 'h' } },
}, rm_options = {
	&env_rm_help,
	true,
	{ { "force", 0, NULL, 'f' }, { "help", 0, NULL, 'h' } },
}, gc_options = {
	&env_gc_help,
	false,
	{ { "help", 0, NULL, 'h' } },
};

static const struct option_words option_words[] = {
	{ .name = "time", .arg = "SECONDS", .help = "how long they have to end; 10 if not said" },
	{ .name = "force", .help = "end what runs in it" },
	{ .letter = 'h', .name = "help", .help = "this text" },
};

/* Those of option_words that are among the verb's own. */
static bool word_of_option(const struct help *h, size_t n, struct option_words *ret)
{
	const struct verb_options *v = h->of;
	size_t i;

	if (n >= ARRAY_SIZE(v->options) || !v->options[n].name)
		return false;
	for (i = 0; strcmp(option_words[i].name, v->options[n].name); i++)
		;
	*ret = option_words[i];
	return true;
}

const struct help env_stop_help = {
	.name = "stop",
	.usage = "NAME [--time SECONDS]",
	.args = "NAME",
	.text = "Asks what runs in it to end by SIGTERM, kills what is there 10 s (--time)\n"
		"later, and removes the environment, but for one that was created with --pin:\n"
		"of that the namespaces stay.",
	.option = word_of_option,
	.of = &stop_options,
	.examples = { "nsview stop web --time 30" },
};

const struct help env_rm_help = {
	.name = "rm",
	.usage = "NAME [--force]",
	.args = "NAME",
	.text = "Removes an environment that is stopped; --force: kills what runs in it.",
	.option = word_of_option,
	.of = &rm_options,
	.examples = { "nsview rm web --force" },
};

const struct help env_gc_help = {
	.name = "gc",
	.usage = "",
	.args = "",
	.text = "Removes all that carries nsview's mark and belongs to no environment that is\n"
		"there, and says what that was.",
	.option = word_of_option,
	.of = &gc_options,
	.examples = { "nsview gc" },
};

static int bad_usage(const struct verb_options *v, struct problem *p)
{
	return problem_set(p, -EINVAL, "usage: nsview %s%s%s", v->help->name,
			   *v->help->usage ? " " : "", v->help->usage);
}

static int parse_time(struct request *r, const char *arg, struct problem *p)
{
	char *end;

	errno = 0;
	r->time = strtol(arg, &end, 10);
	if (errno || end == arg || *end || *arg < '0' || *arg > '9' || r->time > 1000000)
		return problem_set(p, -EINVAL, "--time takes seconds, not '%s'", arg);
	r->time *= 1000;
	return 0;
}

static int parse(struct request *r, const struct verb_options *v, int argc, char **argv,
		 struct problem *p)
{
	int err = 0, opt;

	*r = (struct request){ .time = ASKED_MS };
	optind = 0;
	while (!err && (opt = getopt_long(argc, argv, ":h", v->options, NULL)) != -1) {
		if (opt == 't')
			err = parse_time(r, optarg, p);
		else if (opt == 'f')
			r->force = true;
		else if (opt == 'h')
			r->help = true;
		else
			err = bad_usage(v, p);
	}
	if (!err && r->help) {
		help_show(v->help, false);
		return 0;
	}
	if (!err && argc - optind != v->name)
		err = bad_usage(v, p);
	if (!err && v->name)
		r->name = argv[optind];
	if (!err && r->name && !record_name_is_good(r->name))
		err = problem_set(p, -EINVAL, "'%s' is not a name of an environment", r->name);
	return !err && geteuid() ? problem_set(p, -EPERM, "only root can do that") : err;
}

/* By @sig, and if that is not enough by SIGKILL. 0 if it has ended. */
static int end_init(const struct record *r, long wait_ms, struct problem *p)
{
	_cleanup_close_ int init = record_init(r);
	int err = init == -ESRCH ? 0 : init;

	if (init >= 0 && wait_ms) {
		err = process_signal(init, SIGTERM);
		if (!err && process_ended(init, (int)wait_ms))
			return 0;
	}
	if (init >= 0) {
		err = process_signal(init, SIGKILL);
		if (!err && !process_ended(init, KILLED_MS))
			err = -EBUSY;
	}
	if (err == -ESRCH)
		err = 0;
	return err ? problem_set(p, err, "%s: ending its init: %s", r->name, strerror(-err)) : 0;
}

/* What `exec` has put into one without a pid namespace of its own, and what got away. */
static int kill_rest(const struct record *r, struct problem *p)
{
	const char *mark = record_get(r, "mark");
	size_t i;

	for (i = 0; i < r->nlines; i++) {
		int err = 0;

		if (!strcmp(r->lines[i].key, "cgroup"))
			err = cgroup_kill_marked(r->lines[i].value, mark ? mark : "");
		if (err)
			return problem_set(p, err, "%s: what is in its cgroup %s: %s", r->name,
					   r->lines[i].value, strerror(-err));
	}
	return 0;
}

/* Its init, or what `exec` has put into one that is pinned. */
static bool is_running(const struct record *r)
{
	size_t i;

	for (i = 0; i < r->nlines; i++)
		if (!strcmp(r->lines[i].key, "cgroup") && cgroup_is_populated(r->lines[i].value))
			return true;
	return record_is_alive(r);
}

/* The one that was looked at, and not another that got its name since. */
static bool is_same(const struct record *r, const char *mark)
{
	const char *found = record_get(r, "mark");

	return !*mark || (found && !strcmp(found, mark));
}

/*
 * The end of the one that had @mark; the lock of one that `run` made is that nsview's, who
 * removes it when its command has ended.
 */
static int finish(const struct request *q, const char *mark, bool stop, struct problem *p)
{
	_cleanup_text_ struct text removed = { 0 };
	struct record r;
	int err = record_take(&r, q->name, false, WORK_MS, p);

	if (err == -ENOENT) {
		p->words[0] = '\0';
		return 0;
	}
	if (!err && is_same(&r, mark)) {
		if (!stop && !q->force && is_running(&r))
			err = problem_set(p, -EBUSY, "%s: is running; stop it first, or --force",
					  q->name);
		else if (stop && record_is_pinned(&r))
			err = kill_rest(&r, p);
		else
			err = env_clean(&r, &removed, p);
	}
	record_close(&r);
	return err;
}

/* Its mark, in @mark; empty if nothing is written yet. */
static int look(struct record *r, const struct request *q, char mark[RECORD_MARK_SIZE],
		struct problem *p)
{
	int err = record_look(r, q->name, p);
	const char *found = err ? NULL : record_get(r, "mark");

	snprintf(mark, RECORD_MARK_SIZE, "%s", found ? found : "");
	return err;
}

int env_stop(int argc, char **argv, struct problem *p)
{
	char mark[RECORD_MARK_SIZE];
	struct request q;
	struct record r;
	int err = parse(&q, &stop_options, argc, argv, p);

	if (err || q.help)
		return err ? EXIT_FAILED : EXIT_OK;
	err = look(&r, &q, mark, p);
	if (!err)
		err = end_init(&r, q.time, p);
	record_close(&r);
	if (!err)
		err = finish(&q, mark, true, p);
	return err ? EXIT_FAILED : EXIT_OK;
}

int env_rm(int argc, char **argv, struct problem *p)
{
	char mark[RECORD_MARK_SIZE];
	struct request q;
	struct record r;
	int err = parse(&q, &rm_options, argc, argv, p);

	if (err || q.help)
		return err ? EXIT_FAILED : EXIT_OK;
	err = look(&r, &q, mark, p);
	if (!err && q.force)
		err = end_init(&r, 0, p);
	record_close(&r);
	if (!err)
		err = finish(&q, mark, false, p);
	return err ? EXIT_FAILED : EXIT_OK;
}

/* What can not be removed now is said, and tried again the next time. */
int env_gc(int argc, char **argv, struct problem *p)
{
	_cleanup_text_ struct text removed = { 0 };
	struct request q;
	int err = parse(&q, &gc_options, argc, argv, p);

	if (err || q.help)
		return err ? EXIT_FAILED : EXIT_OK;
	err = env_clean_all(&removed, p);
	if (removed.len)
		fputs(text_str(&removed), stdout);
	return err ? EXIT_FAILED : EXIT_OK;
}
