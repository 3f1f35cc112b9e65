/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "kernel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netlink.h>
#include <mntent.h>
#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/enter.h"
#include "host/iptables.h"
#include "host/nsfs.h"
#include "host/put.h"
#include "host/table.h"
#include "host/ways.h"

struct mnl_socket;

static struct {
	bool answers;
	struct input in;
	uint32_t seq; /* of the request that is being answered */
	char *part; /* what is said to it */
	char *at; /* and what of that is left */
	size_t left;
	bool done; /* there is no other part for it: behind it is the end */
	int names; /* that readdir() has given */
} kernel;

void kernel_begin(struct input in)
{
	kernel.in = in;
	kernel.done = false;
	kernel.names = 0;
	kernel.answers = true;
}

void kernel_end(void)
{
	free(kernel.part);
	kernel.part = kernel.at = NULL;
	kernel.left = 0;
	kernel.answers = false;
}

/* --- netlink */

struct mnl_socket *__wrap_mnl_socket_open2(int bus, int flags);
int __wrap_mnl_socket_bind(struct mnl_socket *s, unsigned int groups, pid_t pid);
int __wrap_mnl_socket_close(struct mnl_socket *s);
int __wrap_mnl_socket_setsockopt(const struct mnl_socket *s, int type, void *buf, socklen_t len);
ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *s, const void *buf, size_t len);
int __wrap_mnl_socket_get_fd(const struct mnl_socket *s);
ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags);
ssize_t __real_recvmsg(int fd, struct msghdr *msg, int flags);

struct mnl_socket *__wrap_mnl_socket_open2(int bus, int flags)
{
	(void)bus;
	(void)flags;
	return (struct mnl_socket *)&kernel;
}

int __wrap_mnl_socket_bind(struct mnl_socket *s, unsigned int groups, pid_t pid)
{
	(void)s;
	(void)groups;
	(void)pid;
	return 0;
}

int __wrap_mnl_socket_close(struct mnl_socket *s)
{
	(void)s;
	return 0;
}

int __wrap_mnl_socket_setsockopt(const struct mnl_socket *s, int type, void *buf, socklen_t len)
{
	(void)s;
	(void)type;
	(void)buf;
	(void)len;
	return 0;
}

ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *s, const void *buf, size_t len)
{
	const struct nlmsghdr *msg = buf;

	(void)s;
	if (len < sizeof(*msg) || msg->nlmsg_len > len)
		broken("a request that is not whole");
	kernel.seq = msg->nlmsg_seq;
	kernel.done = false;
	return (ssize_t)len;
}

int __wrap_mnl_socket_get_fd(const struct mnl_socket *s)
{
	(void)s;
	return -1;
}

/* Answers to something else, which ~0 stands for, are left as they are. */
static void number_messages(char *bytes, size_t len)
{
	struct nlmsghdr msg;
	size_t at, step;

	for (at = 0; at + sizeof(msg) <= len; at += step) {
		memcpy(&msg, bytes + at, sizeof(msg));
		step = NLMSG_ALIGN((size_t)msg.nlmsg_len);
		if (msg.nlmsg_seq != UINT32_MAX)
			msg.nlmsg_seq = kernel.seq;
		memcpy(bytes + at, &msg, sizeof(msg));
		if (step < sizeof(msg))
			break;
	}
}

/*
 * The messages that are left of the part, one at a time, so that a byte too far is behind
 * what was received; or all at once, as the first one's nlmsg_pid says, which nobody reads.
 */
static char *next_messages(size_t *len)
{
	struct nlmsghdr head = { 0 };
	size_t taken = kernel.left;
	char *copy;

	*len = kernel.left;
	if (kernel.left >= sizeof(head)) {
		memcpy(&head, kernel.at, sizeof(head));
		if (!(head.nlmsg_pid & 1) && head.nlmsg_len >= sizeof(head) &&
		    head.nlmsg_len <= kernel.left &&
		    NLMSG_ALIGN((size_t)head.nlmsg_len) <= kernel.left) {
			*len = head.nlmsg_len;
			taken = NLMSG_ALIGN((size_t)head.nlmsg_len);
		}
	}
	copy = malloc(*len ? *len : 1);
	if (!copy)
		broken("out of memory");
	memcpy(copy, kernel.at, *len);
	number_messages(copy, *len);
	kernel.at += taken;
	kernel.left -= taken;
	return copy;
}

