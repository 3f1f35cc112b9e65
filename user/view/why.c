/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview why: why a device is busy, or why a namespace is still there.
 */
#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "../cleanup.h"
#include "find.h"
#include "why.h"

/* "net:[4026531840]", but not "net:[4026531840]/eth0" */
static bool is_link(const char *word)
{
	const char *open = strstr(word, ":[");
	_cleanup_free_ char *type = open ? strndup(word, (size_t)(open - word)) : NULL;

	return type && ns_type_parse(type) != NS_TYPES && word[strlen(word) - 1] == ']' &&
	       !strchr(open, '/');
}

static bool is_nsfs(const char *path)
{
	struct statfs fs;

	return !statfs(path, &fs) && fs.f_type == NSFS_MAGIC;
}

/*
 * "/run/netns/gone": there is nothing, and it was no device of a namespace that
 * was meant, for what is before the name is a folder.
 */
static bool is_in_folder(const char *path)
{
	_cleanup_free_ char *folder = strndup(path, (size_t)(strrchr(path, '/') - path) + 1);
	struct stat st;

	return folder && !stat(folder, &st) && S_ISDIR(st.st_mode);
}

/*
 * Of saved tables only their mounts tell what a path is, see is_saved_dev(): this host's
 * files say nothing about them.
 */
static bool is_namespace(const char *word, bool saved)
{
	if (is_link(word))
		return true;
	if (saved && strchr(word, '/'))
		return strchr("./", *word);
	if (strchr(word, '/'))
		return is_nsfs(word) || (strchr("./", *word) && is_in_folder(word));
	return find_is_ns(word);
}

static const struct sheet *why_sheet(const struct options *o)
{
	return o->nwords && is_namespace(o->words[0], o->from) ? &why_ns_sheet : &why_dev_sheet;
}

/*
 * A device, or the net namespace that its name or that of an environment is. Numbers are
 * devices: a process is nothing that anybody asks why about.
 */
static int find_named(const struct host *h, const char *word, struct dev **dev, struct ns **net,
		      struct problem *p)
{
	*net = NULL;
	if (find_is_name(word))
		return find_dev_or_net(h, word, dev, net, p);
	*dev = find_dev(h, word, p);
	return *dev ? 0 : -ESRCH;
}

/* "/run/netns/blue/eth0" */
static bool is_saved_dev(const struct options *o, const struct host *h)
{
	struct problem ignored;

	return o->from && strchr(o->words[0], '/') && find_dev(h, o->words[0], &ignored);
}

static const struct sheet *why_sheet_of(const struct options *o, const struct host *h)
{
	struct problem ignored;
	struct dev *dev;
	struct ns *net;

	if (why_sheet(o) == &why_ns_sheet && !is_saved_dev(o, h))
		return &why_ns_sheet;
	if (!find_named(h, o->words[0], &dev, &net, &ignored) && net)
		return &why_ns_sheet;
	return &why_dev_sheet;
}

static int why_show(const struct host *h, const struct options *o, struct out *out,
		    struct problem *p)
{
	const char *word = o->words[0];
	struct dev *dev;
	struct ns *ns;

	/* What the word means was settled with the sheet: a path may change. */
	if (out->sheet == &why_ns_sheet) {
		/* Neither references nor what else has them: half of that answers nothing. */
		if (host_without_module(h))
			return problem_set(p, -ENODEV,
					   "only the module knows what keeps a namespace alive");
		ns = find_ns_of(h, word, NS_net, p);
		return ns ? why_ns(h, ns, out, p) : -ESRCH;
	}
	if (find_named(h, word, &dev, &ns, p))
		return -ESRCH;
	if (!dev)
		return problem_set(p, -ESRCH, "%s was a device just now", word);
	return why_dev(h, dev, out, p);
}

const struct view view_why = {
	.name = "why",
	.args = "DEVICE|NAMESPACE",
	.help = "Says who holds a device, or what keeps a namespace alive",
	.examples = { "nsview why eth0", "nsview why 'net:[4026532300]'" },
	.takes = TAKES_WORD,
	.need = TABLE_BIT(devs) | TABLE_BIT(tasks),
	.want = TABLE_BIT(namespaces) | TABLE_BIT(pins) | TABLE_BIT(ports) | TABLE_BIT(cgroups) |
		TABLE_BIT(mounts) | TABLE_BIT(taps),
	.facts = { "tasks", "devs", "namespaces" },
	.sheet = why_sheet,
	.sheet_of = why_sheet_of,
	.show = why_show,
};
