/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "watch.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../help.h"
#include "../options.h"
#include "../render/safe.h"
#include "../replace.h"
#include "../view/view.h"
#include "child.h"
#include "screen.h"
#include "terminal.h"

#define USUAL_VIEW "tree"
#define USUAL_INTERVAL 2000
#define LEAST_INTERVAL 100
#define MOST_INTERVAL (24 * 3600 * 1000)
/* Columns that a key moves the window by. */
#define STEP 8

struct watching {
	char **argv; /* of the view */
	struct text words; /* that line, for eyes */
	unsigned long interval; /* in milliseconds */
	struct terminal terminal;
	struct window window;
	struct child child;
	struct frame now, before, notes;
	bool worked; /* there was something in now */
	bool fits; /* and it is for a terminal of this size */
	bool marks; /* as is before */
	bool paused;
	int signals, timer;
	time_t at; /* when it was begun that is shown */
	int status; /* to exit with */
	bool done;
	struct problem *p;
};

static void fail(struct watching *w, int err)
{
	if (!w->p->words[0])
		problem_set(w->p, err, "%s", strerror(-err));
	w->status = EXIT_FAILED;
	w->done = true;
}

static void put_status(struct text *t, const struct watching *w)
{
	size_t rows = screen_rows(&w->window, &w->notes);
	size_t lines = screen_lines(&w->window, &w->now, &w->notes);
	size_t last = w->window.top + rows < lines ? w->window.top + rows : lines;
	char clock[16];
	struct tm tm;

	text_puts(t, "\033[2m");
	if (w->paused)
		text_puts(t, "paused  ");
	if (w->child.status && w->child.status != EXIT_DIFFERENT)
		text_printf(t, "exit %d  ", w->child.status);
	if (w->worked && localtime_r(&w->at, &tm) && strftime(clock, sizeof(clock), "%T", &tm))
		text_printf(t, "%s  ", clock);
	if (lines)
		text_printf(t, "%zu-%zu of %zu  ", w->window.top + 1, last, lines);
	text_printf(t, "every %g s  %s", (double)w->interval / 1000, text_str(&w->words));
}

static void draw(struct watching *w)
{
	_cleanup_text_ struct text out = { 0 }, status = { 0 };
	int err;

	screen_bound(&w->window, &w->now, &w->notes);
	put_status(&status, w);
	err = screen_draw(&out, &w->now, w->marks ? &w->before : NULL, &w->notes, &w->window,
			  text_str(&status));
	if (!err)
		err = terminal_write(&w->terminal, out.s, out.len, w->signals);
	if (err && err != -EINTR) /* what came instead will have it drawn again */
		fail(w, err);
}

static void refresh(struct watching *w)
{
	if (w->child.pid)
		return;
	w->at = time(NULL);
	if (child_start(&w->child, w->argv, w->window.columns, w->p))
		fail(w, -EIO);
}

/* What never worked will not do so by being repeated: its words are left on the screen. */
static void give_up(struct watching *w)
{
	terminal_leave(&w->terminal);
	write_all(STDERR_FILENO, text_str(&w->child.texts[CHILD_ERR]),
		  w->child.texts[CHILD_ERR].len);
	w->status = w->child.status;
	w->done = true;
}

static void take(struct watching *w)
{
	struct text *out = &w->child.texts[CHILD_OUT];
	bool failed = w->child.status && !out->len;
	int err;

	if (failed && !w->worked) {
		give_up(w);
		return;
	}
	frame_free(&w->notes);
	err = frame_take(&w->notes, &w->child.texts[CHILD_ERR]);
	w->marks = false;
	if (!failed && !err) {
		frame_free(&w->before);
		w->before = w->now;
		w->now = (struct frame){ 0 };
		err = frame_take(&w->now, out);
		w->marks = w->fits;
		w->worked = w->fits = true;
	}
	if (err)
		fail(w, err);
	else
		draw(w);
}

/* Lines of another width are others: none is marked. */
static void resize(struct watching *w)
{
	terminal_size(&w->terminal, &w->window.rows, &w->window.columns);
	w->marks = w->fits = false;
	draw(w);
	child_end(&w->child);
	refresh(w);
}

/* Of a group without a shell to continue it the kernel stops nobody: it goes on at once. */
static void suspend(struct watching *w)
{
	sigset_t stop;

	terminal_leave(&w->terminal);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	terminal_enter(&w->terminal);
	resize(w);
}

