/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What user space can tell of devices, and no table of the module has: what stands in
 * the way of their frames before the IP stack, such as XDP and tc programs and packet
 * sockets, the settings of their kind, and what ip(8) shows besides. Each net
 * namespace is entered once.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "../progress.h"
#include "enter.h"
#include "link_cells.h"
#include "link_settings.h"
#include "put.h"
#include "vlan_options.h"
#include "vlans.h"

/* Since Linux 6.6; older headers have none of it. */
#define TCX_INGRESS 46
#define TCX_EGRESS 47
#define PTYPES "/proc/thread-self/net/ptype"

/* What the cells of link_cells() take, of nearly every device. */
#define CELLS_ROOM 1000

/* What is found of a device, in several dumps. */
struct facts {
	bool seen; /* it was there when it was looked for */
	char driver[32];
	struct text xdp;
	struct text settings;
	struct text timers;
	struct vlans vlans; /* of a bridge itself */
	char qdisc[16]; /* at its ingress */
	uint64_t ingress; /* filters */
	uint64_t egress;
	uint64_t tcx_ingress;
	uint64_t tcx_egress;
	uint64_t taps;
	uint64_t promisc;
	struct text cells; /* of link_cells() */
	struct text vlan_options;
};

struct visit {
	struct gathering *g;
	const struct ns *ns;
	struct facts *facts; /* one for each device of the host */
	struct netlink nl;
	uint64_t *count; /* what count_filter() counts */
	int home; /* where one comes back to */
	bool no_tcx; /* the kernel was asked, and has none */
};

static struct facts *facts_of(struct visit *v, uint64_t ifindex)
{
	const struct dev *dev = host_dev(v->g->host, v->ns->inum, ifindex);

	/* One that came after the module's table was read is not of this picture. */
	return dev ? &v->facts[dev - v->g->host->devs] : NULL;
}

static void put_xdp(struct text *t, const struct nlattr *xdp)
{
	static const struct {
		uint16_t attr;
		uint8_t attached;
		const char *mode;
	} modes[] = {
		{ IFLA_XDP_DRV_PROG_ID, XDP_ATTACHED_DRV, "driver" },
		{ IFLA_XDP_SKB_PROG_ID, XDP_ATTACHED_SKB, "generic" },
		{ IFLA_XDP_HW_PROG_ID, XDP_ATTACHED_HW, "hardware" },
	};
	const struct nlattr *at[IFLA_XDP_MAX + 1];
	size_t i;

	netlink_nested(xdp, at, ARRAY_SIZE(at));
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		uint64_t id = netlink_num(at[modes[i].attr]);

		if (id == UINT64_MAX && netlink_num(at[IFLA_XDP_ATTACHED]) == modes[i].attached)
			id = netlink_num(at[IFLA_XDP_PROG_ID]);
		if (id != UINT64_MAX)
			text_printf(t, "%s%s:%llu", t->len ? "," : "", modes[i].mode,
				    (unsigned long long)id);
	}
}

static int take_link(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[LINK_ATTRS], *info[IFLA_INFO_MAX + 1];
	const struct ifinfomsg *link = msg ? netlink_header(msg, sizeof(*link)) : NULL;
	struct facts *f = link ? facts_of(arg, (uint64_t)link->ifi_index) : NULL;

	if (!f || msg->nlmsg_type != RTM_NEWLINK)
		return 0;
	f->seen = true;
	netlink_attrs(msg, sizeof(*link), at, ARRAY_SIZE(at));
	f->promisc = netlink_num(at[IFLA_PROMISCUITY]);
	text_reset(&f->xdp);
	put_xdp(&f->xdp, at[IFLA_XDP]);
	text_reset(&f->cells);
	text_reserve(&f->cells, CELLS_ROOM);
	link_cells(&f->cells, link, at);
	text_reset(&f->settings);
	text_reset(&f->timers);
	netlink_nested(at[IFLA_LINKINFO], info, ARRAY_SIZE(info));
	if (netlink_text(info[IFLA_INFO_KIND]))
		link_settings(&f->settings, &f->timers, netlink_text(info[IFLA_INFO_KIND]),
			      info[IFLA_INFO_DATA]);
	return 0;
}

