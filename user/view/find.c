/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "find.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "../cleanup.h"

/* An inum is never so low, nor a pid so high (PID_MAX_LIMIT). */
#define PID_LIMIT ((uint64_t)4 << 20)

static bool read_number(const char *word, size_t len, uint64_t *ret)
{
	size_t i;

	*ret = 0;
	for (i = 0; i < len && i < 19; i++) {
		if (word[i] < '0' || word[i] > '9')
			return false;
		*ret = *ret * 10 + (uint64_t)(word[i] - '0');
	}
	return len && i == len;
}

/* "net:[4026531840]" */
static bool read_link(const char *word, enum ns_type *type, uint64_t *inum)
{
	const char *open = strstr(word, ":[");
	_cleanup_free_ char *name = open ? strndup(word, (size_t)(open - word)) : NULL;
	size_t len = open ? strlen(open) : 0;

	if (!name || len < 4 || open[len - 1] != ']')
		return false;
	*type = ns_type_parse(name);
	return *type != NS_TYPES && read_number(open + 2, len - 3, inum);
}

static struct ns *by_inum(const struct host *h, enum ns_type type, uint64_t inum)
{
	enum ns_type any;
	struct ns *ns = NULL;

	if (type != NS_TYPES)
		return host_ns(h, type, inum);
	for (any = 0; any < NS_TYPES && !ns; any++)
		ns = host_ns(h, any, inum);
	return ns;
}

/* A mount or link of a namespace, such as /run/netns/NAME. */
static struct ns *by_path(const struct host *h, const char *path, enum ns_type type,
			  struct problem *p)
{
	_cleanup_close_ int fd = -1;
	struct statfs fs;
	struct stat st;
	struct ns *ns;

	if (!strcmp(h->source, "file")) {
		problem_set(p, -EINVAL, "%s: saved tables know no paths: name it TYPE:[INUM]",
			    path);
		return NULL;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstatfs(fd, &fs) < 0 || fstat(fd, &st) < 0) {
		problem_set(p, -errno, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (fs.f_type != NSFS_MAGIC) {
		problem_set(p, -EINVAL, "%s: not a namespace", path);
		return NULL;
	}
	ns = by_inum(h, type, st.st_ino);
	if (!ns)
		problem_set(p, -ESRCH, "%s: no %s namespace in sight has its number", path,
			    type == NS_TYPES ? "such" : ns_type_names[type]);
	return ns;
}

static struct ns *by_pid(const struct host *h, uint64_t pid, enum ns_type type, struct problem *p)
{
	const struct task *t = host_task(h, pid);
	struct ns *ns = t ? t->ns[ns_type_link(type)] : NULL;

	if (!t)
		problem_set(p, -ESRCH, "no process %llu", (unsigned long long)pid);
	else if (!ns)
		problem_set(p, -ESRCH, "process %llu has let go of its %s namespace",
			    (unsigned long long)pid, ns_type_names[type]);
	return ns;
}

struct ns *find_ns(const struct host *h, const char *word, enum ns_type type, struct problem *p)
{
	enum ns_type said;
	struct ns *ns;
	uint64_t n;

	if (strchr(word, '/'))
		return by_path(h, word, type, p);
	if (read_link(word, &said, &n)) {
		if (type != NS_TYPES && said != type) {
			problem_set(p, -EINVAL, "%s: a %s namespace is wanted", word,
				    ns_type_names[type]);
			return NULL;
		}
		ns = host_ns(h, said, n);
	} else if (!read_number(word, strlen(word), &n)) {
		problem_set(p, -EINVAL,
			    "'%s' is not a namespace, such as 4026531840 or net:[4026531840]",
			    word);
		return NULL;
	} else if (n <= PID_LIMIT && type != NS_TYPES) {
		return by_pid(h, n, type, p);
	} else {
		ns = by_inum(h, type, n);
	}
	if (!ns)
		problem_set(p, -ESRCH, "no namespace %s", word);
	return ns;
}

static bool is_called(const struct dev *dev, const char *word)
{
	uint64_t n;

	if (!strcmp(dev->name, word))
		return true;
	return read_number(word, strlen(word), &n) && dev->ifindex == n;
}

/* By name before by index: a device may be called 2. */
static struct dev *in_ns(const struct ns *ns, const char *word)
{
	struct dev *dev;

	for (dev = ns->devs; dev; dev = dev->next)
		if (!strcmp(dev->name, word))
			return dev;
	for (dev = ns->devs; dev; dev = dev->next)
		if (is_called(dev, word))
			return dev;
	return NULL;
}

static struct dev *anywhere(const struct host *h, const char *word, struct problem *p)
{
	_cleanup_text_ struct text where = { 0 };
	struct dev *found = NULL;
	size_t i, n = 0;

	for (i = 0; i < h->n_devs; i++) {
		struct dev *dev = &h->devs[i];

		if (strcmp(dev->name, word))
			continue;
		found = dev;
		if (++n <= 4)
			text_printf(&where, " net:[%llu]/%s", (unsigned long long)dev->netns,
				    dev->name);
	}
	if (n == 1)
		return found;
	if (n)
		problem_set(p, -EINVAL, "%zu devices are called %s: say which,%s%s", n, word,
			    text_str(&where), n > 4 ? " ..." : "");
	else
		problem_set(p, -ESRCH, "no device %s", word);
	return NULL;
}

struct dev *find_dev(const struct host *h, const char *word, struct problem *p)
{
	const char *slash = strrchr(word, '/');
	const struct ns *host_net = h->init ? h->init->ns[LINK_net] : NULL;
	_cleanup_free_ char *where = NULL;
	struct dev *dev;
	struct ns *ns;

	if (!slash) {
		dev = host_net ? in_ns(host_net, word) : NULL;
		return dev ? dev : anywhere(h, word, p);
	}
	where = strndup(word, (size_t)(slash - word));
	ns = where ? find_ns(h, where, NS_net, p) : NULL;
	if (!ns)
		return NULL;
	dev = in_ns(ns, slash + 1);
	if (!dev)
		problem_set(p, -ESRCH, "no device %s in net:[%llu]", slash + 1,
			    (unsigned long long)ns->inum);
	return dev;
}