static void *next_datagram(size_t *len)
{
	struct nlmsghdr *end;

	if (!kernel.done) {
		free(kernel.part);
		kernel.part = kernel.at = input_bytes(&kernel.in, &kernel.left);
		if (!kernel.part)
			kernel.left = 0;
	}
	kernel.done = true;
	if (kernel.left)
		return next_messages(len);
	end = calloc(1, sizeof(*end));
	if (!end)
		broken("out of memory");
	*end = (struct nlmsghdr){ .nlmsg_len = sizeof(*end),
				  .nlmsg_type = NLMSG_DONE,
				  .nlmsg_seq = kernel.seq };
	*len = sizeof(*end);
	return end;
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags)
{
	const size_t room = msg->msg_iov->iov_len;
	char *datagram;
	size_t len;

	if (!kernel.answers || fd >= 0)
		return __real_recvmsg(fd, msg, flags);
	datagram = next_datagram(&len);
	ASAN_UNPOISON_MEMORY_REGION(msg->msg_iov->iov_base, room);
	memcpy(msg->msg_iov->iov_base, datagram, len < room ? len : room);
	/* Nobody is to look at what was there before. */
	if (len < room)
		ASAN_POISON_MEMORY_REGION((char *)msg->msg_iov->iov_base + len, room - len);
	msg->msg_flags = len > room ? MSG_TRUNC : 0;
	msg->msg_namelen = sizeof(struct sockaddr_nl);
	free(datagram);
	return (ssize_t)(len < room ? len : room);
}

/* --- namespaces: one is in each of them already */

int __wrap_ns_open(const struct host *h, const struct ns *ns);
int __wrap_ns_home(void);
int __wrap_ns_do_from(int home, int fd, int nstype, int (*fn)(void *arg), void *arg);
int __wrap_ns_do(int fd, int nstype, int (*fn)(void *arg), void *arg);
int __wrap_setns(int fd, int nstype);

int __wrap_ns_open(const struct host *h, const struct ns *ns)
{
	int fd = dup(STDERR_FILENO);

	(void)h;
	(void)ns;
	return fd < 0 ? -errno : fd;
}

int __wrap_ns_home(void)
{
	return dup(STDERR_FILENO);
}

int __wrap_ns_do_from(int home, int fd, int nstype, int (*fn)(void *arg), void *arg)
{
	(void)home;
	(void)fd;
	(void)nstype;
	return fn(arg);
}

int __wrap_ns_do(int fd, int nstype, int (*fn)(void *arg), void *arg)
{
	return __wrap_ns_do_from(-1, fd, nstype, fn, arg);
}

/* Who enters one otherwise fails, and sees nothing of what there is to be read. */
int __wrap_setns(int fd, int nstype)
{
	broken("descriptor %d of type %x is entered, and not by ns_do()", fd, nstype);
	return -1;
}

/* --- what else gives bytes */

int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *len);
int __real_getsockopt(int fd, int level, int name, void *value, socklen_t *len);
int __wrap_socket(int family, int type, int protocol);
int __real_socket(int family, int type, int protocol);
int __wrap_ioctl(int fd, unsigned long request, ...);
int __real_ioctl(int fd, unsigned long request, ...);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__real_fopen(const char *path, const char *mode);
int __wrap_open(const char *path, int flags, ...);
int __real_open(const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...);
int __real_openat(int dir, const char *path, int flags, ...);
ssize_t __wrap_readlinkat(int dir, const char *path, char *buf, size_t size);
ssize_t __real_readlinkat(int dir, const char *path, char *buf, size_t size);
struct dirent *__wrap_readdir(DIR *dir);
struct dirent *__real_readdir(DIR *dir);
struct mntent *__wrap_getmntent(FILE *file);
struct mntent *__real_getmntent(FILE *file);
int __wrap_fstatat(int dir, const char *path, struct stat *st, int flags);
int __real_fstatat(int dir, const char *path, struct stat *st, int flags);
int __wrap_mkdirat(int dir, const char *path, mode_t mode);
int __real_mkdirat(int dir, const char *path, mode_t mode);

/* What is in the next part, as far as there is room: its length, or -1. */
static ssize_t take(void *to, size_t size)
{
	size_t len;
	char *part = input_bytes(&kernel.in, &len);

	if (!part) {
		errno = ENOENT;
		return -1;
	}
	if (len > size)
		len = size;
	memcpy(to, part, len);
	free(part);
	return (ssize_t)len;
}

int __wrap_socket(int family, int type, int protocol)
{
	return kernel.answers ? dup(STDERR_FILENO) : __real_socket(family, type, protocol);
}