static void hear(struct watching *w)
{
	struct signalfd_siginfo info;

	if (read(w->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	switch (info.ssi_signo) {
	case SIGWINCH:
	case SIGCONT:
		resize(w);
		break;
	case SIGTSTP:
		suspend(w);
		break;
	default:
		w->status = 128 + (int)info.ssi_signo;
		w->done = true;
	}
}

static void press(void *arg, enum key key)
{
	struct watching *w = arg;
	size_t page = screen_rows(&w->window, &w->notes);
	size_t *top = &w->window.top, *left = &w->window.left;

	switch (key) {
	case KEY_QUIT:
		w->done = true;
		return;
	case KEY_PAUSE:
		w->paused = !w->paused;
		break;
	case KEY_NOW:
		refresh(w);
		return;
	case KEY_UP:
		*top -= *top > 0;
		break;
	case KEY_DOWN:
		++*top;
		break;
	case KEY_LEFT:
		*left -= *left < STEP ? *left : STEP;
		break;
	case KEY_RIGHT:
		*left += STEP;
		break;
	case KEY_PAGE_UP:
		*top -= *top < page ? *top : page;
		break;
	case KEY_PAGE_DOWN:
		*top += page;
		break;
	case KEY_HOME:
		*top = *left = 0;
		break;
	case KEY_END:
		*top = w->now.n;
		break;
	case KEY_NONE:
		return;
	}
	draw(w);
}

static void tick(struct watching *w)
{
	uint64_t times;

	if (read(w->timer, &times, sizeof(times)) == (ssize_t)sizeof(times) && !w->paused)
		refresh(w);
}

static void wait_once(struct watching *w)
{
	enum { SIGNALS, TIMER, KEYS, OUT, ERR, FDS };
	struct pollfd fds[FDS] = {
		[SIGNALS] = { w->signals, POLLIN, 0 },
		[TIMER] = { w->timer, POLLIN, 0 },
		[KEYS] = { w->terminal.keys, POLLIN, 0 },
		[OUT] = { w->child.pipes[CHILD_OUT], POLLIN, 0 },
		[ERR] = { w->child.pipes[CHILD_ERR], POLLIN, 0 },
	};

	if (poll(fds, FDS, -1) < 0) {
		if (errno != EINTR)
			fail(w, -errno);
		return;
	}
	if (fds[SIGNALS].revents)
		hear(w);
	if (fds[KEYS].revents && !w->done && !terminal_keys(&w->terminal, press, w))
		w->done = true; /* it was hung up */
	if (fds[TIMER].revents && !w->done)
		tick(w);
	/* A signal may have ended it meanwhile. */
	if ((fds[OUT].revents || fds[ERR].revents) && !w->done && w->child.pid &&
	    child_read(&w->child))
		take(w);
}

static int arm(struct watching *w, sigset_t *before, struct problem *p)
{
	static const int heard[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT };
	const struct timespec every = { (time_t)(w->interval / 1000),
					(long)(w->interval % 1000) * 1000000 };
	const struct itimerspec timer = { every, every };
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < ARRAY_SIZE(heard); i++)
		sigaddset(&set, heard[i]);
	sigprocmask(SIG_BLOCK, &set, before);
	w->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	w->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (w->signals < 0 || w->timer < 0 || timerfd_settime(w->timer, 0, &timer, NULL))
		return problem_set(p, -errno, "%s", strerror(errno));
	return 0;
}

static void run(struct watching *w, struct problem *p)
{
	sigset_t before;

	w->p = p;
	w->signals = w->timer = -1;
	child_init(&w->child);
	if (terminal_open(&w->terminal, p)) {
		w->status = EXIT_FAILED;
		return;
	}
	if (arm(w, &before, p)) {
		fail(w, -EIO);
	} else {
		terminal_enter(&w->terminal);
		resize(w);
	}
	while (!w->done)
		wait_once(w);
	child_free(&w->child);
	terminal_close(&w->terminal);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (w->signals >= 0)
		close(w->signals);
	if (w->timer >= 0)
		close(w->timer);
	frame_free(&w->now);
	frame_free(&w->before);
	frame_free(&w->notes);
}

/* "2", "0.5": with a point in every locale. */
static int parse_interval(const char *s, unsigned long *ret)
{
	unsigned long digit = 100;

	for (*ret = 0; *s >= '0' && *s <= '9'; s++) {
		*ret = *ret * 10 + (unsigned long)(*s - '0') * 1000;
		if (*ret > MOST_INTERVAL)
			return -ERANGE;
	}
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++, digit /= 10)
			*ret += (unsigned long)(*s - '0') * digit;
	return *s || *ret < LEAST_INTERVAL || *ret > MOST_INTERVAL ? -EINVAL : 0;
}

