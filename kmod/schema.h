/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tables of nsview: the ABI between nsview.ko and everything that reads it.
 *
 * This header is the specification. The module and the tool both include it
 * and nothing else is shared between them; it includes nothing itself.
 *
 * Where
 *   <debugfs>/nsview/<table>, mode 0400, read-only, no ioctl, no mmap; and
 *   <debugfs>/nsview/binary/<table>, the same in binary.
 *
 * Grammar
 *   file   = head columns *row
 *   head   = "nsview " version " " table LF
 *   columns= name *(TAB name) LF
 *   row    = cell *(TAB cell) LF          as many cells as there are columns
 *   cell   = "-" / number / text          "-" is: absent, does not apply
 *   number = 1*DIGIT                      decimal, fits 64 bits, no sign
 *   text   = *(%x20-5B / %x5D-7E / "\x" 2HEX)
 *
 *   Every byte of a text that is not printable ASCII, and the backslash, is
 *   written as \x and two lower-case digits; a text that is just "-" is
 *   written \x2d. A text may be empty. So no name of a process or a device
 *   can forge a cell, a row or a terminal sequence.
 *
 * Binary
 *   For programs on the same machine that read a table often. What is kept or
 *   sent elsewhere is text. The same rows come in the same order, with the same
 *   cells, but for what has changed between two reads.
 *
 *   record = length count *word *byte      one for each row
 *   file   = "nsview " version " " table " binary" LF columns *NUL *record
 *
 *   The two lines are followed by NULs up to a multiple of eight bytes from the
 *   file's begin. A row begins with two numbers of 32 bits: its length in bytes,
 *   a multiple of eight, and the count of its words, which is that of the
 *   columns. A word has 64 bits, all in the machine's own byte order. It is
 *   NSVIEW_BINARY_NONE where the cell is absent; else, as the column's type below
 *   is, NUM: the number; or TEXT: how many bytes behind the row's begin its text
 *   begins, which is behind the words and within the row. A text is not escaped
 *   and ends with the first NUL. What else is behind the words means nothing, and
 *   the texts may be there in any order. A row's last byte is NUL if it has a text.
 *
 * Compatibility
 *   Readers find columns by name and ignore the ones they do not know, so
 *   columns and tables may be added under one version. A column is never
 *   renamed, reordered or given another type or meaning; that would be a new
 *   version.
 *
 * Truth
 *   A row is true: what it joins was read under one hold of the lock that
 *   guards it, or read again until nothing changed meanwhile. A file is not
 *   one instant: rows carry what identifies their object for good (pid and
 *   start, netns and ifindex, type and inum and, where the kernel has one,
 *   id). A file cut between two rows can not be told from a shorter one.
 *
 * Numbers
 *   Pids, tids and uids are those of the initial pid and user namespace,
 *   whoever reads. A namespace is named by its inum, the number in
 *   "net:[4026531840]". Times are nanoseconds of CLOCK_BOOTTIME.
 */
#ifndef NSVIEW_SCHEMA_H
#define NSVIEW_SCHEMA_H

#define NSVIEW_VERSION 1
#define NSVIEW_RELEASE "0.1.0"

/* An absent cell of a binary table. No number is that large. */
#define NSVIEW_BINARY_NONE 0xffffffffffffffffULL

/* The types of namespace, as the kernel spells them. */
#define NSVIEW_NS_TYPES(X) \
	X(cgroup)          \
	X(ipc)             \
	X(mnt)             \
	X(net)             \
	X(pid)             \
	X(time)            \
	X(user)            \
	X(uts)

/* The links in /proc/PID/ns and the type each leads to. */
#define NSVIEW_NS_LINKS(X)         \
	X(cgroup, cgroup)          \
	X(ipc, ipc)                \
	X(mnt, mnt)                \
	X(net, net)                \
	X(pid, pid)                \
	X(pid_for_children, pid)   \
	X(time, time)              \
	X(time_for_children, time) \
	X(user, user)              \
	X(uts, uts)

/*
 * Columns: X(name, NUM or TEXT, what it is).
 */

/* What this kernel lets nsview see, and what not and why. */
#define NSVIEW_INFO_COLUMNS(X)                                               \
	X(key, TEXT, "what the line is about")                               \
	X(value, TEXT, "a release, a number, or yes, no or part")            \
	X(note, TEXT, "the reason, where something can not be seen whole")

