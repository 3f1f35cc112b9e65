/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "find.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

/* In the host's namespace. */
static struct dev *at_home(const struct host *h, const char *word)
{
	const struct ns *net = h->init ? h->init->ns[LINK_net] : NULL;

	return net ? in_ns(net, word) : NULL;
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
		return dev ? dev : anywhere(h, word, p);
	}
	ns = ns_before(h, word, slash, p);
	if (!ns)
		return NULL;
	dev = in_ns(ns, slash + 1);
	if (!dev)
		problem_set(p, -ESRCH, "no device %s in net:[%llu]", slash + 1,
			    (unsigned long long)ns->inum);
	return dev;
}

int find_dev_or_net(const struct host *h, const char *word, struct dev **dev, struct ns **net,
		    struct problem *p)
{
	struct problem ignored;

	*dev = NULL;
	*net = NULL;
	if (find_is_ns(word)) {
		*net = find_ns(h, word, NS_net, p);
		return *net ? 0 : -ESRCH;
	}
	if (find_is_name(word))
		*dev = at_home(h, word);
	if (find_is_name(word) && !*dev)
		*net = find_ns(h, word, NS_net, &ignored);
	if (!*dev && !*net)
		*dev = find_dev(h, word, p);
	if (!*dev && !*net && !find_is_name(word)) {
		const char *slash = strrchr(word, '/');
		/* What is before that is no namespace: the whole is a path. */
		bool path = slash && strchr("./", *word) && !ns_before(h, word, slash, &ignored);

		*net = find_ns(h, word, NS_net, path ? p : &ignored);
	}
	return *dev || *net ? 0 : -ESRCH;
}
