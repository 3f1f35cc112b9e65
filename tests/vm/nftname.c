// SPDX-License-Identifier: GPL-2.0
/*
 * nftname NETNS TABLE CHAIN: makes a table of family ip there, with a base
 * chain in the hook forward, of names that nft(8) would not take.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char buf[4096] __attribute__((aligned(8)));
static size_t used;
static struct nlmsghdr *message;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void message_end(void)
{
	message->nlmsg_len = buf + used - (char *)message;
}

static void message_begin(int type, int flags, int family, int res_id)
{
	struct nfgenmsg *gen;

	message = (void *)(buf + used);
	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | flags;
	gen = NLMSG_DATA(message);
	gen->nfgen_family = family;
	gen->version = NFNETLINK_V0;
	gen->res_id = htons(res_id);
	used += NLMSG_SPACE(sizeof(*gen));
}

static struct nlattr *put(int type, const void *data, size_t len)
{
	struct nlattr *attr = (void *)(buf + used);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((char *)attr + NLA_HDRLEN, data, len);
	used += NLA_ALIGN(attr->nla_len);
	return attr;
}

static void put_text(int type, const char *text)
{
	put(type, text, strlen(text) + 1);
}

static void put_number(int type, unsigned int number)
{
	number = htonl(number);
	put(type, &number, sizeof(number));
}

static void fill(const char *table, const char *chain)
{
	struct nlattr *hook;

	message_begin(NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	message_end();
	message_begin(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWTABLE, NLM_F_CREATE, NFPROTO_IPV4, 0);
	put_text(NFTA_TABLE_NAME, table);
	message_end();
	message_begin(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_ACK,
		      NFPROTO_IPV4, 0);
	put_text(NFTA_CHAIN_TABLE, table);
	put_text(NFTA_CHAIN_NAME, chain);
	hook = put(NFTA_CHAIN_HOOK | NLA_F_NESTED, NULL, 0);
	put_number(NFTA_HOOK_HOOKNUM, NF_INET_FORWARD);
	put_number(NFTA_HOOK_PRIORITY, 0);
	hook->nla_len = buf + used - (char *)hook;
	put_text(NFTA_CHAIN_TYPE, "filter");
	message_end();
	message_begin(NFNL_MSG_BATCH_END, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	message_end();
}

int main(int argc, char **argv)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[1024];
	} reply;
	int net, fd;

	if (argc != 4) {
		fprintf(stderr, "usage: nftname NETNS TABLE CHAIN\n");
		return 2;
	}
	net = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (net < 0 || setns(net, CLONE_NEWNET))
		die(argv[1]);
	fill(argv[2], argv[3]);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (fd < 0 || send(fd, buf, used, 0) < 0 || recv(fd, &reply, sizeof(reply), 0) < 0)
		die("asking nfnetlink");
	if (reply.error.error) {
		errno = -reply.error.error;
		die("nfnetlink");
	}
	return 0;
}
