/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "find.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../choose.h"
#include "../cleanup.h"
#include "../number.h"

static bool is_called(const struct dev *dev, const char *word)
{
	uint64_t n;

	if (!strcmp(dev->name, word))
		return true;
	return !number_parse(word, false, &n) && dev->ifindex == n;
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

static const struct ns *home(const struct host *h)
{
	return h->init ? h->init->ns[LINK_net] : NULL;
}

/* In the host's namespace. */
static struct dev *at_home(const struct host *h, const char *word)
{
	const struct ns *net = home(h);

	return net ? in_ns(net, word) : NULL;
}

/* Whether a person can type it, and sees what it is: strangers choose names, too. */
static bool is_plain(const char *name)
{
	const char *c;

	for (c = name; *c > ' ' && *c < 0x7f; c++)
		;
	return *name && !*c;
}

/* A device of the host's that may have been meant by @word, or NULL. */
static const char *like(const struct host *h, const char *word)
{
	const struct ns *net = home(h);
	const char *names[2] = { NULL };
	const struct dev *dev;
	size_t n = 0;

	/* Any letter is like any other, and a number is none that was misspelt. */
	if (!word[0] || !word[1] || !find_is_name(word))
		return NULL;
	/* The best so far beside each, rather than an array of all. */
	for (dev = net ? net->devs : NULL; dev; dev = dev->next) {
		names[n] = dev->name;
		if (choose_like(names, n + 1, word) != dev->name || !is_plain(dev->name))
			continue;
		names[0] = dev->name;
		n = 1;
	}
	return n ? names[0] : NULL;
}

/* Adds to the words, of what is not there, what may have been meant. */
static int or_like(const struct host *h, const char *word, struct problem *p)
{
	const char *name = like(h, word);
	size_t len = strlen(p->words);

	if (name)
		snprintf(p->words + len, sizeof(p->words) - len, "; did you mean %s", name);
	return -ESRCH;
}

/* 0, and NULL in @ret if there is none; -EINVAL with words if there are several. */
static int anywhere(const struct host *h, const char *word, struct dev **ret, struct problem *p)
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
	*ret = n == 1 ? found : NULL;
	if (n <= 1)
		return 0;
	return problem_set(p, -EINVAL, "%zu devices are called %s: say which,%s%s", n, word,
			   text_str(&where), n > 4 ? " ..." : "");
}

/* The NS of NS/DEV. */
static struct ns *ns_before(const struct host *h, const char *word, const char *slash,
			    struct problem *p)
{
	_cleanup_free_ char *where = strndup(word, (size_t)(slash - word));

	if (where && *where)
		return find_ns(h, where, NS_net, p);
	problem_set(p, -EINVAL, "'%s' names no device", word);
	return NULL;
}

struct dev *find_dev(const struct host *h, const char *word, struct problem *p)
{
	const char *slash = strrchr(word, '/');
	struct dev *dev;
	struct ns *ns;

	if (!*(slash ? slash + 1 : word)) {
		problem_set(p, -EINVAL, "'%s' names no device", word);
		return NULL;
	}
	if (!slash) {
		dev = at_home(h, word);
		if (dev || anywhere(h, word, &dev, p) || dev)
			return dev;
		problem_set(p, -ESRCH, "no device %s", word);
		or_like(h, word, p);
		return NULL;
	}
	ns = ns_before(h, word, slash, p);
	if (!ns)
		return NULL;
	dev = in_ns(ns, slash + 1);
	if (dev)
		return dev;
	problem_set(p, -ESRCH, "no device %s in net:[%llu]", slash + 1,
		    (unsigned long long)ns->inum);
	if (ns == home(h))
		or_like(h, slash + 1, p);
	return NULL;
}

static int by_name(const struct host *h, const char *word, struct dev **dev, struct ns **net,
		   struct problem *p)
{
	struct problem why;
	int err, net_err;

	*dev = at_home(h, word);
	if (*dev)
		return 0;
	net_err = find_called(h, word, NS_net, net, &why);
	if (*net)
		return 0;
	err = anywhere(h, word, dev, p);
	if (*dev || err)
		return err;
	if (net_err) {
		*p = why;
		return net_err;
	}
	problem_set(p, -ESRCH, "no device, net namespace or environment is called '%s'", word);
	return or_like(h, word, p);
}

/* Of a device before a process. */
static int by_number(const struct host *h, const char *word, struct dev **dev, struct ns **net,
		     struct problem *p)
{
	struct problem why;
	uint64_t n;
	int err;

	*dev = at_home(h, word);
	err = *dev ? 0 : anywhere(h, word, dev, &why);
	*net = *dev ? NULL : find_ns(h, word, NS_net, p);
	if (*dev || *net)
		return 0;
	if (err)
		*p = why;
	else if (!number_parse(word, false, &n) && !host_task(h, n))
		problem_set(p, -ESRCH, "no device or process %s", word);
	return -ESRCH;
}

int find_dev_or_net(const struct host *h, const char *word, struct dev **dev, struct ns **net,
		    struct problem *p)
{
	struct problem ignored;
	uint64_t n;

	*dev = NULL;
	*net = NULL;
	if (find_is_ns(word)) {
		*net = find_ns(h, word, NS_net, p);
		return *net ? 0 : -ESRCH;
	}
	if (find_is_name(word))
		return by_name(h, word, dev, net, p);
	if (!number_parse(word, false, &n))
		return by_number(h, word, dev, net, p);
	*dev = find_dev(h, word, p);
	if (!*dev) {
		const char *slash = strrchr(word, '/');
		/* What is before that is no namespace: the whole is a path. */
		bool path = slash && strchr("./", *word) && !ns_before(h, word, slash, &ignored);

		*net = find_ns(h, word, NS_net, path ? p : &ignored);
	}
	return *dev || *net ? 0 : -ESRCH;
}
