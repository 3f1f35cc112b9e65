/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's list of devices against rtnetlink in each net namespace.
 *
 * A device is the same in both views if namespace and ifindex are: an ifindex
 * is not given again as long as its namespace lives. As inode numbers of
 * namespaces are, the namespace's id and the address tell whether two looks of
 * one view saw the same device.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "check.h"
#include "nets.h"

/* These follow the carrier and the operational state. */
#define FLAGS_VOLATILE (IFF_RUNNING | IFF_LOWER_UP | IFF_DORMANT)

enum {
	VALUE_NAME,
	VALUE_KIND,
	VALUE_MAC,
	VALUE_FLAGS,
	VALUE_MTU,
	VALUE_MASTER,
	VALUE_LINK,
	VALUES
};

static const struct attribute attributes[VALUES] = {
	[VALUE_NAME] = { "name", true },  [VALUE_KIND] = { "kind", true },
	[VALUE_MAC] = { "mac", true },	  [VALUE_FLAGS] = { "flags", false },
	[VALUE_MTU] = { "mtu", false },	  [VALUE_MASTER] = { "master", false },
	[VALUE_LINK] = { "link", false },
};

/* Of values where "-" is that there is none, and not that nobody knows. */
static uint64_t none_is_0(uint64_t n)
{
	return n == NSVIEW_NONE ? 0 : n;
}

static const char *none_is_empty(const char *s)
{
	return s ? s : "";
}

static int kernel_devices(void *ctx, struct look *look, struct problem *p)
{
	struct looking *l = ctx;
	int err = look_at_kernel(l, TABLE_BIT(devs) | TABLE_BIT(namespaces), p);
	size_t i;

	for (i = 0; !err && i < l->host.n_devs; i++) {
		const struct dev *dev = &l->host.devs[i];
		const char *name = look_text(look, dev->name);
		struct sight s = {
			.key = { dev->netns, dev->ifindex },
			.same = same_text(net_id(&l->host, dev->netns), dev->mac),
			.name = name,
			.values = {
				[VALUE_NAME].text = name,
				[VALUE_KIND].text = look_text(look, none_is_empty(dev->kind)),
				[VALUE_MAC].text = look_text(look, none_is_empty(dev->mac)),
				[VALUE_FLAGS].num = dev->flags & ~(uint64_t)FLAGS_VOLATILE,
				[VALUE_MTU].num = dev->mtu,
				[VALUE_MASTER].num = none_is_0(dev->master),
				[VALUE_LINK].num = none_is_0(dev->link),
			},
		};

		look_add(look, &s);
	}
	return err;
}

static void put_mac(char *mac, size_t size, const struct nlattr *attr)
{
	const unsigned char *bytes = netlink_bytes(attr, 1);
	size_t len = bytes ? netlink_len(attr) : 0, i;

	*mac = '\0';
	for (i = 0; i < len && 3 * i + 3 < size; i++)
		snprintf(mac + (i ? 3 * i - 1 : 0), size - 3 * i, i ? ":%02x" : "%02x", bytes[i]);
}

static int link_message(const struct nlmsghdr *msg, void *arg)
{
	struct net_dump *dump = arg;
	const struct ifinfomsg *head;
	const struct nlattr *attr[IFLA_LINKINFO + 1], *info[IFLA_INFO_KIND + 1] = { 0 };
	char mac[3 * 32 + 1];
	struct sight s;

	if (!msg) {
		net_dump_again(dump);
		return 0;
	}
	head = netlink_header(msg, sizeof(*head));
	if (!head || msg->nlmsg_type != RTM_NEWLINK)
		return 0;
	netlink_attrs(msg, sizeof(*head), attr, ARRAY_SIZE(attr));
	if (attr[IFLA_LINKINFO])
		netlink_nested(attr[IFLA_LINKINFO], info, ARRAY_SIZE(info));
	put_mac(mac, sizeof(mac), attr[IFLA_ADDRESS]);
	s = (struct sight){
		.key = { dump->inum, (uint64_t)head->ifi_index },
		.same = same_text(dump->id, mac),
		.name = look_text(dump->look, netlink_text(attr[IFLA_IFNAME])),
		.values = {
			[VALUE_KIND].text =
				look_text(dump->look, none_is_empty(netlink_text(info[IFLA_INFO_KIND]))),
			[VALUE_MAC].text = look_text(dump->look, mac),
			[VALUE_FLAGS].num = head->ifi_flags & ~(uint64_t)FLAGS_VOLATILE,
			[VALUE_MTU].num = netlink_num(attr[IFLA_MTU]),
			[VALUE_MASTER].num = none_is_0(netlink_num(attr[IFLA_MASTER])),
			[VALUE_LINK].num = none_is_0(netlink_num(attr[IFLA_LINK])),
		},
	};
	s.values[VALUE_NAME].text = s.name;
	look_add(dump->look, &s);
	return 0;
}

static int look_into_net(int fd, const struct ns *ns, struct look *look)
{
	return net_dump(fd, ns, look, AF_UNSPEC, RTEXT_FILTER_SKIP_STATS, link_message);
}

static int rtnetlink_devices(void *ctx, struct look *look, struct problem *p)
{
	return look_into_nets(ctx, look, look_into_net, p);
}

void put_net_object(struct text *row, const struct difference *d, const char *what)
{
	struct object o = object_of(what);

	o.netns = d->sight.key[KEY_SCOPE];
	o.ifindex = d->sight.key[KEY_OBJECT];
	o.name = d->name;
	put_object(row, &o);
}

static void put_device(struct text *row, const struct difference *d)
{
	put_net_object(row, d, "device");
}

void explain_netlink(void *ctx, const struct difference *d, struct text *reason)
{
	(void)ctx;
	if (d->kernel && !d->attribute)
		text_puts(reason, "the answer to the dump lacks it");
	else if (!d->kernel)
		text_puts(reason, "the kernel's list lacks it: the answer is made up");
	else
		text_puts(reason, "the answer is not what the kernel has");
	put_preload(reason);
}

const struct comparison compare_devices = {
	.what = "devices",
	.other_name = "rtnetlink",
	.attributes = attributes,
	.nattributes = VALUES,
	.kernel = kernel_devices,
	.other = rtnetlink_devices,
	.put_object = put_device,
	.explain = explain_netlink,
};
