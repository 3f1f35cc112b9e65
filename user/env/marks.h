/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How what nsview made is told from what others made, by whoever has to remove what a
 * killed nsview left behind: by these marks alone, never by a name that looks like
 * ours: network_gc(). NAME is an environment's.
 *
 *	link of kind veth	alias "nsview:NAME ID": the host's end of its eth0. It
 *				goes with the environment's net namespace. ID: state_id().
 *	link of kind bridge	alias "nsview:bridge". Made, but not marked any more, it
 *				has no alias, and the MAC that hangs on its name
 *				(net_bridge_is_ours()). It may go when it has no port.
 *	table inet nsview	comment "nsview:table"
 *	rules in it		comment "nsview:table": goes with the table;
 *				"nsview:bridge BRIDGE": with that bridge;
 *				"nsview:NAME PORT/PROTOCOL ID": with the environment
 *
 * All of the state that belongs to the network is in /run/nsview/net-INUM, by the inode
 * number of the net namespace that it is of, and is root's alone. What is locked there is
 * held by somebody alive:
 *
 *	lock			flock: held while bridges, rules and forwarding change
 *	pool-BRIDGE		a record of LEASE_RECORD bytes for each address, by its
 *				number in the prefix: "NAME DEVICE", and locked as long
 *				as it is taken. Record 0 is locked, shared, by everybody
 *				who uses the bridge.
 *	forward			"PATH VALUE" for each setting of /proc/sys that was
 *				changed to 1: to be put back with the last environment,
 *				if it is still 1. Its beginning is locked like a record 0.
 */
#ifndef NSVIEW_ENV_MARKS_H
#define NSVIEW_ENV_MARKS_H

#define MARK "nsview:"
#define MARK_BRIDGE MARK "bridge"
#define MARK_TABLE MARK "table"

#define NFT_TABLE "nsview"

#define LEASE_RECORD 64
#define POOL_FILE "pool-"
#define NETWORK_LOCK "lock"

#endif