/* VLANs of the bridge itself, as of a port; those of ports the module has. */
static int take_vlans(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[IFLA_MAX + 1];
	const struct ifinfomsg *link = msg ? netlink_header(msg, sizeof(*link)) : NULL;
	struct facts *f = link ? facts_of(arg, (uint64_t)link->ifi_index) : NULL;

	if (!f || msg->nlmsg_type != RTM_NEWLINK)
		return 0;
	netlink_attrs(msg, sizeof(*link), at, ARRAY_SIZE(at));
	if (netlink_num(at[IFLA_MASTER]) == (uint64_t)link->ifi_index)
		vlans_read(&f->vlans, at[IFLA_AF_SPEC]);
	return 0;
}

/* A device with many VLANs has several messages. */
static int take_vlan_options(const struct nlmsghdr *msg, void *arg)
{
	struct visit *v = arg;
	struct facts *f = msg ? facts_of(v, vlan_options_ifindex(msg)) : NULL;
	const struct dev *dev;

	for (dev = msg ? NULL : v->ns->devs; dev; dev = dev->next)
		text_reset(&v->facts[dev - v->g->host->devs].vlan_options);
	if (f)
		vlan_options_read(&f->vlan_options, msg);
	return 0;
}

static int take_qdisc(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[TCA_MAX + 1];
	const struct tcmsg *tc = msg ? netlink_header(msg, sizeof(*tc)) : NULL;
	struct facts *f = tc ? facts_of(arg, (uint64_t)tc->tcm_ifindex) : NULL;
	const char *kind;

	if (!f || msg->nlmsg_type != RTM_NEWQDISC)
		return 0;
	netlink_attrs(msg, sizeof(*tc), at, ARRAY_SIZE(at));
	kind = netlink_text(at[TCA_KIND]);
	/* They have the same number; it is the parent that is the place. */
	if (tc->tcm_parent == TC_H_INGRESS && kind)
		snprintf(f->qdisc, sizeof(f->qdisc), "%s", kind);
	return 0;
}

/* Each filter comes first without a handle, then once for each of its rules. */
static int count_filter(const struct nlmsghdr *msg, void *arg)
{
	struct visit *v = arg;
	const struct tcmsg *tc = msg ? netlink_header(msg, sizeof(*tc)) : NULL;

	if (!msg)
		*v->count = 0;
	else if (tc && msg->nlmsg_type == RTM_NEWTFILTER && !tc->tcm_handle)
		++*v->count;
	return 0;
}

static int count_filters(struct visit *v, const struct dev *dev, uint32_t parent, uint64_t *count)
{
	struct netlink_request r;
	struct tcmsg *tc = netlink_request(&r, RTM_GETTFILTER, sizeof(*tc));

	tc->tcm_ifindex = (int)dev->ifindex;
	tc->tcm_parent = parent;
	*count = 0;
	v->count = count;
	return netlink_dump(&v->nl, &r, count_filter, v);
}

static int dump_filters(struct visit *v)
{
	const struct dev *dev;
	int err = 0;

	for (dev = v->ns->devs; dev && !err; dev = dev->next) {
		struct facts *f = facts_of(v, dev->ifindex);

		if (!f || !f->qdisc[0])
			continue;
		err = count_filters(v, dev, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS), &f->ingress);
		if (!err && !strcmp(f->qdisc, "clsact"))
			err = count_filters(v, dev, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS),
					    &f->egress);
		/* The device or its qdisc went meanwhile. */
		if (err == -ENODEV || err == -EINVAL || err == -ENOENT)
			err = 0;
	}
	return err;
}

