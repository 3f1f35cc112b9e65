/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables that the tool gathers itself, because user space can read what they
 * say, completely and cheaply: mount trees, cgroup limits, forwarding entries.
 * They have the grammar of schema.h, so that a saved host may hold them too and
 * views know no difference.
 *
 * They are gathered after the kernel's tables were joined, which say where to
 * look: one process for each mount namespace, a way into each net namespace.
 */
#ifndef NSVIEW_GATHERED_H
#define NSVIEW_GATHERED_H

#include <stddef.h>
#include <stdint.h>

#include "../problem.h"
#include "../text.h"

/* A mount, from the mountinfo of one task in its namespace (proc_pid_mountinfo(5)). */
#define NSVIEW_MOUNTS_COLUMNS(X)                                                             \
	X(ns_mnt, NUM, "mount namespace it is in")                                           \
	X(id, NUM, "mount id")                                                               \
	X(parent, NUM, "mount id of the mount it is on")                                     \
	X(device, TEXT, "MAJOR:MINOR of its files")                                          \
	X(root, TEXT, "the part of the filesystem that is seen; of a namespace TYPE:[INUM]") \
	X(point, TEXT, "where, from the root of the task that was asked")                    \
	X(options, TEXT, "per-mount options")                                                \
	X(shared, NUM, "peer group; - if it is not shared")                                  \
	X(slave, NUM, "peer group it receives from")                                         \
	X(unbindable, NUM, "1 or 0")                                                         \
	X(fstype, TEXT, "type of filesystem")                                                \
	X(source, TEXT, "what was mounted")                                                  \
	X(super, TEXT, "options of the superblock")                                          \
	X(pid, NUM, "the task that was asked; - if one had to enter")

/* The root directory of a process, as its mount namespace names it. */
#define NSVIEW_ROOTS_COLUMNS(X)                          \
	X(pid, NUM, "process")                           \
	X(mount, NUM, "mount id that its root is on")    \
	X(inode, NUM, "inode number of it")              \
	X(device, TEXT, "MAJOR:MINOR of its filesystem") \
	X(path, TEXT, "path of it, from its mount namespace's root where that can be told")

/* A descriptor of a tap or tun: its socket keeps a net namespace alive (SIOCGSKNS). */
#define NSVIEW_TAPS_COLUMNS(X)                                             \
	X(ns_net, NUM, "net namespace it keeps alive")                     \
	X(pid, NUM, "process that has it")                                 \
	X(fd, NUM, "its descriptor")                                       \
	X(name, TEXT, "device it is attached to")                          \
	X(file, NUM, "equal for descriptors of one open file: one socket") \
	X(tid, NUM, "the thread whose own descriptor it is; - if all of the process have it")

/* A hierarchy of cgroups (cgroups(7), /proc/cgroups, mountinfo). */
#define NSVIEW_HIERARCHIES_COLUMNS(X)                                \
	X(hierarchy, NUM, "0 for v2, else its id")                   \
	X(controllers, TEXT, "those attached to it, by commas")      \
	X(name, TEXT, "name that a v1 one was given")                \
	X(mount, TEXT, "where it is mounted, from this tool's root") \
	X(root, TEXT, "the part of it that is seen there: / is all of it")

/* A cgroup of a hierarchy that the module does not show, from cgroupfs. */
#define NSVIEW_FOLDERS_COLUMNS(X)                \
	X(hierarchy, NUM, "id of the hierarchy") \
	X(id, NUM, "inode number of its folder") \
	X(path, TEXT, "path from the root of the hierarchy")

/* The cgroup of a task in a v1 hierarchy (/proc/PID/cgroup). */
#define NSVIEW_MEMBERS_COLUMNS(X)                     \
	X(pid, NUM, "process or thread, as in tasks") \
	X(hierarchy, NUM, "id of the hierarchy")      \
	X(path, TEXT, "path of the cgroup from the root of the hierarchy")

