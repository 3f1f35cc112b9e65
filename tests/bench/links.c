// SPDX-License-Identifier: GPL-2.0
/*
 * links: what a C program takes to dump the links of every named net namespace: into each by
 * setns(2), and one RTM_GETLINK with a reply's attributes parsed. It prints the number of
 * links, of ports among them, and of those whose other end is known, and is the least that
 * who asks rtnetlink for what `nsview bridge` shows can not do without.
 */
#define _GNU_SOURCE
#include "../vm/vm.h"

#include <dirent.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <time.h>

#define NETNS "/run/netns"

static unsigned int links, ports, linked;

static int note_attr(const struct nlattr *attr, void *data)
{
	const struct nlattr **of = data;

	if (mnl_attr_get_type(attr) <= IFLA_MAX)
		of[mnl_attr_get_type(attr)] = attr;
	return MNL_CB_OK;
}

static int note_link(const struct nlmsghdr *head, void *data)
{
	const struct nlattr *of[IFLA_MAX + 1] = { 0 };

	(void)data;
	mnl_attr_parse(head, sizeof(struct ifinfomsg), note_attr, of);
	links++;
	ports += !!of[IFLA_MASTER];
	linked += of[IFLA_LINK] && of[IFLA_LINK_NETNSID];
	return MNL_CB_OK;
}

/* All links of the net namespace that this thread is in. */
static void dump(void)
{
	static char buf[32768];
	struct mnl_socket *socket = mnl_socket_open(NETLINK_ROUTE);
	struct nlmsghdr *head = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *link;
	ssize_t got;
	int more = 1;

	must(socket ? mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) : -1);
	head->nlmsg_type = RTM_GETLINK;
	head->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	head->nlmsg_seq = time(NULL);
	link = mnl_nlmsg_put_extra_header(head, sizeof(*link));
	link->ifi_family = AF_UNSPEC;
	must(mnl_socket_sendto(socket, head, head->nlmsg_len));
	while (more > 0) {
		got = must(mnl_socket_recvfrom(socket, buf, sizeof(buf)));
		more = must(mnl_cb_run(buf, got, 0, 0, note_link, NULL));
	}
	mnl_socket_close(socket);
}

int main(void)
{
	DIR *names = opendir(NETNS);
	struct dirent *entry;

	dump();
	while (names && (entry = readdir(names))) {
		int net;

		if (*entry->d_name == '.')
			continue;
		net = must(openat(dirfd(names), entry->d_name, O_RDONLY | O_CLOEXEC));
		must(setns(net, CLONE_NEWNET));
		close(net);
		dump();
	}
	say("%u links, %u ports, %u linked\n", links, ports, linked);
	if (names)
		closedir(names);
	return 0;
}
