/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "offers.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "env/record.h"
#include "env/state.h"
#include "letters.h"
#include "render/safe.h"

/* More processes are offered without their names: each is a file to read. */
#define NAMED_PIDS_MAX 2000

/* What a shell reads in another way than as a part of a word. */
#define SHELL_SIGNS " \"'`$\\;&|<>()*?!{}~#"

/*
 * bash puts what it completes into the line as it is: a device that is called x;id would be
 * run. And it is shown, to a terminal that hears what controls it.
 */
static bool is_for_a_line(const char *value)
{
	_cleanup_text_ struct text safe = { 0 };

	safe_terminal(&safe, value);
	return !safe.failed && !value[strcspn(value, SHELL_SIGNS)] &&
	       !strcmp(text_str(&safe), value);
}

void offer(const struct typed *t, const char *value, const char *help)
{
	_cleanup_text_ struct text safe = { 0 };
	const char *rest = t->word + t->kept;
	size_t len = strlen(rest);

	if (t->any_case ? !letters_begin(value, rest, len) : strncmp(value, rest, len))
		return;
	if (!is_for_a_line(value))
		return;
	safe_terminal(&safe, help ? help : "");
	printf("%.*s%s\t%s\n", (int)t->kept, t->word, value, text_str(&safe));
}

void offer_of_shell(const char *what)
{
	printf(":%s\n", what);
}

static bool is_number(const char *name)
{
	return *name && strspn(name, "0123456789") == strlen(name);
}

/* Calls @fn for each name in a folder; one that is not there is empty. */
static void each(const char *path, void (*fn)(const char *name, void *data), void *data)
{
	_cleanup_closedir_ DIR *dir = opendir(path);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (*e->d_name != '.')
			fn(e->d_name, data);
}

/* --- processes */

struct pids {
	const struct typed *typed;
	size_t n;
};

static void offer_pid(const char *name, void *data)
{
	struct pids *pids = data;
	const struct typed *t = pids->typed;
	char path[64], comm[64] = "";
	_cleanup_fclose_ FILE *f = NULL;

	if (!is_number(name) || strncmp(name, t->word + t->kept, strlen(t->word + t->kept)))
		return;
	snprintf(path, sizeof(path), "/proc/%.20s/comm", name);
	f = pids->n++ < NAMED_PIDS_MAX ? fopen(path, "re") : NULL;
	if (f && fgets(comm, sizeof(comm), f))
		comm[strcspn(comm, "\n")] = '\0';
	offer(t, name, comm);
}

void offer_pids(const struct typed *t)
{
	struct pids pids = { .typed = t };

	each("/proc", offer_pid, &pids);
}

/* --- namespaces */

struct inums {
	const char *link;
	uint64_t *all;
	size_t n, size;
};

static void add_inum(const char *name, void *data)
{
	struct inums *i = data;
	char path[64], to[64];
	const char *open;
	ssize_t len;

	if (!is_number(name))
		return;
	snprintf(path, sizeof(path), "/proc/%.20s/ns/%s", name, i->link);
	len = readlink(path, to, sizeof(to) - 1);
	to[len > 0 ? len : 0] = '\0';
	open = strstr(to, ":[");
	if (!open)
		return;
	if (i->n == i->size) {
		size_t size = 2 * i->size + 256;
		uint64_t *all = reallocarray(i->all, size, sizeof(*all));

		if (!all)
			return;
		i->all = all;
		i->size = size;
	}
	i->all[i->n++] = strtoull(open + 2, NULL, 10);
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void offer_inums(const struct typed *t, const char *type)
{
	struct inums i = { .link = type };
	char value[64];
	size_t k;

	each("/proc", add_inum, &i);
	if (i.n)
		qsort(i.all, i.n, sizeof(*i.all), compare);
	for (k = 0; k < i.n; k++) {
		if (k && i.all[k] == i.all[k - 1])
			continue;
		snprintf(value, sizeof(value), "%s:[%llu]", type, (unsigned long long)i.all[k]);
		offer(t, value, NULL);
	}
	free(i.all);
}

void offer_namespaces(const struct typed *t, enum ns_type type)
{
	const char *rest = t->word + t->kept;
	enum ns_type any;
	char open[16];

	for (any = 0; any < NS_TYPES; any++) {
		if (type != NS_TYPES && type != any)
			continue;
		snprintf(open, sizeof(open), "%s:[", ns_type_names[any]);
		if (type == any || !strncmp(rest, open, strlen(open)))
			offer_inums(t, ns_type_names[any]);
		else
			offer(t, open, "namespaces of this type");
	}
}

/* --- what has a name */

static void offer_path(const char *name, void *data)
{
	char path[300];

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	offer(data, path, "a net namespace with a name");
}

static void offer_net(const char *name, void *data)
{
	offer(data, name, "a net namespace with a name");
}

void offer_named_nets(const struct typed *t, bool paths)
{
	each("/run/netns", paths || t->word[t->kept] == '/' ? offer_path : offer_net, (void *)t);
}

static void offer_device(const char *name, void *data)
{
	offer(data, name, "a device");
}

void offer_devices(const struct typed *t)
{
	each("/sys/class/net", offer_device, (void *)t);
}

static void offer_environment(const char *name, void *data)
{
	if (record_name_is_good(name))
		offer(data, name, "an environment");
}

void offer_environments(const struct typed *t)
{
	each(STATE_DIR "/env", offer_environment, (void *)t);
}

/* --- cgroups */

struct level {
	const struct typed *typed;
	int fd;
	int len; /* of the path above */
};

static void offer_cgroup(const char *name, void *data)
{
	struct level *l = data;
	char path[4096];
	int fd = openat(l->fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	close(fd);
	snprintf(path, sizeof(path), "%.*s/%s", l->len, l->typed->word + l->typed->kept, name);
	offer(l->typed, path, NULL);
}

void offer_cgroups(const struct typed *t)
{
	const char *rest = t->word + t->kept, *slash = strrchr(rest, '/');
	struct level l = { .typed = t, .len = slash ? (int)(slash - rest) : 0 };
	char path[4096];

	if (l.len > 4000 || strstr(rest, "/.."))
		return;
	snprintf(path, sizeof(path), "/sys/fs/cgroup%.*s", l.len, rest);
	l.fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (l.fd < 0)
		return;
	each(path, offer_cgroup, &l);
	close(l.fd);
}
