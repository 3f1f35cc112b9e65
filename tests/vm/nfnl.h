/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Just enough of nfnetlink to make and end what nftables hangs in netfilter's
 * hooks: a batch of messages, which is done as a whole or not at all.
 */
#ifndef NSVIEW_TESTS_NFNL_H
#define NSVIEW_TESTS_NFNL_H

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct nfnl {
	char buf[4096] __attribute__((aligned(8)));
	size_t used;
	struct nlmsghdr *message; /* the last one */
};

static inline struct nlattr *nfnl_put(struct nfnl *batch, int type, const void *data, size_t len)
{
	struct nlattr *attr = (void *)(batch->buf + batch->used);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((char *)attr + NLA_HDRLEN, data, len);
	batch->used += NLA_ALIGN(attr->nla_len);
	batch->message->nlmsg_len = batch->buf + batch->used - (char *)batch->message;
	return attr;
}

static inline void nfnl_put_text(struct nfnl *batch, int type, const char *text)
{
	nfnl_put(batch, type, text, strlen(text) + 1);
}

static inline void nfnl_put_number(struct nfnl *batch, int type, unsigned int number)
{
	number = htonl(number);
	nfnl_put(batch, type, &number, sizeof(number));
}

/* What was put since nest was is in it. */
static inline void nfnl_end(const struct nfnl *batch, struct nlattr *nest)
{
	nest->nla_len = batch->buf + batch->used - (char *)nest;
}

static inline void nfnl_add(struct nfnl *batch, int type, int flags, int family, int res_id)
{
	struct nfgenmsg gen = {
		.nfgen_family = family,
		.version = NFNETLINK_V0,
		.res_id = htons(res_id),
	};

	batch->message = (void *)(batch->buf + batch->used);
	*batch->message = (struct nlmsghdr){
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | flags,
		.nlmsg_len = NLMSG_SPACE(sizeof(gen)),
	};
	memcpy(NLMSG_DATA(batch->message), &gen, sizeof(gen));
	batch->used += NLMSG_SPACE(sizeof(gen));
}

static inline void nft_begin(struct nfnl *batch)
{
	batch->used = 0;
	nfnl_add(batch, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
}

static inline void nft_add(struct nfnl *batch, int type, int flags, int family)
{
	nfnl_add(batch, NFNL_SUBSYS_NFTABLES << 8 | type, flags, family, 0);
}

static inline void nft_table(struct nfnl *batch, int type, int family, const char *table)
{
	nft_add(batch, type, type == NFT_MSG_NEWTABLE ? NLM_F_CREATE : 0, family);
	nfnl_put_text(batch, NFTA_TABLE_NAME, table);
}

/* A base chain; device is for family netdev. */
static inline void nft_chain(struct nfnl *batch, int family, const char *table, const char *chain,
			     int hooknum, int priority, const char *device)
{
	struct nlattr *hook;

	nft_add(batch, NFT_MSG_NEWCHAIN, NLM_F_CREATE, family);
	nfnl_put_text(batch, NFTA_CHAIN_TABLE, table);
	nfnl_put_text(batch, NFTA_CHAIN_NAME, chain);
	hook = nfnl_put(batch, NFTA_CHAIN_HOOK | NLA_F_NESTED, NULL, 0);
	nfnl_put_number(batch, NFTA_HOOK_HOOKNUM, hooknum);
	nfnl_put_number(batch, NFTA_HOOK_PRIORITY, priority);
	if (device)
		nfnl_put_text(batch, NFTA_HOOK_DEV, device);
	nfnl_end(batch, hook);
	nfnl_put_text(batch, NFTA_CHAIN_TYPE, "filter");
}

/* Sends it in the net namespace of the calling thread; 0 or -errno of what failed first. */
static inline int nft_commit(struct nfnl *batch)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[1024];
	} reply;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	int err = 0;

	/* Of those before it only what failed is answered. */
	batch->message->nlmsg_flags |= NLM_F_ACK;
	nfnl_add(batch, NFNL_MSG_BATCH_END, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	if (fd < 0 || send(fd, batch->buf, batch->used, 0) < 0 ||
	    recv(fd, &reply, sizeof(reply), 0) < 0)
		err = -errno;
	close(fd);
	return err ? err : reply.error.error;
}

#endif
