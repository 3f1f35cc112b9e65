/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A net namespace by its inode number, or by the number that the caller's has for it:
 * rtnetlink(7) tells that of one that is open, and so they are opened until it is the
 * right one.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../netlink.h"
#include "join.h"

/* Where they are kept without a process, as ip-netns(8) does it. */
#define NAMED "/run/netns"

struct search {
	bool (*is_it)(struct search *s, int fd, ino_t inum);
	struct netlink nl;
	uint64_t number;
	ino_t last; /* that was looked at: processes beside each other are mostly in one */
};

static int take_nsid(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *at[NETNSA_MAX + 1];

	if (!msg || !netlink_header(msg, sizeof(struct rtgenmsg)))
		return 0;
	netlink_attrs(msg, NLMSG_ALIGN(sizeof(struct rtgenmsg)), at, ARRAY_SIZE(at));
	*(uint64_t *)arg = netlink_num(at[NETNSA_NSID]);
	return 0;
}

static bool has_inum(struct search *s, int fd, ino_t inum)
{
	(void)fd;
	return inum == s->number;
}

/* What is no net namespace has no number. */
static bool has_nsid(struct search *s, int fd, ino_t inum)
{
	struct netlink_request r;
	uint64_t nsid = UINT64_MAX;

	(void)inum;
	netlink_request(&r, RTM_GETNSID, NLMSG_ALIGN(sizeof(struct rtgenmsg)));
	netlink_put_u32(&r, NETNSA_FD, (uint32_t)fd);
	return !netlink_ask(&s->nl, &r, take_nsid, &nsid) && nsid == s->number;
}

static bool is_it(struct search *s, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || st.st_ino == s->last)
		return false;
	s->last = st.st_ino;
	return s->is_it(s, fd, st.st_ino);
}

/* Of each entry DIR/NAME what DIR/NAME/@below is. A descriptor; -ENOENT: it is none of them. */
static int search(struct search *s, const char *path, const char *below)
{
	_cleanup_closedir_ DIR *dir = opendir(path);
	struct dirent *e;

	if (!dir)
		return -errno;
	while ((e = readdir(dir))) {
		char file[512];
		int fd;

		if (e->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s%s", path, e->d_name, below);
		fd = open(file, O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && is_it(s, fd))
			return fd;
		if (fd >= 0)
			close(fd);
		else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
			return -errno;
	}
	return -ENOENT;
}

static int search_all(struct search *s)
{
	int fd = search(s, "/proc", "/ns/net");

	return fd == -ENOENT ? search(s, NAMED, "") : fd;
}

int join_open_nsid(const char *digits)
{
	struct search s = { .is_it = has_nsid };
	char *end;
	int fd;

	s.number = strtoul(digits, &end, 10);
	if (end == digits || *end || *digits < '0' || *digits > '9' || s.number > INT32_MAX)
		return -EINVAL;
	fd = netlink_open(&s.nl, -1, NETLINK_ROUTE);
	if (fd)
		return fd;
	fd = search_all(&s);
	netlink_close(&s.nl);
	return fd;
}

int join_open_inum(uint64_t inum)
{
	struct search s = { .is_it = has_inum, .number = inum };

	return search_all(&s);
}
