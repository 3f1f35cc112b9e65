/* SPDX-License-Identifier: GPL-2.0 */
/* What objects are called in a comparison, and what is said of those that are new or gone. */
#include <stdio.h>
#include <string.h>

#include "diff.h"
#include "words.h"

static void put_inum(struct text *t, const char *type, uint64_t inum)
{
	text_printf(t, "%s:[", type ? type : "?");
	if (inum == NSVIEW_NONE)
		text_putc(t, '-');
	else
		text_num(t, inum);
	text_putc(t, ']');
}

static void put_pid(struct text *t, uint64_t pid)
{
	if (pid == NSVIEW_NONE)
		text_putc(t, '-');
	else
		text_num(t, pid);
}

/* As find_dev() takes it: by its name where that is the host's. */
static void put_dev(struct text *t, const struct host *h, uint64_t netns, uint64_t ifindex)
{
	const struct dev *dev = host_dev(h, netns, ifindex);

	if (!h->init || h->init->ns_net != netns) {
		put_inum(t, "net", netns);
		text_putc(t, '/');
	}
	if (dev)
		text_puts(t, dev->name);
	else
		put_pid(t, ifindex);
}

static void put_words(struct text *t, const char *before, const char *words)
{
	if (!words)
		return;
	text_puts(t, before);
	text_puts(t, words);
}

void diff_name_process(struct text *t, const struct host *h, const void *row)
{
	const struct task *task = row;

	(void)h;
	text_num(t, task->pid);
	put_words(t, " ", task->comm);
}

void diff_name_thread(struct text *t, const struct host *h, const void *row)
{
	const struct task *task = row;

	text_num(t, task->tgid);
	text_putc(t, '/');
	diff_name_process(t, h, row);
}

void diff_name_namespace(struct text *t, const struct host *h, const void *row)
{
	const struct ns *ns = row;

	(void)h;
	put_inum(t, ns->type, ns->inum);
}

void diff_name_cgroup(struct text *t, const struct host *h, const void *row)
{
	const struct cgroup *c = row;

	(void)h;
	if (c->hierarchy && c->controllers)
		text_printf(t, "%s:", c->controllers);
	else if (c->hierarchy)
		text_printf(t, "%s:", c->name ? c->name : "v1");
	put_words(t, "", c->path);
}

void diff_name_hierarchy(struct text *t, const struct host *h, const void *row)
{
	const struct hierarchy *hier = row;

	(void)h;
	if (!hier->hierarchy)
		text_puts(t, "v2");
	else if (hier->controllers && *hier->controllers)
		text_puts(t, hier->controllers);
	else
		put_words(t, "", hier->name);
}

void diff_name_device(struct text *t, const struct host *h, const void *row)
{
	const struct dev *dev = row;

	put_dev(t, h, dev->netns, dev->ifindex);
}

void diff_name_port(struct text *t, const struct host *h, const void *row)
{
	const struct port *port = row;

	put_dev(t, h, port->netns, port->ifindex);
	text_puts(t, " on ");
	put_dev(t, h, port->netns, port->master);
}

void diff_name_address(struct text *t, const struct host *h, const void *row)
{
	const struct addr *addr = row;

	put_words(t, "", addr->address);
	if (addr->prefix != NSVIEW_NONE) {
		text_putc(t, '/');
		text_num(t, addr->prefix);
	}
	put_words(t, " peer ", addr->peer);
	text_puts(t, " on ");
	put_dev(t, h, addr->netns, addr->ifindex);
}

void diff_name_fdb(struct text *t, const struct host *h, const void *row)
{
	const struct fdb *f = row;

	put_words(t, "", f->mac);
	if (f->vlan != NSVIEW_NONE) {
		text_puts(t, " vlan ");
		text_num(t, f->vlan);
	}
	text_puts(t, " at ");
	put_dev(t, h, f->netns, f->ifindex == NSVIEW_NONE ? f->master : f->ifindex);
}

void diff_name_mount(struct text *t, const struct host *h, const void *row)
{
	const struct mount *m = row;

	(void)h;
	put_words(t, "", m->point);
	put_words(t, " ", m->fstype);
	text_puts(t, " in ");
	put_inum(t, "mnt", m->ns_mnt);
}

void diff_name_pin(struct text *t, const struct host *h, const void *row)
{
	const struct pin *pin = row;
	const struct task *task = pin->pid == NSVIEW_NONE ? NULL : host_task(h, pin->pid);

	text_puts(t, pin->kind);
	if (pin->fd != NSVIEW_NONE) {
		text_putc(t, ' ');
		text_num(t, pin->fd);
	}
	if (pin->pid != NSVIEW_NONE) {
		text_puts(t, " of ");
		text_num(t, pin->pid);
		put_words(t, " ", task ? task->comm : NULL);
	}
	if (pin->by_type) {
		text_putc(t, ' ');
		put_inum(t, pin->by_type, pin->by_inum);
	}
	text_puts(t, " keeps ");
	put_inum(t, pin->type, pin->inum);
}

void diff_name_tap(struct text *t, const struct host *h, const void *row)
{
	const struct tap *tap = row;

	(void)h;
	put_words(t, "", tap->name ? tap->name : "tap");
	text_puts(t, " by descriptor ");
	put_pid(t, tap->fd);
	text_puts(t, " of ");
	put_pid(t, tap->pid);
}

