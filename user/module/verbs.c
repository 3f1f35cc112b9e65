/* SPDX-License-Identifier: GPL-2.0 */
#include "verbs.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../kmod/schema.h"
#include "../cleanup.h"
#include "../help.h"
#include "../host/debugfs.h"
#include "../text.h"
#include "../view/view.h"
#include "kernel_log.h"
#include "ko.h"
#include "loaded.h"
#include "readers.h"
#include "reason.h"

static bool word_of_option(const struct help *h, size_t n, struct option_words *ret)
{
	(void)h;
	*ret = (struct option_words){ 'h', "help", NULL, "this text", NULL };
	return !n;
}

static const struct help load_help = {
	.name = "load",
	.usage = "[FILE]",
	.args = "[FILE]",
	.text = "Loads the module nsview, that of the running kernel's /lib/modules or FILE, and\n"
		"mounts debugfs, in which its tables are, unless it is mounted. If that fails it\n"
		"says why, and what to do. It is loaded until nsview unload, or the next boot:\n"
		"to have it from then on, put the word nsview in /etc/modules-load.d/nsview.conf.\n"
		"Exit status: 0 it is loaded; 1 the kernel does not take it; 2 there is none for\n"
		"this kernel, or the one that is loaded has tables of another version than this\n"
		"tool reads.",
	.option = word_of_option,
	.examples = { "nsview load", "nsview load ./nsview.ko" },
};

static const struct help unload_help = {
	.name = "unload",
	.usage = "",
	.args = "",
	.text = "Removes the module nsview from the kernel. While somebody reads its tables that\n"
		"is refused, and said who does. debugfs stays mounted.\n"
		"Exit status: 0 it is not loaded any more; 1 it is.",
	.option = word_of_option,
	.examples = { "nsview unload" },
};

static int bad_usage(const struct help *h, struct problem *p)
{
	return problem_set(p, -EINVAL, "usage: nsview %s%s%s", h->name, *h->usage ? " " : "",
			   h->usage);
}

/* 1: help was asked for, and given. 0, and @ret is the argument or NULL. */
static int parse(const struct help *h, int argc, char **argv, const char **ret, struct problem *p)
{
	static const struct option options[] = { { "help", 0, NULL, 'h' }, { 0 } };
	int opt;

	optind = 0;
	while ((opt = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (opt != 'h')
			return bad_usage(h, p);
		help_show(h, false);
		return 1;
	}
	if (argc - optind > (*h->args ? 1 : 0))
		return bad_usage(h, p);
	*ret = argv[optind];
	return 0;
}

/* 0; -EEXIST: somebody was faster; or -errno and words. */
static int insert(const char *file, struct problem *p)
{
	struct attempt a = { .log = "" };
	_cleanup_close_ int log = -1;
	char reason[256] = "";
	struct ko ko;
	int err;

	err = ko_open(&ko, file, p);
	if (err && p->words[0])
		return err;
	if (!err) {
		log = kernel_log_open();
		err = ko_insert(&ko);
	}
	if (err && err != -EEXIST) {
		kernel_log_reason(log, reason, sizeof(reason));
		a = (struct attempt){
			.err = err,
			.path = ko.path,
			.vermagic = ko.vermagic,
			.is_signed = ko.is_signed,
			.is_signed_here = ko.sig_key && facts_is_own_key("", ko.sig_key),
			.is_heard = log >= 0,
			.log = reason,
		};
		facts_read(&a.facts, "");
		err = reason_set(&a, p);
	}
	ko_close(&ko);
	return err;
}

static void say_loaded(bool already)
{
	_cleanup_text_ struct text path = { 0 };
	char release[64];

	module_release(release, sizeof(release));
	debugfs_find(&path);
	printf("nsview.ko %s is loaded%s; its tables are in %s/nsview\n", release,
	       already ? " already" : "", text_str(&path));
}

static int load_module(const char *file, struct problem *p)
{
	bool already = module_is_loaded();
	int err;

	if (!already && geteuid())
		return problem_set(p, -EPERM, "only root can load a module");
	if (!already) {
		err = insert(file, p);
		if (err && err != -EEXIST)
			return err;
		already = err;
	}
	err = module_mount_debugfs(p);
	if (!err)
		err = module_check_tables(p);
	if (!err)
		say_loaded(already);
	return err;
}

static int load(int argc, char **argv, struct problem *p)
{
	const char *file = NULL;
	int err = parse(&load_help, argc, argv, &file, p);

	if (!err)
		err = load_module(file, p);
	if (err < 0)
		return err == -ENODEV ? EXIT_MODULE : EXIT_FAILED;
	return EXIT_OK;
}

static int say_in_use(int err, struct problem *p)
{
	_cleanup_text_ struct text readers = { 0 }, path = { 0 };

	debugfs_find(&path);
	text_puts(&path, "/nsview");
	readers_find(&readers, "/proc", text_str(&path));
	return problem_set(p, err, "nsview.ko is in use: %s",
			   readers.len ? text_str(&readers) :
					 "a table of it was read at that moment, or is open where "
					 "/proc does not show it");
}

static int unload_module(struct problem *p)
{
	int err;

	if (!module_is_loaded()) {
		puts("nsview.ko is not loaded");
		return 0;
	}
	if (geteuid())
		return problem_set(p, -EPERM, "only root can unload a module");
	err = ko_remove(p);
	if (err == -EAGAIN || err == -EBUSY)
		return say_in_use(err, p);
	if (err && err != -ENOENT)
		return p->words[0] ? err :
				     problem_set(p, err, "unloading nsview.ko: %s", strerror(-err));
	puts("nsview.ko is unloaded");
	return 0;
}

static int unload(int argc, char **argv, struct problem *p)
{
	const char *none = NULL;
	int err = parse(&unload_help, argc, argv, &none, p);

	if (!err)
		err = unload_module(p);
	return err < 0 ? EXIT_FAILED : EXIT_OK;
}

const struct command module_verbs[] = {
	{ "load", "nsview.ko of this kernel, or a file; mounts debugfs", load, true, &load_help,
	  NULL },
	{ "unload", "takes it out again", unload, true, &unload_help, NULL },
};

const unsigned int module_nverbs = ARRAY_SIZE(module_verbs);