/* A value in a cgroup's folder. */
#define NSVIEW_LIMITS_COLUMNS(X)                                           \
	X(hierarchy, NUM, "0 for v2, else its id")                         \
	X(path, TEXT, "path of the cgroup from the root of the hierarchy") \
	X(file, TEXT, "name of the file, such as memory.max")              \
	X(value, TEXT, "what it holds, without the last newline")

/* A forwarding entry of a bridge (bridge-fdb(8)). */
#define NSVIEW_FDB_COLUMNS(X)                                                        \
	X(netns, NUM, "network namespace of the bridge")                             \
	X(master, NUM, "ifindex of the bridge")                                      \
	X(ifindex, NUM, "port it leads to; the bridge itself for its own addresses") \
	X(mac, TEXT, "link-layer address")                                           \
	X(vlan, NUM, "VLAN")                                                         \
	X(state, TEXT, "permanent static reachable stale")

/* What rtnetlink says of a device, and no table of the module does. */
#define NSVIEW_LINKS_COLUMNS(X)                                                                  \
	X(netns, NUM, "network namespace")                                                       \
	X(ifindex, NUM, "the device")                                                            \
	X(driver, TEXT, "its driver (ETHTOOL_GDRVINFO)")                                         \
	X(xdp, TEXT, "driver, generic or hardware, and :ID of the program; by commas")           \
	X(tc_ingress, TEXT, "qdisc at its ingress: ingress or clsact")                           \
	X(tc_filters, NUM, "filters there")                                                      \
	X(tc_egress, NUM, "filters at the egress of a clsact")                                   \
	X(tcx, NUM, "BPF programs attached at ingress by tcx")                                   \
	X(tcx_egress, NUM, "and at egress")                                                      \
	X(taps, NUM, "packet sockets and others that see all of its frames")                     \
	X(settings, TEXT, "KEY=VALUE by commas: what its kind was told, as ip-link(8) calls it") \
	X(pvid, NUM, "of a bridge itself: VLAN of its own untagged frames")                      \
	X(vlans, TEXT, "of a bridge itself: VLANs that it hears")                                \
	X(untagged, TEXT, "of a bridge itself: those that it hears without a tag")               \
	X(promisc, NUM, "how many want all frames of it; 0: it is not promiscuous")              \
	X(type, TEXT, "of its link layer: ether loopback none ..., or a number")                 \
	X(broadcast, TEXT, "link-layer address of everybody")                                    \
	X(permaddr, TEXT, "link-layer address that it was made with, where it says")             \
	X(alias, TEXT, "what somebody wrote to it")                                              \
	X(altnames, TEXT, "its other names, by commas; in one , is \\x2c, \\ is \\x5c")          \
	X(group, NUM, "group of devices it is in")                                               \
	X(qdisc, TEXT, "its queueing discipline")                                                \
	X(txqlen, NUM, "packets that it may have in its queue")                                  \
	X(linkmode, TEXT, "default or dormant")                                                  \
	X(carrier, NUM, "1 or 0")                                                                \
	X(carrier_changes, NUM, "times that came or went")                                       \
	X(proto_down, NUM, "1: held down by a protocol")                                         \
	X(allmulti, NUM, "how many want all multicast frames of it")                             \
	X(min_mtu, NUM, "least it may be set to")                                                \
	X(max_mtu, NUM, "most")                                                                  \
	X(tx_queues, NUM, "queues for sending")                                                  \
	X(rx_queues, NUM, "queues for receiving")                                                \
	X(gso_max_size, NUM, "bytes of a packet that it is given to cut up")                     \
	X(gso_max_segs, NUM, "pieces of that")                                                   \
	X(tso_max_size, NUM, "bytes that it could cut up itself")                                \
	X(tso_max_segs, NUM, "pieces")                                                           \
	X(gro_max_size, NUM, "bytes that packets are put together to")                           \
	X(gso_ipv4_max_size, NUM, "gso_max_size for IPv4")                                       \
	X(gro_ipv4_max_size, NUM, "gro_max_size for IPv4")                                       \
	X(addr_gen_mode, TEXT, "how IPv6 addresses are made: eui64 none stable_secret random")   \
	X(parent_bus, TEXT, "bus of the hardware it is for")                                     \
	X(parent_dev, TEXT, "name of that on the bus")                                           \
	X(phys_port_name, TEXT, "what its driver calls the port")                                \
	X(phys_port_id, TEXT, "id of the port: bytes in hexadecimal")                            \
	X(phys_switch_id, TEXT, "id of the switch it is a port of, likewise")                    \
	X(link_nsid, NUM, "what its net namespace calls that of link")                           \
	X(counters, TEXT, "KEY=VALUE by commas: what it counts, and devs has not")               \
	X(vlan_options, TEXT,                                                                    \
	  "of a bridge or port, what it keeps for VLANs: RANGE:KEY=VALUE by commas")             \
	X(timers, TEXT, "KEY=VALUE by commas: what of its kind moves by itself")