static int dump_vlans(struct visit *v)
{
	struct netlink_request r;
	struct ifinfomsg *link;
	int err;

	link = netlink_request(&r, RTM_GETLINK, sizeof(*link));
	link->ifi_family = AF_BRIDGE;
	netlink_put_u32(&r, IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN_COMPRESSED);
	err = netlink_dump(&v->nl, &r, take_vlans, v);
	if (err)
		return err;
	vlan_options_ask(&r);
	err = netlink_dump(&v->nl, &r, take_vlan_options, v);
	/* A bridge of that kernel has none. */
	return err == -EOPNOTSUPP ? 0 : err;
}

static int dump_all(struct visit *v)
{
	struct netlink_request r;
	int err;

	netlink_request(&r, RTM_GETLINK, sizeof(struct ifinfomsg));
	err = netlink_dump(&v->nl, &r, take_link, v);
	/* Only a bridge and its ports have any, and most namespaces have no bridge. */
	if (!err && ns_has_bridge(v->ns))
		err = dump_vlans(v);
	if (err)
		return err;
	netlink_request(&r, RTM_GETQDISC, sizeof(struct tcmsg));
	err = netlink_dump(&v->nl, &r, take_qdisc, v);
	return err ? err : dump_filters(v);
}

/* NSVIEW_NONE: this kernel has no such place, and then has it for no device. */
static uint64_t count_programs(struct visit *v, const struct dev *dev, uint32_t place)
{
	union bpf_attr attr;

	if (v->no_tcx)
		return NSVIEW_NONE;
	memset(&attr, 0, sizeof(attr));
	attr.query.target_fd = (uint32_t)dev->ifindex;
	attr.query.attach_type = place;
	if (syscall(SYS_bpf, BPF_PROG_QUERY, &attr, sizeof(attr)) < 0) {
		v->no_tcx = errno == EINVAL;
		return NSVIEW_NONE;
	}
	return attr.query.prog_cnt;
}

static void ask_driver(int fd, const struct dev *dev, struct facts *f)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ifreq ifr = { .ifr_data = (void *)&info };

	if (snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev->name) >= IFNAMSIZ)
		return;
	if (!ioctl(fd, SIOCETHTOOL, &ifr))
		memccpy(f->driver, info.driver, 0, sizeof(f->driver) - 1);
}

static int by_name(const void *a, const void *b)
{
	return strncmp(a, b, IFNAMSIZ);
}

/* How many of @names, in order and IFNAMSIZ bytes each, are @name. */
static uint64_t count_name(const struct text *names, const char *name)
{
	const char *first, *last, *end;

	if (!names->len)
		return 0;
	first = bsearch(name, names->s, names->len / IFNAMSIZ, IFNAMSIZ, by_name);
	if (!first)
		return 0;
	end = names->s + names->len;
	for (last = first + IFNAMSIZ; last < end && !by_name(last, name); last += IFNAMSIZ)
		;
	while (first > names->s && !by_name(first - IFNAMSIZ, name))
		first -= IFNAMSIZ;
	return (uint64_t)(last - first) / IFNAMSIZ;
}

/*
 * "ALL  eth0     tpacket_rcv", or without a device: taps of all of them. Others
 * than ALL are for one protocol, and not before the rx_handler.
 */
static int count_taps(struct visit *v)
{
	_cleanup_fclose_ FILE *file = fopen(PTYPES, "re");
	_cleanup_text_ struct text names = { 0 };
	char line[256], name[IFNAMSIZ];
	uint64_t all = 0;
	struct dev *dev;

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, "ALL  ", 5))
			continue;
		memset(name, 0, sizeof(name));
		if (line[5] == ' ')
			all++;
		else if (sscanf(line + 5, "%15s", name) == 1)
			text_add(&names, name, sizeof(name));
	}
	if (names.failed)
		return -ENOMEM;
	/* A machine may have thousands of devices, and one that listens on each. */
	if (names.len)
		qsort(names.s, names.len / IFNAMSIZ, IFNAMSIZ, by_name);
	for (dev = v->ns->devs; dev; dev = dev->next)
		v->facts[dev - v->g->host->devs].taps += all + count_name(&names, dev->name);
	return ferror(file) ? -EIO : 0;
}

