/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every view in every form against what was once read and found right, in
 * tests/fixtures/expected. After a change that is meant, run with
 * NSVIEW_UPDATE=1 and read the difference. The fixture host is made by hand,
 * odd is what no host should be, and guest was taken from one by
 * tests/fixtures/capture.
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct golden {
	const char *file;
	const char *env;
	const char *args;
};

static const struct golden goldens[] = {
	{ "tree.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree -f @/host" },
	{ "tree-60.txt", "COLUMNS=60 LC_ALL=C.UTF-8", "tree -f @/host" },
	{ "tree-ascii.txt", "COLUMNS=100 LC_ALL=C", "tree -f @/host" },
	{ "tree-color.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree --color=always -f @/host" },
	{ "tree-whole.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree -u -f @/host" },
	{ "tree-asked.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree -p 2125 -p 640 -f @/host" },
	{ "tree.json", "LC_ALL=C.UTF-8", "tree -J -f @/host" },
	{ "tree.raw", "LC_ALL=C.UTF-8", "tree -r -f @/host" },
	{ "ns.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ns -f @/host" },
	{ "ns.json", "LC_ALL=C.UTF-8", "ns -J -f @/host" },
	{ "ns.raw", "LC_ALL=C.UTF-8", "ns -r -f @/host" },
	{ "ns-net.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ns -t net -o +DEVICES -f @/host" },
	{ "ps.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ps -f @/host" },
	{ "ps-wide.txt", "LC_ALL=C.UTF-8", "ps -f @/host" },
	{ "ps.json", "LC_ALL=C.UTF-8", "ps -J -f @/host" },
	{ "ps-pid.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ps 2201 2400 -f @/host" },
	{ "check.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "check -f @/differs || echo exit $?" },
	{ "check.json", "LC_ALL=C.UTF-8", "check -J -f @/differs || echo exit $?" },
	{ "check.raw", "LC_ALL=C.UTF-8", "check -r -f @/differs || echo exit $?" },
	{ "tree-as.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree --as 1 -f @/host" },
	{ "tree-as.json", "LC_ALL=C.UTF-8", "tree --as pid:[4026532409] -J -f @/host" },
	{ "tree-as.raw", "LC_ALL=C.UTF-8", "tree --as 2140 -r -f @/host" },
	{ "bridge.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "bridge -f @/host" },
	{ "bridge.json", "LC_ALL=C.UTF-8", "bridge -J -f @/host" },
	{ "bridge.raw", "LC_ALL=C.UTF-8", "bridge -r -f @/host" },
	{ "dev.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "dev -f @/path" },
	{ "dev.json", "LC_ALL=C.UTF-8", "dev -J 2 br0 net:[4026532311] -f @/path" },
	{ "dev.raw", "LC_ALL=C.UTF-8", "dev -r -f @/host" },
	{ "dev-link.txt", "COLUMNS=120 LC_ALL=C.UTF-8",
	  "dev eth0 eth1 veth-web -o NAME,ALIAS,ALTNAMES,DRIVER,GROUP,QDISC,LINK_NSID -f @/path" },
	{ "ns-nsfs.raw", "LC_ALL=C.UTF-8", "ns -r -t net -o NS,NSFS,PPID -f @/kept" },
	{ "path.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "path eth1 -f @/path" },
	{ "path-dst.txt", "COLUMNS=120 LC_ALL=C.UTF-8",
	  "path --dst ba:00:00:00:00:01 --vlan 10 eth1 -f @/path" },
	{ "path-up.txt", "LC_ALL=C.UTF-8", "path --dst 7e:11:22:33:44:55 veth-web -f @/path" },
	{ "path-all.json", "LC_ALL=C.UTF-8", "path -J --dst ff:ff:ff:ff:ff:ff veth-web -f @/path" },
	{ "path-vlan.txt", "LC_ALL=C.UTF-8", "path --vlan 30 eth1 -f @/path" },
	{ "path-macvlan.txt", "LC_ALL=C.UTF-8", "path eth0 -f @/path" },
	{ "path-backup.txt", "LC_ALL=C.UTF-8", "path eth2 -f @/path" },
	{ "path-group.raw", "LC_ALL=C.UTF-8", "path -r --dst 01:80:c2:00:00:0e veth-db -f @/path" },
	{ "path-to.txt", "LC_ALL=C.UTF-8",
	  "path --dst 7e:11:22:33:44:55 --to 203.0.113.9 --source 10.7.0.2 veth-web -f @/path" },
	{ "path-refused.txt", "LC_ALL=C.UTF-8",
	  "path --dst 7e:11:22:33:44:55 --to 203.0.113.9 --source 198.18.0.1 veth-web -f @/path" },
	{ "path-nat.txt", "LC_ALL=C.UTF-8",
	  "path --dst 7e:11:22:33:44:55 --to 203.0.113.9 --source 10.8.0.2 veth-web -f @/path" },
	{ "path-dnat.txt", "LC_ALL=C.UTF-8",
	  "path --dst 7e:11:22:33:44:55 --to 203.0.113.80 --source 10.7.0.2 veth-web -f @/path" },
	{ "path-turned.txt", "LC_ALL=C.UTF-8",
	  "path --dst 7e:11:22:33:44:55 --to 203.0.113.81 --source 192.168.0.1 veth-web -f @/path" },
	{ "path-odd.txt", "LC_ALL=C.UTF-8", "path 12 -f @/path" },
	{ "odd-tree.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree -f @/odd" },
	{ "odd-tree.json", "LC_ALL=C.UTF-8", "tree -J -f @/odd" },
	{ "odd-ps.raw", "LC_ALL=C.UTF-8", "ps -r -f @/odd" },
	{ "odd-ps.txt", "COLUMNS=100 LC_ALL=C", "ps -f @/odd" },
	{ "odd-ns.json", "LC_ALL=C.UTF-8", "ns -J -f @/odd" },
	{ "odd-bridge.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "bridge -f @/odd" },
	{ "graph.dot", "LC_ALL=C", "graph -f @/host" },
	{ "graph.json", "LC_ALL=C.UTF-8", "graph -J -f @/host" },
	{ "graph.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "graph -o KIND,NAME,ID,ODD -f @/host" },
	{ "guest-graph.dot", "LC_ALL=C", "graph -f @/guest" },
	{ "odd-graph.dot", "LC_ALL=C", "graph -f @/odd" },
	{ "cgroup.txt", "LC_ALL=C.UTF-8", "cgroup -f @/cgroups" },
	{ "cgroup-100.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "cgroup -f @/cgroups" },
	{ "cgroup.json", "LC_ALL=C.UTF-8", "cgroup -J -f @/cgroups" },
	{ "cgroup.raw", "LC_ALL=C.UTF-8", "cgroup /box/ -r -f @/cgroups" },
	{ "cgroup-v1.txt", "LC_ALL=C.UTF-8",
	  "cgroup cpuset,blkio:/old -o +IO_MAX,MOUNT -f @/cgroups" },
	{ "guest-tree.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "tree -f @/guest" },
	{ "fold-60.txt", "COLUMNS=60 LC_ALL=C.UTF-8", "tree -f @/fold" },
	{ "fold-80.txt", "COLUMNS=80 LC_ALL=C.UTF-8", "tree -f @/fold" },
	{ "fold-120.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "tree -f @/fold" },
	{ "fold-200.txt", "COLUMNS=200 LC_ALL=C.UTF-8", "tree -f @/fold" },
	{ "fold-ascii.txt", "COLUMNS=80 LC_ALL=C", "tree -f @/fold" },
	{ "fold-color.txt", "COLUMNS=80 LC_ALL=C.UTF-8", "tree --color=always -f @/fold" },
	{ "fold-cgroup.txt", "COLUMNS=80 LC_ALL=C.UTF-8", "tree --group cgroup -f @/fold" },
	{ "fold-pid.txt", "COLUMNS=80 LC_ALL=C.UTF-8", "tree --group pid -f @/fold" },
	{ "fold-user.txt", "COLUMNS=80 LC_ALL=C.UTF-8", "tree --group user -f @/fold" },
	{ "fold-mnt.txt", "COLUMNS=80 LC_ALL=C.UTF-8", "tree --group mnt -f @/fold" },
	{ "tree-cgroup.json", "LC_ALL=C.UTF-8", "tree --group cgroup -J -f @/host" },
	{ "tree-pid.json", "LC_ALL=C.UTF-8", "tree --group pid -J -f @/host" },
	{ "tree-user.raw", "LC_ALL=C.UTF-8", "tree --group user -r -f @/host" },
	{ "tree-mnt.txt", "COLUMNS=80 LC_ALL=C.UTF-8", "tree --group mnt -f @/host" },
	{ "odd-tree-cgroup.txt", "COLUMNS=80 LC_ALL=C.UTF-8", "tree --group cgroup -f @/odd" },
	{ "cgroups-tree.txt", "COLUMNS=80 LC_ALL=C.UTF-8",
	  "tree --group cgroup -f @/cgroups 2>&-" },
	{ "guest-bridge.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "bridge -f @/guest" },
	{ "guest-ns.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ns -f @/guest" },
	{ "guest-ps-pid.txt", "COLUMNS=100 LC_ALL=C.UTF-8", "ps 188 -f @/guest" },
	{ "why-macvlan.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why eth0 -f @/held" },
	{ "why-macvlan.json", "LC_ALL=C.UTF-8", "why -J eth0 -f @/held" },
	{ "why-ipvlan.raw", "LC_ALL=C.UTF-8", "why -r eth1 -f @/held" },
	{ "why-module.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why eth2 -f @/held" },
	{ "why-port.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why port -f @/held" },
	{ "why-slave.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why slave -f @/held" },
	{ "why-vrf.json", "LC_ALL=C.UTF-8", "why -J both -f @/held" },
	{ "why-vport.txt", "COLUMNS=80 LC_ALL=C", "why vport -f @/held" },
	{ "why-own.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why own -f @/held" },
	{ "why-tap.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why mt0 -f @/held" },
	{ "why-columns.raw", "LC_ALL=C.UTF-8",
	  "why -r net:[4026532310]/2 -o WHAT,NAME,KEPT,TID,ACTION,VERDICT,ERRNO -f @/held" },
	{ "why-net.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why net:[4026532300] -f @/kept" },
	{ "why-net.json", "LC_ALL=C.UTF-8", "why -J net:[4026532300] -f @/kept" },
	{ "why-uts.raw", "LC_ALL=C.UTF-8", "why -r uts:[4026532301] -f @/kept" },
	{ "why-user.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why user:[4026532302] -f @/kept" },
	{ "why-pid.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why pid:[4026532303] -f @/kept" },
	{ "why-ipc.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why ipc:[4026532304] -f @/kept" },
	{ "why-time.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why time:[4026532307] -f @/kept" },
	{ "why-initial.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "why uts:[4026531838] -f @/kept" },
	{ "mounts-1.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "mounts 1 -f @/kept" },
	{ "mounts-jail.json", "LC_ALL=C.UTF-8", "mounts -J 800 -f @/kept" },
	{ "mounts-box.txt", "COLUMNS=120 LC_ALL=C.UTF-8", "mounts 500 -f @/kept" },
	{ "mounts-lost.raw", "LC_ALL=C.UTF-8", "mounts -r mnt:[4026532306] -f @/kept" },
};

static void put_env(const char *env)
{
	char copy[128], *at = copy, *word;

	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	snprintf(copy, sizeof(copy), "%s", env);
	while ((word = strsep(&at, " "))) {
		char *value = strchr(word, '=');

		*value++ = '\0';
		setenv(word, value, 1);
	}
}

static char *produce(const struct golden *g)
{
	int status;
	char *out;

	put_env(g->env);
	out = run(&status, g->args);
	if (status)
		fail_msg("%s: exit %d: %s", g->file, status, out);
	return out;
}

static void test_golden(void **state)
{
	const struct golden *g = *state;
	char name[128];
	char *out = produce(g);
	char *expected;

	snprintf(name, sizeof(name), "expected/%s", g->file);
	if (getenv("NSVIEW_UPDATE")) {
		FILE *f = fopen(fixture(name), "we");

		assert_non_null(f);
		fputs(out, f);
		fclose(f);
		free(out);
		return;
	}
	expected = slurp(fixture(name), NULL);
	assert_string_equal(out, expected);
	free(expected);
	free(out);
}

int main(void)
{
	struct CMUnitTest tests[sizeof(goldens) / sizeof(goldens[0])];
	size_t i;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tests[i] = (struct CMUnitTest){
			.name = goldens[i].file,
			.test_func = test_golden,
			.initial_state = (void *)&goldens[i],
		};
	return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