/* What a net namespace does with packets as a whole. */
#define NSVIEW_NETS_COLUMNS(X)                                                          \
	X(netns, NUM, "network namespace")                                              \
	X(forward4, NUM, "net.ipv4.ip_forward")                                         \
	X(forward6, NUM, "net.ipv6.conf.all.forwarding")                                \
	X(call_iptables, NUM, "bridge-nf-call-iptables; - without br_netfilter")        \
	X(call_ip6tables, NUM, "bridge-nf-call-ip6tables")                              \
	X(call_arptables, NUM, "bridge-nf-call-arptables")                              \
	X(call_tagged, NUM, "bridge-nf-filter-vlan-tagged: frames with a tag too")      \
	X(route4, NUM, "ifindex of the IPv4 default route")                             \
	X(via4, TEXT, "its gateway")                                                    \
	X(route6, NUM, "ifindex of the IPv6 default route")                             \
	X(via6, TEXT, "its gateway")                                                    \
	X(nsid, NUM, "what the net namespace of who gathered this calls it")            \
	X(odd4, TEXT, "ifindexes whose net.ipv4.conf.DEV.forwarding is not ip_forward") \
	X(odd6, TEXT, "those whose force_forwarding is 1 though forward6 is 0")

/*
 * A rule that a connection's first packet meets in a chain that translates addresses,
 * of nftables or of the older iptables, in the order in which it meets them: those
 * of a chain that is jumped to follow the jump, deeper. A chain without a rule has
 * a row, too.
 */
#define NSVIEW_NATS_COLUMNS(X)                                                                            \
	X(netns, NUM, "network namespace")                                                                \
	X(family, TEXT, "ip ip6 inet")                                                                    \
	X(hook, TEXT, "prerouting input output postrouting")                                              \
	X(priority, TEXT, "a number with its sign")                                                       \
	X(nft_table, TEXT, "name of the chain's table in nftables")                                       \
	X(nft_chain, TEXT, "name of the chain there")                                                     \
	X(how, TEXT,                                                                                      \
	  "what the rule does: masquerade, snat.., dnat.., redirect.., jump, goto, return, accept, drop") \
	X(iptables, TEXT, "or the chain of iptables' table nat")                                          \
	X(rule, NUM, "its handle in nftables; in iptables its place in its chain")                        \
	X(in_chain, TEXT, "the chain it is in, if that is another one")                                   \
	X(depth, NUM, "how many jumps led there")                                                         \
	X(tests, TEXT, "its conditions, all of which must hold: see nat_words.h")

/*
 * Where the kernel sends the packet that was asked for (path --to) if it arrives
 * on a device (RTM_GETROUTE).
 */
#define NSVIEW_ROUTES_COLUMNS(X)                                                            \
	X(netns, NUM, "network namespace")                                                  \
	X(ifindex, NUM, "the device it arrives on")                                         \
	X(to, TEXT, "its destination")                                                      \
	X(source, TEXT, "its source; - if it was asked for as if it were sent from here")   \
	X(given, NUM, "1: that source was given; 0: it is a neighbour made up")             \
	X(type, TEXT, "local broadcast multicast anycast unicast ...: as ip-route(8) says") \
	X(out, NUM, "ifindex of the device it leaves by")                                   \
	X(via, TEXT, "the gateway")                                                         \
	X(error, NUM, "errno, where the kernel would drop it")                              \
	X(sendable, NUM, "then 1: sent from here it would have a way")                      \
	X(forwarding, NUM, "that device's sysctl forwarding")                               \
	X(rp_filter, NUM, "its sysctl rp_filter, or that of all if it is more")

