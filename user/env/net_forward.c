/* SPDX-License-Identifier: GPL-2.0 */
#include "net_forward.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../cleanup.h"
#include "net_link.h"

static const struct {
	const char *path;
	bool ip6;
} settings[] = {
	{ "net/ipv4/ip_forward", false },
	{ "net/ipv6/conf/all/forwarding", true },
};

static int setting_read(const char *path, char *ret, size_t size)
{
	_cleanup_close_ int fd = -1;
	char whole[128];
	ssize_t len;

	snprintf(whole, sizeof(whole), "/proc/sys/%s", path);
	fd = open(whole, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, ret, size - 1);
	if (len < 0)
		return -errno;
	ret[len] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	return 0;
}

int setting_write(const char *path, const char *value)
{
	_cleanup_close_ int fd = -1;
	char whole[128];

	snprintf(whole, sizeof(whole), "/proc/sys/%s", path);
	fd = open(whole, O_WRONLY | O_CLOEXEC);
	return fd < 0 || write(fd, value, strlen(value)) < 0 ? -errno : 0;
}

/* --- a host that gets its own way out from routers, which one that forwards does not hear */

static int is_advertised(const struct net_route *route, void *arg)
{
	if (route->to.bits || route->protocol != RTPROT_RA)
		return 0;
	*(unsigned int *)arg = route->device;
	return 1;
}

/* The name of such a device, unless it hears them all the same: accept_ra of 2. */
static bool would_go_deaf(struct netlink *nl, char device[IFNAMSIZ])
{
	char path[64], accept[8];
	unsigned int index = 0;

	if (route_walk(nl, AF_INET6, is_advertised, &index) != 1 || !if_indextoname(index, device))
		return false;
	snprintf(path, sizeof(path), "net/ipv6/conf/%s/accept_ra", device);
	return setting_read(path, accept, sizeof(accept)) || strcmp(accept, "2");
}

/* --- on, and back */

static int turn_on(int file, const char *path, const char *before, struct problem *p)
{
	char line[128];
	int len = snprintf(line, sizeof(line), "%s %s\n", path, before), err;

	/* Written before it is done: who is killed in between leaves something to put back. */
	if (lseek(file, 0, SEEK_END) < 0 || write(file, line, (size_t)len) < 0)
		return problem_set(p, -errno, "keeping what %s was: %s", path, strerror(errno));
	err = setting_write(path, "1");
	return err ? problem_set(p, err, "turning on %s: %s", path, strerror(-err)) : 0;
}

int forward_on(struct netlink *nl, int file, bool ip6, struct problem *p)
{
	char before[16], device[IFNAMSIZ];
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(settings) && !err; i++) {
		if (settings[i].ip6 && !ip6)
			continue;
		if (setting_read(settings[i].path, before, sizeof(before)) || strcmp(before, "0"))
			continue;
		if (settings[i].ip6 && would_go_deaf(nl, device))
			problem_warn("IPv6 stays on the bridge: this host would not hear the "
				     "routers at %s any more if it forwarded itself; "
				     "sysctl net.ipv6.conf.%s.accept_ra=2 first",
				     device, device);
		else
			err = turn_on(file, settings[i].path, before, p);
	}
	return err;
}

int forward_restore(int file, struct problem *p)
{
	char lines[512], now[16], *rest = lines, *line;
	ssize_t len = pread(file, lines, sizeof(lines) - 1, 0);
	int err = len < 0 ? -errno : 0;

	lines[len < 0 ? 0 : len] = '\0';
	while ((line = strsep(&rest, "\n"))) {
		char *value = strchr(line, ' ');
		int got;

		if (!value)
			continue;
		*value++ = '\0';
		got = setting_read(line, now, sizeof(now));
		if (!got && !strcmp(now, "1"))
			got = setting_write(line, value);
		err = got ? got : err;
	}
	if (!err && ftruncate(file, 0) < 0)
		err = -errno;
	return err ? problem_set(p, err, "putting back forwarding: %s", strerror(-err)) : 0;
}
