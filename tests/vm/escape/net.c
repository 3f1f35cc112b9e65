// SPDX-License-Identifier: GPL-2.0
/* Sockets, and what the network or System V share between all that is in one namespace. */
#define _GNU_SOURCE
#include "escape.h"

#include <linux/if_alg.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../nfnl.h"

static int abstract(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int sock = socket(AF_UNIX, SOCK_STREAM, 0);

	if (!outside.socket)
		return skip("no address was said");
	snprintf(to.sun_path + 1, sizeof(to.sun_path) - 1, "%s", outside.socket);
	return got(connect(
		sock, (struct sockaddr *)&to,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(outside.socket))));
}

static int segment(void)
{
	const unsigned long *word;
	int id = outside.shm ? shmget(atoi(outside.shm), sizeof(*word), 0) : -1;

	if (!outside.shm)
		return skip("no segment was said");
	word = id < 0 ? NULL : shmat(id, NULL, SHM_RDONLY);
	if (!word || word == (void *)-1)
		return -errno;
	return *word == TARGET_WORD ? 0 : -ENODATA;
}

/* lo is set to what it is. */
static int flags_of_lo(void)
{
	struct ifreq req = { .ifr_name = "lo" };
	int sock = socket(AF_INET, SOCK_DGRAM, 0);

	must(ioctl(sock, SIOCGIFFLAGS, &req));
	return got(ioctl(sock, SIOCSIFFLAGS, &req));
}

static int answer_of(int sock, const void *message, size_t len)
{
	char reply[4096];
	const struct nlmsghdr *head = (void *)reply;

	if (send(sock, message, len, 0) < 0)
		return -errno;
	if (recv(sock, reply, sizeof(reply), 0) < 0)
		return -errno;
	return head->nlmsg_type == NLMSG_ERROR ? ((struct nlmsgerr *)NLMSG_DATA(head))->error : 0;
}

static int rtnetlink(void)
{
	struct {
		struct nlmsghdr head;
		struct {
			unsigned char family, pad;
			unsigned short type;
			int index;
			unsigned int flags, change;
		} link;
	} message = {
		.head = { .nlmsg_len = sizeof(message),
			  .nlmsg_type = 19, /* RTM_SETLINK */
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.link = { .index = 1, .flags = IFF_UP, .change = IFF_UP },
	};
	int sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	return sock < 0 ? -errno : answer_of(sock, &message, sizeof(message));
}

/* A table is made and ended in one batch. */
static int nfnetlink(void)
{
	struct nfnl batch;
	int sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER), err;

	if (sock < 0)
		return errno == EPROTONOSUPPORT ? skip("this kernel has no nftables") : -errno;
	nft_begin(&batch);
	nft_add(&batch, NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_ACK, NFPROTO_IPV4);
	nfnl_put_text(&batch, NFTA_TABLE_NAME, "nsview-escape");
	nft_add(&batch, NFT_MSG_DELTABLE, 0, NFPROTO_IPV4);
	nfnl_put_text(&batch, NFTA_TABLE_NAME, "nsview-escape");
	nfnl_add(&batch, NFNL_MSG_BATCH_END, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	err = answer_of(sock, batch.buf, batch.used);
	return err == -EOPNOTSUPP ? skip("this kernel has no nftables") : err;
}

static int open_socket(int family, int type)
{
	int err = got(socket(family, type, 0));

	return err == -EAFNOSUPPORT ? skip("this kernel has no such family") : err;
}

static int crypto(void)
{
	return open_socket(AF_ALG, SOCK_SEQPACKET);
}

static int virtual_machine(void)
{
	return open_socket(AF_VSOCK, SOCK_STREAM);
}

/* A port that is for the host's services: of its own network only. */
static int only_lo(void)
{
	struct if_nameindex *all = if_nameindex(), *one;
	int others = 0;

	for (one = all; one && one->if_index; one++)
		others += strcmp(one->if_name, "lo") != 0;
	return others ? 0 : -ENODEV;
}

const struct attempt net_attempts[] = {
	{ "abstract-socket", abstract, "net namespace" },
	{ "sysv-segment", segment, "ipc namespace" },
	{ "devices", only_lo, "net namespace" },
	{ "lo-flags", flags_of_lo, "capabilities" },
	{ "rtnetlink", rtnetlink, "capabilities" },
	{ "nfnetlink", nfnetlink, "capabilities" },
	{ "af-alg", crypto, "seccomp" },
	{ "af-vsock", virtual_machine, "seccomp" },
	{ NULL, NULL, NULL },
};
