// SPDX-License-Identifier: GPL-2.0
/*
 * rxhold.ko dev=NAME: takes the frames of a device of the caller's network
 * namespace, and puts no device on top of it, as drivers out of the tree do.
 * Only this module knows that it does.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>

static char *dev;
module_param(dev, charp, 0400);
MODULE_PARM_DESC(dev, "name of the device");

static struct net_device *held; /* under rtnl; NULL: it went away */

/* Lets every frame pass. */
static rx_handler_result_t rxhold_handle_frame(struct sk_buff **pskb)
{
	return RX_HANDLER_PASS;
}

/* A device that goes takes no reference of ours along: the handler is let go first. */
static int rxhold_event(struct notifier_block *nb, unsigned long event, void *info)
{
	if (event == NETDEV_UNREGISTER && netdev_notifier_info_to_dev(info) == held) {
		netdev_rx_handler_unregister(held);
		held = NULL;
	}
	return NOTIFY_DONE;
}

static struct notifier_block rxhold_notifier = { .notifier_call = rxhold_event };

static int __init rxhold_init(void)
{
	int err = register_netdevice_notifier(&rxhold_notifier);

	if (err)
		return err;
	rtnl_lock();
	held = dev ? __dev_get_by_name(current->nsproxy->net_ns, dev) : NULL;
	err = held ? netdev_rx_handler_register(held, rxhold_handle_frame, &held) : -ENODEV;
	if (err)
		held = NULL;
	rtnl_unlock();
	if (err)
		unregister_netdevice_notifier(&rxhold_notifier);
	return err;
}

static void __exit rxhold_exit(void)
{
	rtnl_lock();
	if (held)
		netdev_rx_handler_unregister(held);
	held = NULL;
	rtnl_unlock();
	unregister_netdevice_notifier(&rxhold_notifier);
}

module_init(rxhold_init);
module_exit(rxhold_exit);
MODULE_DESCRIPTION("nsview's test of an rx_handler that no device stands behind");
MODULE_LICENSE("GPL");