int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
	struct ipt_getinfo info;

	if (!kernel.answers)
		return __real_getsockopt(fd, level, name, value, len);
	if (take(value, *len) < 0)
		return -1;
	/* What takes a while is to make room for a table that is large, but not too large. */
	if (*len == sizeof(info)) {
		memcpy(&info, value, sizeof(info));
		if (info.size <= IPTABLES_SIZE_MAX)
			info.size &= UINT16_MAX;
		memcpy(value, &info, sizeof(info));
	}
	return 0;
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
	static char text[64 << 10];
	ssize_t len;

	/* What is written is libFuzzer's: the input that it has found. */
	if (!kernel.answers || *mode != 'r')
		return __real_fopen(path, mode);
	len = take(text, sizeof(text));
	if (len < 0)
		return NULL;
	return len ? fmemopen(text, (size_t)len, "r") : __real_fopen("/dev/null", "re");
}

/* A descriptor with the text of the next part; one is made for all, and they are short. */
static int open_part(void)
{
	static int file = -1;
	char text[16 << 10];
	const ssize_t len = take(text, sizeof(text));
	char path[32];

	if (len < 0)
		return -1;
	if (file < 0)
		file = memfd_create("part", MFD_CLOEXEC);
	if (ftruncate(file, 0) || pwrite(file, text, (size_t)len, 0) != len)
		broken("a file in memory");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return __real_open(path, O_RDONLY | O_CLOEXEC);
}

static int ask_driver(struct ifreq *ifr)
{
	struct ethtool_drvinfo info = { 0 };

	if (take(&info, sizeof(info)) < 0)
		return -1;
	memcpy(ifr->ifr_data, &info, sizeof(info));
	return 0;
}

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (!kernel.answers)
		return __real_ioctl(fd, request, arg);
	switch (request) {
	case NS_GET_USERNS:
	case NS_GET_PARENT:
		return open_part();
	case NS_GET_ID:
		return take(arg, sizeof(uint64_t)) < 0 ? -1 : 0;
	case NS_GET_OWNER_UID:
		return take(arg, sizeof(uid_t)) < 0 ? -1 : 0;
	default:
		return ask_driver(arg);
	}
}

/* Folders are as they are. */
int __wrap_open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	va_end(ap);
	if (!kernel.answers || flags & (O_DIRECTORY | O_CREAT))
		return __real_open(path, flags, mode);
	return open_part();
}

int __wrap_openat(int dir, const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	va_end(ap);
	if (!kernel.answers)
		return __real_openat(dir, path, flags, mode);
	if (flags & O_DIRECTORY)
		return __real_open("/", flags & (O_PATH | O_DIRECTORY | O_CLOEXEC));
	return open_part();
}

ssize_t __wrap_readlinkat(int dir, const char *path, char *buf, size_t size)
{
	return kernel.answers ? take(buf, size) : __real_readlinkat(dir, path, buf, size);
}

/* A few numbers are in each folder. */
struct dirent *__wrap_readdir(DIR *dir)
{
	static struct dirent entry;

	if (!kernel.answers)
		return __real_readdir(dir);
	if (kernel.names == 3) {
		kernel.names = 0;
		return NULL;
	}
	entry.d_type = DT_DIR;
	snprintf(entry.d_name, sizeof(entry.d_name), "%d", ++kernel.names);
	return &entry;
}

/* Of all mounts the one of cgroups is looked for. */
struct mntent *__wrap_getmntent(FILE *file)
{
	static char root[] = "/", type[] = "cgroup2";
	static struct mntent entry = { .mnt_fsname = type, .mnt_dir = root, .mnt_type = type };

	return kernel.answers ? &entry : __real_getmntent(file);
}

/* There is whatever is looked for. */
int __wrap_fstatat(int dir, const char *path, struct stat *st, int flags)
{
	if (!kernel.answers)
		return __real_fstatat(dir, path, st, flags);
	*st = (struct stat){ .st_ino = strlen(path) };
	return 0;
}

/* And nothing is made. */
int __wrap_mkdirat(int dir, const char *path, mode_t mode)
{
	if (!kernel.answers)
		return __real_mkdirat(dir, path, mode);
	errno = EEXIST;
	return -1;
}

void kernel_gather(enum table_id id, int (*fn)(struct gathering *g, struct problem *p),
		   struct input in)
{
	struct gathering g = { .host = small_host() };
	struct problem p = { "" };

	put_head(&g.rows, &host_tables[id]);
	kernel_begin(in);
	fn(&g, &p);
	kernel_end();
	read_back(&host_tables[id], &g.rows);
	text_free(&g.missed);
}
