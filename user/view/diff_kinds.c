/* SPDX-License-Identifier: GPL-2.0 */
/* What is compared: see diff.h. */
#include <string.h>

#include "../cleanup.h"
#include "diff.h"

/* Kernel threads come and go all the time, and have nothing of their own. */
static bool is_task(const struct diff *d, const struct host *h, const struct task *t)
{
	return d->all || (!t->kernel && t->pid != (h == d->a ? d->self_a : d->self_b));
}

static bool is_process(const struct diff *d, const struct host *h, const void *row)
{
	const struct task *t = row;

	return t->pid == t->tgid && is_task(d, h, t);
}

static bool is_thread(const struct diff *d, const struct host *h, const void *row)
{
	const struct task *t = row;

	return t->pid != t->tgid && is_task(d, h, t);
}

static bool is_cgroup(const struct diff *d, const struct host *h, const void *row)
{
	const struct cgroup *c = row;

	(void)h;
	return c->path && (!d->other_boot || !c->hierarchy);
}

static bool is_device(const struct diff *d, const struct host *h, const void *row)
{
	const struct dev *dev = row;

	return !d->other_boot || (h->init && dev->net && dev->net == h->init->ns[LINK_net]);
}

/* What a bridge learns it forgets again. */
static bool is_fdb(const struct diff *d, const struct host *h, const void *row)
{
	const struct fdb *f = row;

	(void)h;
	return d->all ||
	       (f->state && (!strcmp(f->state, "permanent") || !strcmp(f->state, "static")));
}

static bool is_pin(const struct diff *d, const struct host *h, const void *row)
{
	const struct pin *pin = row;

	return d->all || pin->pid != (h == d->a ? d->self_a : d->self_b);
}

static bool with_process(const struct host *other, const void *row)
{
	const struct task *t = row;

	return !host_task(other, t->tgid);
}

static bool with_pin(const struct host *other, const void *row)
{
	const struct pin *pin = row;
	enum ns_type type = pin->type ? ns_type_parse(pin->type) : NS_TYPES;
	enum ns_type by = pin->by_type ? ns_type_parse(pin->by_type) : NS_TYPES;

	return (pin->pid != NSVIEW_NONE && !host_task(other, pin->pid)) ||
	       (type != NS_TYPES && !host_ns(other, type, pin->inum)) ||
	       (by != NS_TYPES && !host_ns(other, by, pin->by_inum));
}

static bool with_tap(const struct host *other, const void *row)
{
	return !host_task(other, ((const struct tap *)row)->pid);
}

/* In every net namespace there is one. */
static bool with_loopback(const struct host *other, const void *row)
{
	const struct dev *dev = row;

	return dev->name && !strcmp(dev->name, "lo") && !host_ns(other, NS_net, dev->netns);
}

static bool with_address(const struct host *other, const void *row)
{
	const struct addr *addr = row;

	return !host_dev(other, addr->netns, addr->ifindex);
}

static bool with_port(const struct host *other, const void *row)
{
	const struct port *port = row;

	return !host_dev(other, port->netns, port->ifindex);
}

static bool with_fdb(const struct host *other, const void *row)
{
	const struct fdb *f = row;

	return !host_dev(other, f->netns, f->master) || !host_dev(other, f->netns, f->ifindex);
}

static bool with_mount(const struct host *other, const void *row)
{
	return !host_ns(other, NS_mnt, ((const struct mount *)row)->ns_mnt);
}

static bool with_hook(const struct host *other, const void *row)
{
	return !host_ns(other, NS_net, ((const struct hook *)row)->netns);
}

static bool with_nat(const struct host *other, const void *row)
{
	return !host_ns(other, NS_net, ((const struct nat *)row)->netns);
}

static bool lacks_threads(const struct diff *d)
{
	return d->no_threads;
}

static bool lacks_cgroups(const struct diff *d)
{
	return d->no_cgroups;
}

/* What has a task, or is in a list of the kernel, the module finds itself. */
static bool unread_namespace(const struct host *other, const void *row)
{
	const char *known = ((const struct ns *)row)->known;

	if (known && !strcmp(known, "mount"))
		return other->missed_of[TABLE_mounts].len || !(other->tables & TABLE_BIT(mounts));
	if (known && strcmp(known, "parent") && strcmp(known, "owner"))
		return false;
	return other->missed_of[TABLE_mounts].len || other->missed_of[TABLE_pins].len ||
	       other->missed_of[TABLE_taps].len;
}

/* Without the module a namespace that is out of sight need not have gone. */
static bool unread_device(const struct host *other, const void *row)
{
	return host_without_module(other) &&
	       !host_ns(other, NS_net, ((const struct dev *)row)->netns);
}

static bool unread_cgroup(const struct host *other, const void *row)
{
	(void)row;
	return other->missed_of[TABLE_folders].len;
}

#define OF_TASK                                                                \
	.table = TABLE_tasks, .key = "pid", .tells = "start", .still = "tgid", \
	.moving = "state threads nsproxy nsproxy_count", .task = "pid"

