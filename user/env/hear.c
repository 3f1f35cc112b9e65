/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "hear.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../cleanup.h"
#include "process.h"
#include "talk.h"
#include "verify.h"

static int map(struct run *r, struct problem *p)
{
	struct env *env = &r->env;
	char path[64];
	int err = env_cgroup_enter(env, r->stage1, p);

	if (err)
		return err;
	if (!env_has_own(env, NS_user)) {
		/* Theirs alone is left, if it is not the caller's. */
		env->user = env->joins.fds[NS_user] < 0 ? -1 : dup(env->joins.fds[NS_user]);
		return 0;
	}
	err = env_ids_map(env, r->stage1, p);
	snprintf(path, sizeof(path), "/proc/%d/ns/user", (int)r->stage1);
	env->user = err ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	return err || env->user >= 0 ? err :
				       problem_set(p, -errno, "%s: %s", path, strerror(errno));
}

static int answer(struct run *r, int err, int fd, const struct problem *p)
{
	int got = err < 0 ? talk_fail(r->env.talk, TALK_FAILED, err, p) :
			    talk_send(r->env.talk, TALK_GO, 0, fd);

	if (fd >= 0)
		close(fd);
	return got;
}

/* Which mount is asked for, is said by a process that is ours until the command runs. */
static int give_mount(struct run *r, const struct talk *talk, struct problem *p)
{
	const struct env_spec *s = r->env.spec;
	int which = talk->number;

	if (r->env.joins.fds[NS_user] >= 0)
		env_ids_learn(&r->env, talk->from);
	if (which != ENV_ROOT && which != ENV_RESOLV && (which < 0 || (size_t)which >= s->nmounts))
		return problem_set(p, -EINVAL, "there is no mount %d", which);
	return env_mount_open(&r->env, which, p);
}

/* Before the command is let go. */
static int verify(struct run *r, struct problem *p)
{
	enum env_verify_when when = r->env.spec->verify;

	if (when == ENV_VERIFY_NOT || (when == ENV_VERIFY_IF_LOADED && !env_can_verify()))
		return 0;
	return env_verify(&r->env, r->init, p);
}

/* In the background init is on its own from here: what is needed to find it is written. */
static int settle(struct run *r, struct problem *p)
{
	struct env *env = &r->env;
	_cleanup_text_ struct text lines = { 0 };
	char init[48];
	int err = process_print(init, sizeof(init), r->init);

	if (err)
		return problem_set(p, err, "init %d: %s", (int)r->init, strerror(-err));
	if (env->spec->pin) {
		err = env_pins_make(env, r->init, p);
		if (!err)
			err = env_ids_keep(env, p);
	}
	record_put(&lines, "init", init);
	record_put(&lines, "ready", "1");
	if (!err)
		err = record_write(&env->record, &lines, p);
	r->settled = !err;
	return err;
}

static int begin_command(struct run *r, struct problem *p)
{
	int err;

	/* What could not be made meanwhile. */
	err = r->network;
	if (err)
		*p = r->no_network;
	if (!err && !r->env.entered)
		err = verify(r, p);
	if (!err && !r->env.entered)
		err = settle(r, p);
	r->let_go = true;
	return answer(r, err, -1, p);
}

/* It makes its root meanwhile; what comes of this is said when that is ready. */
static void know_init(struct run *r, pid_t pid)
{
	if (r->init)
		return;
	r->init = pid;
	r->network = network_make(&r->env, pid, &r->no_network);
}

/* What each kind of message is for, and who may send it. */
enum sender { STAGE1, INIT, ANYBODY };

static bool is_due(struct run *r, const struct talk *talk, enum sender sender)
{
	switch (sender) {
	case STAGE1:
		/* Which may tell of init when that has long been heard. */
		return r->stage1 > 0 && talk->from == r->stage1;
	case INIT:
		if (r->let_go || talk->from <= 0 || talk->from == r->stage1)
			return false;
		know_init(r, talk->from);
		return talk->from == r->init;
	default:
		return true;
	}
}

static int hear_map(struct run *r, const struct talk *talk, int fd, struct problem *p)
{
	int err = map(r, p);

	(void)talk;
	(void)fd;
	return answer(r, err, -1, p);
}

static int hear_init(struct run *r, const struct talk *talk, int fd, struct problem *p)
{
	(void)fd;
	(void)p;
	/* Stage 1 has no more to do: it is not to be a zombie as long as init lives. */
	while (waitpid(r->stage1, NULL, 0) < 0 && errno == EINTR)
		;
	r->stage1 = 0;
	know_init(r, (pid_t)talk->number);
	return 0;
}

static int hear_mount(struct run *r, const struct talk *talk, int fd, struct problem *p)
{
	(void)fd;
	fd = give_mount(r, talk, p);
	return answer(r, fd, fd, p);
}

static int hear_console(struct run *r, const struct talk *talk, int fd, struct problem *p)
{
	(void)talk;
	(void)p;
	return relay_begin(&r->relay, fd);
}

static int hear_ready(struct run *r, const struct talk *talk, int fd, struct problem *p)
{
	(void)talk;
	(void)fd;
	return begin_command(r, p);
}

static int hear_failed(struct run *r, const struct talk *talk, int fd, struct problem *p)
{
	(void)fd;
	r->failed = ENV_EXIT_FAILED;
	*p = talk->problem;
	return 0;
}

static int hear_not_run(struct run *r, const struct talk *talk, int fd, struct problem *p)
{
	(void)fd;
	r->failed = talk->number == -ENOENT ? ENV_EXIT_NOT_FOUND : ENV_EXIT_NOT_EXECUTABLE;
	*p = talk->problem;
	return 0;
}

static int hear_ended(struct run *r, const struct talk *talk, int fd, struct problem *p)
{
	(void)fd;
	(void)p;
	r->status = talk->number;
	return 1;
}

/* A descriptor that comes along is that of the console, and of nothing else. */
static const struct hearing {
	enum sender sender;
	bool with_fd;
	int (*hear)(struct run *r, const struct talk *talk, int fd, struct problem *p);
} hearings[] = {
	[TALK_MAP] = { STAGE1, false, hear_map },
	[TALK_INIT] = { STAGE1, false, hear_init },
	[TALK_MOUNT] = { INIT, false, hear_mount },
	[TALK_CONSOLE] = { INIT, true, hear_console },
	[TALK_READY] = { INIT, false, hear_ready },
	[TALK_FAILED] = { ANYBODY, false, hear_failed },
	[TALK_NOT_RUN] = { ANYBODY, false, hear_not_run },
	[TALK_ENDED] = { ANYBODY, false, hear_ended },
};

int env_hear(struct run *r, struct problem *p)
{
	const struct hearing *h;
	struct talk talk;
	int fd, err = talk_receive(r->env.talk, &talk, &fd);

	if (err)
		return err;
	h = (unsigned int)talk.kind < ARRAY_SIZE(hearings) ? &hearings[talk.kind] : NULL;
	if (h && h->hear && h->with_fd == (fd >= 0) && is_due(r, &talk, h->sender))
		return h->hear(r, &talk, fd, p);
	if (fd >= 0)
		close(fd);
	return problem_set(p, -EPROTO, "the environment says what it is not to say");
}