/* The credentials of a process or thread (/proc/PID/status). Sets of capabilities are bits. */
#define NSVIEW_CREDS_COLUMNS(X)                                                 \
	X(pid, NUM, "process or thread, as in tasks")                           \
	X(uid, NUM, "real user id; tasks has the effective one")                \
	X(suid, NUM, "saved user id")                                           \
	X(gid, NUM, "effective group id")                                       \
	X(effective, NUM, "capabilities in effect")                             \
	X(permitted, NUM, "capabilities it may have in effect")                 \
	X(inheritable, NUM, "capabilities kept over exec by files that say so") \
	X(bounding, NUM, "capabilities it may ever get")                        \
	X(ambient, NUM, "capabilities kept over exec")                          \
	X(no_new_privs, NUM, "1: exec gives it none")                           \
	X(seccomp, NUM, "0 no, 1 strict, 2 filter")

/* Where the kernel's tables and what else tells of the same things differ (user/check). */
#define NSVIEW_DIFFERENCES_COLUMNS(X)                                                  \
	X(what, TEXT, "process thread device port namespace")                          \
	X(pid, NUM, "process")                                                         \
	X(tid, NUM, "thread of it")                                                    \
	X(netns, NUM, "network namespace of a device or port")                         \
	X(ifindex, NUM, "its index there")                                             \
	X(type, TEXT, "type of a namespace")                                           \
	X(inum, NUM, "its inode number, where the kernel's table has it")              \
	X(id, NUM, "its 64-bit id")                                                    \
	X(name, TEXT, "of the process, thread or device")                              \
	X(attribute, TEXT, "what of it is told differently; - is whether it is there") \
	X(says, TEXT, "who says so: kernel, /proc, rtnetlink, bridge or listns")       \
	X(value, TEXT, "what it says of the attribute")                                \
	X(denies, TEXT, "who does not")                                                \
	X(other, TEXT, "what that says of the attribute")                              \
	X(reason, TEXT, "likely")

/* Everything gathered: X(name, its list of columns). */
#define NSVIEW_GATHERED(X)                         \
	X(mounts, NSVIEW_MOUNTS_COLUMNS)           \
	X(roots, NSVIEW_ROOTS_COLUMNS)             \
	X(taps, NSVIEW_TAPS_COLUMNS)               \
	X(hierarchies, NSVIEW_HIERARCHIES_COLUMNS) \
	X(folders, NSVIEW_FOLDERS_COLUMNS)         \
	X(members, NSVIEW_MEMBERS_COLUMNS)         \
	X(limits, NSVIEW_LIMITS_COLUMNS)           \
	X(fdb, NSVIEW_FDB_COLUMNS)                 \
	X(links, NSVIEW_LINKS_COLUMNS)             \
	X(nets, NSVIEW_NETS_COLUMNS)               \
	X(nats, NSVIEW_NATS_COLUMNS)               \
	X(routes, NSVIEW_ROUTES_COLUMNS)           \
	X(creds, NSVIEW_CREDS_COLUMNS)             \
	X(differences, NSVIEW_DIFFERENCES_COLUMNS)

struct host;
struct source;

struct gathering {
	const struct host *host; /* the kernel's tables, joined */
	struct source *src; /* where they came from */
	struct text rows; /* by put_*() of put.h, the columns in their order */
	struct text missed; /* a line for each thing that could not be read, and why */
};

/*
 * One function for each, in gather_<name>.c: appends rows for what this host
 * has now. What goes away meanwhile is no failure. 0 or -errno with words.
 */
#define X(name, columns) int gather_##name(struct gathering *g, struct problem *p);
NSVIEW_GATHERED(X)
#undef X

/*
 * "OBJECT: REASON", for what could not be read. @err is -errno. An object that ends with what it
 * was asked through, "of net:[INUM]" or "of process PID", is all that diff leaves undecided.
 */
void missed(struct gathering *g, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