static bool word_of_option(const struct help *h, size_t n, struct option_words *ret)
{
	static const struct option_words words[] = {
		{ 'i', "interval", "SECONDS", "between two looks, 0.1 to 86400; 2 if not said",
		  NULL },
		{ 'h', "help", NULL, "this text", NULL },
		{ 'V', "version", NULL, "release and version of the tables", NULL },
	};

	(void)h;
	if (n >= ARRAY_SIZE(words))
		return false;
	*ret = words[n];
	return true;
}

const struct help watch_help = {
	.name = "watch",
	.usage = "[-i SECONDS] [VIEW [its options]]",
	.args = "[VIEW...]",
	.text = "Shows a view again and again, and marks what is not as it was; without one,\n" USUAL_VIEW
		". Keys: q ends, space pauses, r looks now; arrows, PgUp, PgDn, Home and End\nmove",
	.option = word_of_option,
	.examples = { "nsview watch", "nsview watch -i 0.5 bridge" },
};

/* 0: it is to be run; 1: all is done; -EINVAL and words. */
static int parse(struct watching *w, int argc, char **argv, struct problem *p)
{
	static const struct option options[] = {
		{ "interval", 1, NULL, 'i' },
		{ "help", 0, NULL, 'h' },
		{ "version", 0, NULL, 'V' },
		{ 0 },
	};
	int opt, at = 1;

	optind = 0;
	opterr = 0;
	for (; (opt = getopt_long(argc, argv, "+:i:hV", options, NULL)) != -1; at = optind) {
		if (opt == 'h')
			help_show(&watch_help, false);
		else if (opt == 'V')
			options_version();
		if (opt == 'h' || opt == 'V')
			return 1;
		if (opt == ':')
			return problem_set(p, -EINVAL, "-i needs an argument of watch");
		if (opt == '?')
			return problem_set(
				p, -EINVAL,
				"'%s' is not an option of watch; those of a view follow it",
				argv[at]);
		if (parse_interval(optarg, &w->interval))
			return problem_set(p, -EINVAL,
					   "'%s' is not a number of seconds from 0.1 to 86400",
					   optarg);
	}
	return 0;
}

/* What a view does not understand it says itself. That getopt sorts @argv changes nothing. */
static bool has_headings(const struct view *view, int argc, char **argv)
{
	struct problem p = { "" };
	struct options o;
	bool has = !options_parse(&o, argc, argv, view, &p) && !o.help && !o.version &&
		   !o.style.noheadings && o.style.format != OUT_JSON &&
		   (!view->draw || o.list_columns || options_wants_rows(&o));

	options_free(&o);
	return has;
}

/* The view's own options come after ours, so that they count. */
static int make_argv(struct watching *w, const struct view *view, int argc, char **argv,
		     struct problem *p)
{
	const char *no_color = getenv("NO_COLOR");
	int i, n = 0;

	w->argv = calloc((size_t)argc + 4, sizeof(*w->argv));
	if (!w->argv)
		return problem_set(p, -ENOMEM, "out of memory");
	w->argv[n++] = (char *)"nsview";
	w->argv[n++] = (char *)view->name;
	w->argv[n++] = (char *)(no_color && *no_color ? "--color=never" : "--color=always");
	text_printf(&w->words, "nsview %s", view->name);
	for (i = 1; i < argc; i++) {
		w->argv[n++] = argv[i];
		text_putc(&w->words, ' ');
		safe_terminal(&w->words, argv[i]);
	}
	w->window.head = has_headings(view, n - 1, w->argv + 1);
	return w->words.failed ? problem_set(p, -ENOMEM, "out of memory") : 0;
}

int watch(int argc, char **argv,
	  const struct view *(*view_called)(const char *word, struct problem *p), struct problem *p)
{
	struct watching w = { .interval = USUAL_INTERVAL, .status = EXIT_OK };
	const struct view *view = NULL;
	int err = parse(&w, argc, argv, p);

	if (!err)
		view = view_called(optind < argc ? argv[optind] : USUAL_VIEW, p);
	if (!err)
		err = view ? make_argv(&w, view, argc - optind, argv + optind, p) : -EINVAL;
	if (!err)
		run(&w, p);
	free(w.argv);
	text_free(&w.words);
	return err < 0 ? EXIT_FAILED : w.status;
}