void diff_name_hook(struct text *t, const struct host *h, const void *row)
{
	const struct hook *hook = row;

	(void)h;
	put_inum(t, "net", hook->netns);
	text_printf(t, " %s %s", hook->family, hook->hook);
	put_words(t, " ", hook->priority);
	put_words(t, " ", hook->function);
	put_words(t, " chain ", hook->nft_chain);
	put_words(t, " of ", hook->nft_table);
}

void diff_name_nat(struct text *t, const struct host *h, const void *row)
{
	const struct nat *nat = row;

	(void)h;
	put_inum(t, "net", nat->netns);
	text_printf(t, " %s %s", nat->family, nat->hook);
	put_words(t, " ", nat->nft_chain ? nat->nft_chain : nat->iptables);
	put_words(t, ": ", nat->how);
	put_words(t, " if ", nat->tests && *nat->tests ? nat->tests : NULL);
}

void diff_words_process(struct text *t, const struct host *h, const void *row)
{
	const struct task *task = row;

	(void)h;
	put_words(t, "in ", words_cgroup(task));
}

void diff_words_namespace(struct text *t, const struct host *h, const void *row)
{
	const struct ns *ns = row;
	size_t n = 0;
	const struct dev *dev;
	const struct mount *m;

	(void)h;
	put_words(t, "", ns->hostname);
	for (dev = ns->devs; dev; dev = dev->next)
		n++;
	if (n)
		text_printf(t, "%zu device%s", n, n == 1 ? "" : "s");
	for (n = 0, m = ns->mount_list; m; m = m->next)
		n++;
	if (n)
		text_printf(t, "%zu mount%s", n, n == 1 ? "" : "s");
}

void diff_words_device(struct text *t, const struct host *h, const void *row)
{
	const struct dev *dev = row;

	(void)h;
	text_puts(t, words_kind(dev));
	text_printf(t, " %s", words_state(dev));
	if (dev->addrs) {
		text_putc(t, ' ');
		words_addrs(t, dev, ' ');
	}
	if (dev->over)
		text_printf(t, ", port of %s", dev->over->name);
}

/* A device by its name, if it is known; and where it is, if that is not in @netns. */
static void put_dev_of(struct text *t, const struct host *h, uint64_t in, uint64_t ifindex,
		       uint64_t netns)
{
	const struct dev *dev = host_dev(h, in, ifindex);

	if (dev && dev->name)
		text_puts(t, dev->name);
	else
		text_num(t, ifindex);
	if (in != netns)
		text_printf(t, " in net:[%llu]", (unsigned long long)in);
}

/* NETNS:IFINDEX by commas, as the module has them; what is not so stays as it is. */
static void put_uppers(struct text *t, const struct host *h, const char *uppers, uint64_t netns)
{
	unsigned long long in, ifindex;
	int len;

	while (sscanf(uppers, "%llu:%llu%n", &in, &ifindex, &len) == 2) {
		put_dev_of(t, h, in, ifindex, netns);
		uppers += len;
		if (*uppers != ',')
			break;
		text_putc(t, *uppers++);
	}
	text_puts(t, uppers);
}

/* Columns that are one device or several, of a table whose rows are in a net namespace. */
static bool put_devices(struct text *t, const struct host *h, const struct diff_row *row,
			const struct table_column *c, const void *value_of)
{
	const struct table_column *column = diff_column(row->kind->table, "netns");
	const void *at = (const char *)value_of + c->offset;
	/* Not a fact from another table: then it is of a row of that. */
	const bool of_dev = row->kind->table == TABLE_devs && diff_column(TABLE_devs, c->name) == c;
	uint64_t netns, in;

	if (!column)
		return false;
	netns = *(const uint64_t *)((const char *)(row->b ? row->b : row->a) + column->offset);
	in = of_dev ? ((const struct dev *)value_of)->link_netns : netns;
	if (!strcmp(c->name, "master"))
		put_dev_of(t, h, netns, *(const uint64_t *)at, netns);
	else if (of_dev && !strcmp(c->name, "uppers"))
		put_uppers(t, h, *(const char *const *)at, netns);
	else if (of_dev && !strcmp(c->name, "link"))
		put_dev_of(t, h, in == NSVIEW_NONE ? netns : in, *(const uint64_t *)at, netns);
	else
		return false;
	return true;
}

void diff_put_value(struct text *t, const struct host *h, const struct diff_row *row,
		    const struct table_column *c, const void *value_of)
{
	const void *at = value_of ? (const char *)value_of + c->offset : NULL;
	uint64_t n;

	if (!at || (c->number ? *(const uint64_t *)at == NSVIEW_NONE : !*(const char *const *)at)) {
		text_putc(t, '-');
		return;
	}
	if (put_devices(t, h, row, c, value_of))
		return;
	if (!c->number) {
		text_puts(t, *(const char *const *)at);
		return;
	}
	n = *(const uint64_t *)at;
	if (!strcmp(c->name, "cgroup_id")) {
		size_t i = map_find(&h->by_cgroup, 0, n);

		if (i != MAP_NONE && h->cgroups[i].path) {
			text_puts(t, h->cgroups[i].path);
			return;
		}
	}
	text_num(t, n);
}
