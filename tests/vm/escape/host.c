// SPDX-License-Identifier: GPL-2.0
/* Settings of the host: what is in /proc and /sys, clocks, swap, modules. */
#define _GNU_SOURCE
#include "escape.h"

#include <linux/kexec.h>
#include <linux/reboot.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/quota.h>
#include <sys/reboot.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	int err = got(fd < 0 ? fd : write(fd, text, strlen(text)));

	if (fd >= 0)
		close(fd);
	return err;
}

static int core_pattern(void)
{
	return rewrite("/proc/sys/kernel/core_pattern");
}

static int modprobe(void)
{
	return rewrite("/proc/sys/kernel/modprobe");
}

static int hostname(void)
{
	return rewrite("/proc/sys/kernel/hostname");
}

static int forwarding(void)
{
	return rewrite("/proc/sys/net/ipv4/ip_forward");
}

/* A line of help on the console. */
static int sysrq(void)
{
	return put("/proc/sysrq-trigger", "h");
}

static int uevent_helper(void)
{
	static const char path[] = "/sys/kernel/uevent_helper";

	return access(path, F_OK) ? skip("this kernel has none") : rewrite(path);
}

/* As if the device had just come: who listens hears of it. */
static int uevent(void)
{
	return put("/sys/devices/virtual/mem/null/uevent", "change");
}

static int release_agent(void)
{
	static const char options[] = "none,name=nsview-escape";
	int err;

	if (unshare(CLONE_NEWNS) < 0)
		return -errno;
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	if (mount("none", "/srv", "cgroup", 0, options) < 0)
		return errno == ENODEV ? skip("this kernel has no cgroups of version 1") : -errno;
	err = put("/srv/release_agent", "/bin/true\n");
	umount("/srv");
	return err;
}

static int oom_score(void)
{
	return put("/proc/self/oom_score_adj", "-1000");
}

static int set_time(void)
{
	struct timeval now;

	must(gettimeofday(&now, NULL));
	return got(settimeofday(&now, NULL));
}

static int set_clock(void)
{
	struct timespec now;

	must(clock_gettime(CLOCK_REALTIME, &now));
	return got(clock_settime(CLOCK_REALTIME, &now));
}

static int set_name(void)
{
	char name[65];

	must(gethostname(name, sizeof(name)));
	return got(sethostname(name, strlen(name)));
}

static int set_reboot(void)
{
	if (reboot(LINUX_REBOOT_CMD_CAD_OFF) < 0)
		return -errno;
	return got(reboot(LINUX_REBOOT_CMD_CAD_ON));
}

/* No segments: what was loaded before is forgotten, and there was nothing. */
static int load_kernel(void)
{
	return got(syscall(SYS_kexec_load, 0ul, 0ul, NULL, KEXEC_ARCH_DEFAULT));
}

/* That it is no module is found by who would have loaded it. */
static int past(int err, int reached)
{
	return err == -reached ? 0 : err;
}

static int load_module(void)
{
	static char nothing[128];

	return past(got(syscall(SYS_init_module, nothing, sizeof(nothing), "")), ENOEXEC);
}

static int load_module_file(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);

	return past(got(syscall(SYS_finit_module, fd, "", 0)), ENOEXEC);
}

static int unload_module(void)
{
	return past(got(syscall(SYS_delete_module, "nsview_escape", O_NONBLOCK)), ENOENT);
}

/* A file of 40 pages, as mkswap(8) makes it; not in /tmp, which may be in memory. */
static int swap(void)
{
	static char page[4096];
	const char *name = access("/var/tmp", W_OK) ? "/tmp/escape" : "/var/tmp/nsview-escape";
	unsigned int head[2] = { 1, 39 };
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600), i, err;

	if (fd < 0)
		return -errno;
	memcpy(page + 1024, head, sizeof(head));
	memcpy(page + sizeof(page) - 10, "SWAPSPACE2", 10);
	for (i = 0; i < 40; i++) {
		must(write(fd, page, sizeof(page)));
		memset(page, 0, sizeof(page));
	}
	must(fsync(fd));
	close(fd);
	err = got(swapon(name, 0));
	if (!err)
		must(swapoff(name));
	unlink(name);
	return err;
}

static int unswap(void)
{
	return past(got(swapoff("/etc/passwd")), EINVAL);
}

static int account(void)
{
	return past(got(acct(NULL)), ENOSYS);
}

/* No quotas are on: ESRCH; a kernel without them: ENOSYS. */
static int quota(void)
{
	const char *path = outside.disk ? strchr(outside.disk, ',') : NULL;
	struct dqinfo info;
	int err;

	if (!path)
		return skip("no disk was said");
	err = got(quotactl(QCMD(Q_GETINFO, USRQUOTA), path + 1, 0, (char *)&info));
	return err == -ENOSYS ? skip("this kernel has no quotas") : past(err, ESRCH);
}

static int log_of_kernel(void)
{
	static char text[4096];

	return got(klogctl(3, text, sizeof(text)));
}

static int log_level(void)
{
	return got(klogctl(7, NULL, 0)) ? -errno : 0; /* as it is: to the usual level */
}

const struct attempt host_attempts[] = {
	{ "core-pattern", core_pattern, "read-only mount" },
	{ "modprobe-path", modprobe, "read-only mount" },
	{ "sysctl-hostname", hostname, "read-only mount" },
	{ "sysctl-net", forwarding, "read-only mount" },
	{ "sysrq", sysrq, "read-only mount" },
	{ "uevent-helper", uevent_helper, "read-only mount" },
	{ "uevent", uevent, "read-only mount" },
	{ "release-agent", release_agent, "capabilities" },
	{ "oom-score", oom_score, "capabilities" },
	{ "settimeofday", set_time, "capabilities" },
	{ "clock-settime", set_clock, "capabilities" },
	{ "sethostname", set_name, "capabilities" },
	{ "reboot", set_reboot, "capabilities" },
	{ "kexec", load_kernel, "capabilities" },
	{ "init-module", load_module, "capabilities" },
	{ "finit-module", load_module_file, "capabilities" },
	{ "delete-module", unload_module, "capabilities" },
	{ "swapon", swap, "capabilities" },
	{ "swapoff", unswap, "capabilities" },
	{ "acct", account, "capabilities" },
	{ "quotactl", quota, "missing device" },
	{ "syslog", log_of_kernel, "capabilities" },
	{ "console-level", log_level, "capabilities" },
	{ NULL, NULL, NULL },
};