/*
 * A process, and each thread whose namespaces or cgroup differ from those of
 * its group's leader (then pid is the tid and differs from tgid). A task
 * that has let go of its namespaces, as a zombie has, shows "-" for them.
 */
#define NSVIEW_TASKS_COLUMNS(X)                                              \
	X(pid, NUM, "id of the process or thread")                           \
	X(tgid, NUM, "id of the process it belongs to")                      \
	X(ppid, NUM, "id of the parent process, 0 if it is out of sight")    \
	X(start, NUM, "start, ns since boot")                                \
	X(uid, NUM, "effective user id")                                     \
	X(state, TEXT, "R S D T t X Z P I, as ps shows it")                  \
	X(threads, NUM, "number of threads of the process")                  \
	X(kthread, NUM, "1 for a thread of the kernel itself, else 0")       \
	X(nspid, TEXT, "its pid in each nested pid namespace, outer first, by commas") \
	X(ns_cgroup, NUM, "cgroup namespace")                                \
	X(ns_ipc, NUM, "ipc namespace")                                      \
	X(ns_mnt, NUM, "mount namespace")                                    \
	X(ns_net, NUM, "network namespace")                                  \
	X(ns_pid, NUM, "pid namespace it is in")                             \
	X(ns_pid_for_children, NUM, "pid namespace its next child will be in") \
	X(ns_time, NUM, "time namespace it is in")                           \
	X(ns_time_for_children, NUM, "time namespace its next child will be in") \
	X(ns_user, NUM, "user namespace of its credentials")                 \
	X(ns_uts, NUM, "uts namespace")                                      \
	X(nsproxy, TEXT, "token of its nsproxy: equal for tasks that share it") \
	X(nsproxy_count, NUM, "references to that nsproxy")                  \
	X(cgroup_id, NUM, "its cgroup in the v2 hierarchy")                  \
	X(cgroups_v1, TEXT, "its cgroups in v1 hierarchies: HIERARCHY:ID by commas") \
	X(root, TEXT, "host if its root directory is that of PID 1, else own") \
	X(comm, TEXT, "name of the task")

/* A namespace that is alive. */
#define NSVIEW_NAMESPACES_COLUMNS(X)                                         \
	X(type, TEXT, "cgroup ipc mnt net pid time user uts")                \
	X(inum, NUM, "inode number in nsfs; used again after its end")       \
	X(id, NUM, "64-bit id, never used again while the host is up")       \
	X(parent, NUM, "parent (pid and user namespaces)")                   \
	X(owner, NUM, "user namespace that owns it")                         \
	X(level, NUM, "depth below the initial one (pid and user)")          \
	X(refs, NUM, "references, as the kernel counts them for the type")   \
	X(active, NUM, "of those, the ones that make it active; listns(2) hides one with 0") \
	X(creator, NUM, "uid of the creator (user namespaces)")              \
	X(devices, NUM, "network devices in it (net)")                       \
	X(pids, NUM, "pids allocated in it (pid)")                           \
	X(known, TEXT, "how it is known: list task fd flight parent owner")  \
	X(hostname, TEXT, "host name in it (uts)")                           \
	X(domain, TEXT, "NIS domain name in it (uts)")

/*
 * Something that keeps a namespace alive, and that tasks does not already
 * say. Kinds:
 *   fd            a descriptor of the namespace: one reference for all
 *                 descriptors and mounts of its nsfs inode together
 *   flight        such a descriptor, or a socket, on its way in the queue of the
 *                 unix socket that pid and fd name
 *   unread        that queue could not be looked into, as a reader held it, or not
 *                 to its end, as there is too much in it: what is in flight there
 *                 is not known, or not all, and type and inum are "-"
 *   socket        a socket: one reference, however many descriptors it has
 *   thread        a thread with an nsproxy that is not its leader's
 *   for_children  a task whose next child will be in it, and not the task
 *   child         a namespace that is its child (pid and user)
 *   owned         a namespace that it owns (user)
 * Of processes that share a descriptor table, one stands for all, and what is in flight in a
 * queue is told of at one descriptor of its socket: the first that is come to.
 */