const struct diff_kind diff_kinds[] = {
	{
		.name = "namespace",
		.table = TABLE_namespaces,
		.key = "type inum",
		.tells = "id parent owner level creator",
		.moving = "refs active devices pids known",
		.unknown = true,
		.unread = unread_namespace,
		.put_name = diff_name_namespace,
		.put_words = diff_words_namespace,
		.facts = { { .table = TABLE_nets, .link = "netns", .to = "inum", .prefix = "net" } },
	},
	{
		OF_TASK,
		.name = "process",
		.is = is_process,
		.put_name = diff_name_process,
		.put_words = diff_words_process,
		.facts = { { .table = TABLE_creds, .link = "pid", .to = "pid", .prefix = "creds" },
			   { .table = TABLE_roots, .link = "pid", .to = "pid", .prefix = "root" },
			   { .table = TABLE_members,
			     .link = "pid",
			     .to = "pid",
			     .more = "hierarchy",
			     .prefix = "member" } },
	},
	{
		OF_TASK,
		.name = "thread",
		.is = is_thread,
		.passed_over = lacks_threads,
		.implied = with_process,
		.put_name = diff_name_thread,
		.facts = { { .table = TABLE_creds, .link = "pid", .to = "pid", .prefix = "creds" } },
	},
	{
		.name = "cgroup",
		.table = TABLE_cgroups,
		.key = "hierarchy path id",
		.across = "hierarchy path",
		.of_boot = "id parent",
		.is = is_cgroup,
		.passed_over = lacks_cgroups,
		.unread = unread_cgroup,
		.put_name = diff_name_cgroup,
		.facts = { { .table = TABLE_limits,
			     .link = "hierarchy path",
			     .to = "hierarchy path",
			     .more = "file",
			     .called = "file",
			     .moving = "cpu.stat memory.current pids.current io.stat "
				       "cpuacct.usage memory.usage_in_bytes "
				       "blkio.throttle.io_service_bytes" } },
	},
	{
		.name = "hierarchy",
		.table = TABLE_hierarchies,
		.key = "hierarchy",
		.put_name = diff_name_hierarchy,
	},
	{
		.name = "device",
		.table = TABLE_devs,
		.key = "netns ifindex",
		.tells = "kind",
		.moving = "rx_bytes rx_packets rx_errors rx_dropped "
			  "tx_bytes tx_packets tx_errors tx_dropped",
		.across = "name",
		.of_boot = "netns ifindex master link link_netns uppers",
		.ns = "netns",
		.ns_type = NS_net,
		.is = is_device,
		.implied = with_loopback,
		.unread = unread_device,
		.put_name = diff_name_device,
		.put_words = diff_words_device,
		.facts = { { .table = TABLE_links,
			     .link = "netns ifindex",
			     .to = "netns ifindex",
			     .prefix = "link",
			     .moving = "carrier_changes counters timers" } },
	},
	{
		.name = "port",
		.table = TABLE_ports,
		.key = "netns ifindex",
		.moving = "message_age_timer forward_delay_timer hold_timer "
			  "topology_change_ack config_pending mcast_groups eht_hosts "
			  "bond_failures",
		.ns = "netns",
		.ns_type = NS_net,
		.implied = with_port,
		.put_name = diff_name_port,
	},
	{
		.name = "address",
		.table = TABLE_addrs,
		.key = "netns ifindex family address prefix peer",
		.ns = "netns",
		.ns_type = NS_net,
		.implied = with_address,
		.put_name = diff_name_address,
	},
	{
		.name = "fdb",
		.table = TABLE_fdb,
		.key = "netns master ifindex mac vlan",
		.ns = "netns",
		.ns_type = NS_net,
		.is = is_fdb,
		.implied = with_fdb,
		.put_name = diff_name_fdb,
	},
	{
		.name = "mount",
		.table = TABLE_mounts,
		.key = "ns_mnt id",
		.tells = "device root fstype",
		.still = "pid",
		.ns = "ns_mnt",
		.ns_type = NS_mnt,
		.implied = with_mount,
		.put_name = diff_name_mount,
	},
	{
		.name = "pin",
		.table = TABLE_pins,
		.key = "type inum kind pid fd socket by_type by_inum",
		.still = "nsproxy family",
		.is = is_pin,
		.implied = with_pin,
		.put_name = diff_name_pin,
	},
	{
		.name = "tap",
		.table = TABLE_taps,
		.key = "ns_net pid fd tid",
		.still = "file",
		.task = "pid",
		.implied = with_tap,
		.put_name = diff_name_tap,
	},
	{
		.name = "hook",
		.table = TABLE_hooks,
		.key = "netns family hook ifindex priority function module nft_family nft_table "
		       "nft_chain",
		.still = "order",
		.ns = "netns",
		.ns_type = NS_net,
		.implied = with_hook,
		.put_name = diff_name_hook,
	},
	{
		.name = "nat",
		.table = TABLE_nats,
		.key = "netns family hook priority nft_table nft_chain iptables in_chain how tests",
		.still = "rule depth",
		.ns = "netns",
		.ns_type = NS_net,
		.implied = with_nat,
		.put_name = diff_name_nat,
	},
};

const size_t diff_nkinds = ARRAY_SIZE(diff_kinds);
