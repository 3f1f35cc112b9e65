// SPDX-License-Identifier: GPL-2.0
/*
 * failnth STEP read FILE...
 * failnth STEP load|unload KO DIR
 *
 * One after the other, each allocation that the kernel makes for this process while it does
 * that fails once: the first, the one STEP behind it, and so on until there are no more. What
 * it does is to read a file whole; to load a module, which makes a folder of files; to unload it.
 *
 * Each time it must fail with ENOMEM and leave nothing, or it must work: what is read is what is
 * read without a fault, the module has all of its files, or it is gone with them. Prints, for
 * each, "WHAT POINTS TRIED FAILED" (FAILED: with ENOMEM), and what is wrong, a line each, to
 * standard error. Which allocations may fail is the kernel's to be told (failnth.t).
 */
#define _GNU_SOURCE
#include "vm.h"

#include <dirent.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>

struct text {
	size_t len;
	char at[1 << 20];
};

static int fail_nth;
static unsigned int wrongs;
static struct text without, with;
static const char *file; /* that is read */
static int ko; /* that is loaded */
static const char *dir; /* that it makes */
static char files[4096], had[4096]; /* names in it, with a fault and without */

static void wrong(unsigned int n, const char *what, int err)
{
	fprintf(stderr, "allocation %u: %s%s%s\n", n, what, err ? ": " : "",
		err ? strerror(-err) : "");
	wrongs++;
}

/* The n-th allocation from now on is to fail; with 0 none. */
static void arm(unsigned int n)
{
	char digits[16];

	must(pwrite(fail_nth, digits, snprintf(digits, sizeof(digits), "%u", n), 0));
}

/* How many were to come before the one that is to fail; 0: it has failed. */
static unsigned int disarm(void)
{
	char digits[16] = "";

	must(pread(fail_nth, digits, sizeof(digits) - 1, 0));
	arm(0);
	return atoi(digits);
}

/* --- a file is read */

static int read_text(struct text *text)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t got;

	text->len = 0;
	if (fd < 0)
		return -errno;
	while ((got = read(fd, text->at + text->len, sizeof(text->at) - text->len)) > 0)
		text->len += got;
	if (got < 0)
		err = -errno;
	else if (text->len == sizeof(text->at))
		err = -EFBIG;
	close(fd);
	return err;
}

static bool is_same(const struct text *a, const struct text *b)
{
	return a->len == b->len && !memcmp(a->at, b->at, a->len);
}

static void read_prepare(void)
{
	must(read_text(&without));
}

static int read_try(void)
{
	return read_text(&with);
}

/*
 * What the file is about may change at any time, and back: a task runs, and sleeps again. What
 * a fault takes away is missing whenever it is read with it.
 */
static bool read_check(unsigned int n, int err)
{
	(void)n;
	if (err || is_same(&with, &without))
		return true;
	must(read_text(&without));
	return is_same(&with, &without);
}

/* --- a module is loaded and unloaded */

static int load(void)
{
	return syscall(SYS_finit_module, ko, "", 0) ? -errno : 0;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "nsview", O_NONBLOCK) ? -errno : 0;
}

/* The files that can be read, by their names. */
static void list(char *names, size_t size)
{
	DIR *entries = opendir(dir);
	struct dirent *entry;
	size_t len = 0;

	*names = '\0';
	while (entries && (entry = readdir(entries))) {
		char byte;
		int fd;

		if (*entry->d_name == '.')
			continue;
		fd = openat(dirfd(entries), entry->d_name, O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && read(fd, &byte, 1) == 1)
			len += snprintf(names + len, size - len, "%s ", entry->d_name);
		close(fd);
	}
	if (entries)
		closedir(entries);
}

static void load_prepare(void)
{
	must(load());
	list(had, sizeof(had));
	must(unload());
}

static bool load_check(unsigned int n, int err)
{
	int gone;

	list(files, sizeof(files));
	if (err && *files)
		wrong(n, "it is not loaded, and there are files of it", 0);
	if (!err && strcmp(files, had))
		wrong(n, "it is loaded, and files are missing", 0);
	gone = unload();
	if (gone && !(err && gone == -ENOENT))
		wrong(n, "it does not go", gone);
	return true;
}

static void unload_prepare(void)
{
	load_prepare();
	must(load());
}

static bool unload_check(unsigned int n, int err)
{
	list(files, sizeof(files));
	if (!err && *files)
		wrong(n, "it is unloaded, and there are files of it", 0);
	if (err && strcmp(files, had))
		wrong(n, "it is not unloaded, and files are missing", 0);
	if (!err)
		must(load());
	return true;
}

/* --- all of them */

static const struct work {
	const char *name;
	void (*prepare)(void);
	int (*try)(void);
	bool (*check)(unsigned int n, int err); /* false: it is not what it should be */
} works[] = {
	{ "read", read_prepare, read_try, read_check },
	{ "load", load_prepare, load, load_check },
	{ "unload", unload_prepare, unload, unload_check },
};

/* With the n-th failing: how many were to come before it; 0: it failed. */
static unsigned int fail_nth_of(const struct work *work, unsigned int n, const char *what, int *err)
{
	unsigned int left, tries = 0;
	bool good;

	do {
		arm(n);
		*err = work->try();
		left = disarm();
		good = work->check(n, *err);
	} while (!good && ++tries < 20);
	if (!good)
		wrong(n, "it is not what it is without a fault", 0);
	if (*err && (left || *err != -ENOMEM))
		wrong(n, what, *err);
	return left;
}

static void fail_each(const struct work *work, unsigned int step, const char *what)
{
	unsigned int n, left, tried = 0, failed = 0;
	int err;

	work->prepare();
	for (n = 1; !(left = fail_nth_of(work, n, what, &err)); n += step) {
		tried++;
		failed += !!err;
	}
	say("%s %u %u %u\n", what, n - left, tried, failed);
}

int main(int argc, char **argv)
{
	unsigned int step = argc > 3 ? atoi(argv[1]) : 0;
	const struct work *work = NULL;

	for (size_t i = 0; argc > 3 && i < ARRAY_SIZE(works); i++)
		if (!strcmp(argv[2], works[i].name))
			work = &works[i];
	if (!work || !step || (work != works && argc != 5)) {
		fprintf(stderr, "usage: failnth STEP read FILE...\n"
				"       failnth STEP load|unload KO DIR\n");
		return 1;
	}
	/* A page of this program's own is not to be missing. */
	must(mlockall(MCL_CURRENT | MCL_FUTURE));
	fail_nth = must(open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC));
	if (work != works) {
		ko = must(open(argv[3], O_RDONLY | O_CLOEXEC));
		dir = argv[4];
		fail_each(work, step, work->name);
	}
	for (int i = 3; work == works && i < argc; i++) {
		file = argv[i];
		fail_each(work, step, basename(file));
	}
	return wrongs ? 1 : 0;
}