#define NSVIEW_PINS_COLUMNS(X)                                               \
	X(type, TEXT, "of the namespace that is kept")                       \
	X(inum, NUM, "its inode number")                                     \
	X(kind, TEXT, "fd flight unread socket thread for_children child owned") \
	X(pid, NUM, "process or thread that holds it")                       \
	X(fd, NUM, "its descriptor")                                         \
	X(socket, NUM, "inode number of the socket: one for all its descriptors") \
	X(family, TEXT, "family of that socket: unix inet inet6 netlink packet ..., or a number") \
	X(nsproxy, TEXT, "token of the nsproxy that refers to it")           \
	X(by_type, TEXT, "type of the namespace that keeps it")              \
	X(by_inum, NUM, "its inode number")

/*
 * A cgroup, of the v2 hierarchy and of those v1 hierarchies that info says
 * can be reached. In v1 the controllers are those that are attached to the
 * hierarchy, and populated says no more than that a task is in the cgroup or
 * below.
 */
#define NSVIEW_CGROUPS_COLUMNS(X)                                            \
	X(hierarchy, NUM, "0 for v2, else the id in /proc/cgroups")          \
	X(id, NUM, "id in its hierarchy; in v2 the inode number in cgroupfs") \
	X(parent, NUM, "id of its parent")                                   \
	X(controllers, TEXT, "controllers that act in it, by commas")        \
	X(populated, NUM, "1 if it or one below it holds a process")         \
	X(path, TEXT, "path from the root of the hierarchy")                 \
	X(name, TEXT, "name of the hierarchy, where a v1 one was given one")

/* A network device of any network namespace. */
#define NSVIEW_DEVS_COLUMNS(X)                                               \
	X(netns, NUM, "network namespace it is in")                          \
	X(ifindex, NUM, "its index there")                                   \
	X(name, TEXT, "its name")                                            \
	X(kind, TEXT, "rtnl link kind: veth bridge ...; - for hardware and lo") \
	X(flags, NUM, "IFF_ flags, as rtnetlink gives them")                \
	X(mac, TEXT, "link-layer address")                                   \
	X(mtu, NUM, "bytes")                                                 \
	X(operstate, TEXT, "unknown notpresent down lowerlayerdown testing dormant up") \
	X(master, NUM, "ifindex of the device it is enslaved to")            \
	X(link, NUM, "ifindex of its peer or lower device")                  \
	X(link_netns, NUM, "network namespace that link is in")              \
	X(uppers, TEXT, "devices stacked on it: NETNS:IFINDEX by commas")    \
	X(rx_handler, TEXT, "function that takes its frames before the IP stack") \
	X(rx_module, TEXT, "module of rx_handler; - if built in")            \
	X(start_xmit, TEXT, "function that sends its frames")                \
	X(xmit_module, TEXT, "module of start_xmit; - if built in")          \
	X(rx_bytes, NUM, "") X(rx_packets, NUM, "")                          \
	X(rx_errors, NUM, "") X(rx_dropped, NUM, "")                         \
	X(tx_bytes, NUM, "") X(tx_packets, NUM, "")                          \
	X(tx_errors, NUM, "") X(tx_dropped, NUM, "")

/* An IP address of a device. */
#define NSVIEW_ADDRS_COLUMNS(X)                                              \
	X(netns, NUM, "network namespace of the device")                     \
	X(ifindex, NUM, "the device")                                        \
	X(family, TEXT, "inet or inet6")                                     \
	X(address, TEXT, "the local address, without prefix length")         \
	X(prefix, NUM, "prefix length")                                      \
	X(scope, TEXT, "global site link host nowhere, or a number")         \
	X(peer, TEXT, "the other end, on point-to-point links")              \
	X(label, TEXT, "IPv4 label")

/*
 * A device enslaved to another. What its master's own serialiser says of it:
 * the columns from port to mrp_in_open are a bridge's, other is anybody's, bond_
 * and ad_ a bond's, vrf_table a vrf's, and "-" for another kind of master and
 * for what this kernel's does not tell. Times are in hundredths of a second
 * (USER_HZ), as rtnetlink has them.
 */