static int visit_here(void *arg)
{
	struct visit *v = arg;
	_cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const struct dev *dev;
	int err;

	err = netlink_open(&v->nl, -1, NETLINK_ROUTE);
	if (err)
		return err;
	err = dump_all(v);
	netlink_close(&v->nl);
	if (err)
		return err;
	for (dev = v->ns->devs; dev; dev = dev->next) {
		struct facts *f = &v->facts[dev - v->g->host->devs];

		if (fd >= 0)
			ask_driver(fd, dev, f);
		f->tcx_ingress = count_programs(v, dev, TCX_INGRESS);
		f->tcx_egress = count_programs(v, dev, TCX_EGRESS);
	}
	return count_taps(v);
}

static void put_made(struct text *t, const struct text *made)
{
	put_text(t, made->len ? text_str(made) : NULL);
}

static void put_facts(struct text *t, const struct dev *dev, const struct facts *f)
{
	put_num(t, dev->netns);
	put_num(t, dev->ifindex);
	put_text(t, f->driver[0] ? f->driver : NULL);
	put_made(t, &f->xdp);
	put_text(t, f->qdisc[0] ? f->qdisc : NULL);
	put_num(t, f->ingress);
	put_num(t, f->egress);
	put_num(t, f->tcx_ingress);
	put_num(t, f->tcx_egress);
	put_num(t, f->taps);
	put_made(t, &f->settings);
	put_num(t, f->vlans.pvid);
	put_made(t, &f->vlans.all);
	put_made(t, &f->vlans.untagged);
	put_num(t, f->promisc);
	text_puts(t, text_str(&f->cells));
	put_made(t, &f->vlan_options);
	put_made(t, &f->timers);
	put_end(t);
}

static int visit(struct visit *v, const struct ns *ns)
{
	_cleanup_close_ int fd = ns_open(v->g->host, ns);

	v->ns = ns;
	return fd < 0 ? fd : ns_do_from(v->home, fd, CLONE_NEWNET, visit_here, v);
}

int gather_links(struct gathering *g, struct problem *p)
{
	const struct host *h = g->host;
	struct facts *facts = calloc(h->n_devs + 1, sizeof(*facts));
	_cleanup_close_ int home = ns_home();
	struct visit v = { .g = g, .facts = facts, .home = home };
	size_t i;

	if (!facts)
		return problem_set(p, -ENOMEM, "out of memory");
	for (i = 0; i < h->n_devs; i++)
		facts[i].vlans.pvid = NSVIEW_NONE;
	for (i = 0; i < h->n_namespaces; i++) {
		const struct ns *ns = &h->namespaces[i];
		int err = ns->kind == NS_net && ns->devs ? visit(&v, ns) : 0;

		if (err)
			missed(g, err, "devices of net:[%llu]", (unsigned long long)ns->inum);
		progress_at(i + 1, h->n_namespaces);
	}
	for (i = 0; i < h->n_devs; i++) {
		if (facts[i].seen)
			put_facts(&g->rows, &h->devs[i], &facts[i]);
		g->rows.failed |= facts[i].xdp.failed || facts[i].settings.failed ||
				  facts[i].timers.failed || facts[i].cells.failed ||
				  facts[i].vlan_options.failed || facts[i].vlans.all.failed ||
				  facts[i].vlans.untagged.failed;
		text_free(&facts[i].xdp);
		text_free(&facts[i].settings);
		text_free(&facts[i].timers);
		text_free(&facts[i].cells);
		text_free(&facts[i].vlan_options);
		vlans_free(&facts[i].vlans);
	}
	free(facts);
	return 0;
}