#define NSVIEW_PORTS_COLUMNS(X)                                              \
	X(netns, NUM, "network namespace of the device and its master")      \
	X(ifindex, NUM, "the device")                                        \
	X(master, NUM, "ifindex of the master")                              \
	X(kind, TEXT, "rtnl link kind of the master")                        \
	X(port, NUM, "port number")                                          \
	X(state, TEXT, "disabled listening learning forwarding blocking")    \
	X(flags, TEXT, "what is switched on, by commas, named as bridge(8) does") \
	X(cost, NUM, "spanning tree path cost")                              \
	X(priority, NUM, "spanning tree priority")                           \
	X(pvid, NUM, "VLAN of frames that arrive without a tag")             \
	X(vlans, TEXT, "VLANs it is in: ranges by commas; ? for thousands with tunnels") \
	X(untagged, TEXT, "those of them that leave it without a tag")       \
	X(port_id, NUM, "port id: priority and number")                      \
	X(root_id, TEXT, "root bridge: priority.address in hexadecimal")     \
	X(bridge_id, TEXT, "designated bridge, likewise")                    \
	X(designated_port, NUM, "port id on the designated bridge")          \
	X(designated_cost, NUM, "path cost of the designated bridge")        \
	X(message_age_timer, NUM, "")                                        \
	X(forward_delay_timer, NUM, "")                                      \
	X(hold_timer, NUM, "")                                               \
	X(topology_change_ack, NUM, "1 or 0")                                \
	X(config_pending, NUM, "1 or 0")                                     \
	X(multicast_router, NUM, "0 never, 1 learned, 2 always, 3 for now")  \
	X(mcast_groups, NUM, "multicast groups joined at it")                \
	X(mcast_max_groups, NUM, "most that may be; 0: no limit")            \
	X(eht_hosts, NUM, "hosts tracked at it")                             \
	X(eht_hosts_limit, NUM, "most that may be")                          \
	X(group_fwd_mask, NUM, "link-local groups that it forwards, a bit for each") \
	X(backup_port, NUM, "ifindex of the port that takes over from it")   \
	X(backup_nhid, NUM, "nexthop used when it does")                     \
	X(mrp_ring_open, NUM, "1 or 0")                                      \
	X(mrp_in_open, NUM, "1 or 0")                                        \
	X(other, TEXT, "attributes newer than this module: NUMBER=BYTES by commas") \
	X(bond_state, TEXT, "active or backup")                              \
	X(bond_mii, TEXT, "up going-down down going-back")                   \
	X(bond_failures, NUM, "times its link failed")                       \
	X(bond_mac, TEXT, "its own link-layer address, that the bond's replaced") \
	X(bond_queue, NUM, "queue id")                                       \
	X(bond_prio, TEXT, "priority for becoming the active one, with its sign") \
	X(ad_aggregator, NUM, "LACP aggregator")                             \
	X(ad_actor_state, NUM, "LACP state, a bit for each")                 \
	X(ad_partner_state, NUM, "that of the partner")                      \
	X(ad_prio, NUM, "LACP priority of the port")                         \
	X(ad_actor_churn, TEXT, "monitoring churned none: no agreement for too long") \
	X(ad_partner_churn, TEXT, "that of the partner")                     \
	X(vrf_table, NUM, "routing table of the vrf")

/*
 * A netfilter hook that is called for packets of a network namespace, in the
 * order in which they are called. The columns nft_ are for one that runs a base
 * chain of nftables. Chains of type nat are not among them: the hook is one of
 * nf_nat, which calls them in turn.
 */
#define NSVIEW_HOOKS_COLUMNS(X)                                              \
	X(netns, NUM, "network namespace")                                   \
	X(family, TEXT, "ip ip6 arp bridge netdev")                          \
	X(hook, TEXT, "prerouting input forward output postrouting ingress egress") \
	X(ifindex, NUM, "the device (netdev)")                               \
	X(order, NUM, "place in the order of calls, from 1")                 \
	X(priority, TEXT, "a number with its sign; lower is called earlier") \
	X(function, TEXT, "function that is called")                         \
	X(module, TEXT, "its module; - if built in")                         \
	X(nft_family, TEXT, "family of the nftables table that it runs")     \
	X(nft_table, TEXT, "name of that table")                             \
	X(nft_chain, TEXT, "name of the chain")

/* Every table there is: X(name, its list of columns). */
#define NSVIEW_TABLES(X)                        \
	X(info, NSVIEW_INFO_COLUMNS)            \
	X(tasks, NSVIEW_TASKS_COLUMNS)          \
	X(namespaces, NSVIEW_NAMESPACES_COLUMNS) \
	X(pins, NSVIEW_PINS_COLUMNS)            \
	X(cgroups, NSVIEW_CGROUPS_COLUMNS)      \
	X(devs, NSVIEW_DEVS_COLUMNS)            \
	X(addrs, NSVIEW_ADDRS_COLUMNS)          \
	X(ports, NSVIEW_PORTS_COLUMNS)          \
	X(hooks, NSVIEW_HOOKS_COLUMNS)

#endif
