/* SPDX-License-Identifier: GPL-2.0 */
/* The command line: what it takes, what it says, how it exits. */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const struct command_line lines[] = {
	{ "--version", 0, "nsview " NSVIEW_RELEASE " (tables version 1)\n" },
	{ "--help", 0, "Usage: nsview VERB" },
	{ "", 1, "Usage: nsview VERB" },
	{ "tree --help", 0, "Usage: nsview tree [options] [NAMESPACE|PID...]\n" },
	{ "ns --help", 0, "-t, --type TYPE" },
	{ "ns -H", 0, "COLUMN" },
	{ "run --help", 0, " --help=all says what each does." },
	{ "run --help=all", 0, " --pids N                       processes and threads\n" },
	{ "run --help=some", 125, "nsview run: --help takes =all, or nothing, not 'some'\n" },
	{ "stop --help", 0, "Example: nsview stop web --time 30\n" },
	{ "stop", 1, "nsview stop: usage: nsview stop NAME [--time SECONDS]\n" },
	{ "gc x", 1, "nsview gc: usage: nsview gc\n" },
	{ "gc --help", 0, "Usage: nsview gc\n" },
	{ "unload x", 1, "nsview unload: usage: nsview unload\n" },
	{ "stop --help --zebra", 1, "nsview stop: usage: nsview stop NAME [--time SECONDS]\n" },
	{ "ls -f @/host", 1, "nsview ls: -f is not an option of ls\n" },
	{ "ls --version", 0, "nsview " NSVIEW_RELEASE " (tables version 1)\n" },
	{ "--describe", 0, "column\tns\tns\tnamespaces\tNS\tns\tnumber\tusual\tjson\t-\t" },
	{ "--complete tr", 0, "tree\tShows the host" },
	{ "--complete --ver", 0, "--version\t" },
	{ "--complete nonsense ''", 0, "" },
	{ "--complete ns -o NS,+,,ty", 0, "NS,+,,TYPE\ttype of namespace\n" },
	{ "--complete why net:[1] -o FOU", 0, "FOUND\t" },
	{ "--complete why -J -o VERD", 0, "VERDICT\t" },
	{ "--complete tree --as=pi", 0, "--as=pid:[" },
	{ "--complete run --join net=0", 0, "" },
	{ "--complete run --net=jo", 0, "--net=join=" },
	{ "--complete run --memory", 0, "--memory\tmemory, such as 256M\n" },
	{ "--complete run -- ls -", 0, ":command\n" },
	{ "--complete exec web -", 0, "" },
	{ "--complete create web -- tru", 0, ":command\n" },
	{ "--complete create web -- ls -", 0, ":command\n" },
	{ "--complete cgroup /../../etc/", 0, "" },
	{ "--complete ns -Z -Zo = --= ''", 0, "cgroup:[" },
	{ "--complete graph --format=h", 0, "--format=html\t" },
	{ "--complete watch -i1 -- tree --grou", 0, "--group\t" },
	{ "--complete watch -i", 0, "" },
	{ "--complete watch -Zi '' = -- -", 0, "" },
	{ "--complete watch watch watch ''", 0, "" },
	{ "--complete ns --=", 0, "" },
	{ "--complete ns -oNPR", 0, "-oNPROCS\tprocesses in it\n" },
	{ "--complete tree -tmn", 0, "-tmnt\t\n" },
	{ "--complete ns -JoNPR", 0, "" },
	{ "--complete ns -Jx", 0, "" },
	{ "--complete ns -=", 0, "" },
	{ "nonsense", 1, "nsview: 'nonsense' is not a verb; see nsview --help" },
	{ "bridg3", 1, "nsview: 'bridg3' is not a verb; did you mean bridge" },
	{ "tre3", 1, "did you mean tree" },
	{ "creat3", 1, "did you mean create" },
	{ "x", 1, "'x' is not a verb; see nsview --help" },
	{ "''", 1, "'' is not a verb; see nsview --help" },
	{ "p", 1, "nsview: 'p' may be one of these: ps, path" },
	{ "r", 1, "nsview: 'r' may be one of these: run, rm" },
	{ "'a\033[1m'", 1, "nsview: 'a\\x1b[1m' is not a verb" },
	{ "br -n -o NAME -f @/host", 0, "br0\n" },
	{ "tree -Z", 1, "nsview tree: -Z is not an option of tree\n" },
	{ "tree --zebra", 1, "nsview tree: --zebra is not an option of tree\n" },
	{ "tree net:[1] --zebra", 1, "nsview tree: --zebra is not an option of tree\n" },
	{ "ns 1 2 --raw=x -J", 1, "nsview ns: --raw takes no argument, such as 'x'\n" },
	{ "ns 1 --raw -nZJ", 1, "nsview ns: -Z is not an option of ns\n" },
	{ "ns 1 --sort", 1, "nsview ns: --sort needs an argument of ns\n" },
	{ "ns --no", 1,
	  "nsview ns: '--no' may be one of these: --noheadings, --notruncate, --no-pager\n" },
	{ "tree -f", 1, "nsview tree: -f needs an argument of tree\n" },
	{ "bridge -t net", 1, "nsview bridge: -t is not an option of bridge\n" },
	{ "check -f @/differs -Q 'WHAT == thread'", 3, "900/903 worker" },
	{ "check -f @/differs -Q 'WHAT == nothing'", 0, "" },
	{ "check 5", 1, "nsview check: check takes no argument, such as '5'\n" },
	{ "tree -f @/path | grep -c 'bond0.30 .*, on bond0 *$'", 0, "1\n" },
	{ "tree -f @/path | grep -c 'mv0 .*, on eth0 in net:.4026531840. *$'", 0, "1\n" },
	{ "tree --group", 1, "nsview tree: --group needs an argument of tree\n" },
	{ "tree --as 1 --group pid -f @/host", 1, "--as and --group can not be had together\n" },
	{ "ns -f @/host >&-", 1, "nsview ns: writing: Bad file descriptor\n" },
	{ "save -f @/host - >&-", 1, "nsview save: writing: Bad file descriptor\n" },
	{ "tree -J -r", 1, "nsview tree: -J and -r can not be had together\n" },
	{ "ns --color=blue", 1, "nsview ns: --color takes auto, always or never, not 'blue'\n" },
	{ "ns -t network", 1, "nsview ns: 'network' is not a type of namespace\n" },
	{ "ns -o NPROC -f @/host", 1,
	  "nsview ns: 'NPROC' is not a column, did you mean NPROCS; see nsview ns -H\n" },
	{ "ns --sort -onwer -f @/host", 1,
	  "nsview ns: --sort: 'onwer' is not a column, did you mean OWNER; see nsview ns -H\n" },
	{ "ns -Q 'typ == net' -f @/host", 1, "-Q: 'typ' is not a column, did you mean TYPE\n" },
	{ "ns --fliter=x", 1,
	  "nsview ns: --fliter=x is not an option of ns; did you mean --filter\n" },
	{ "tree --hlep", 1, "nsview tree: --hlep is not an option of tree; did you mean --help\n" },
	{ "help ns", 0, "Usage: nsview ns [options] [NAMESPACE|PID...]\n" },
	{ "--help run", 0, "Usage: nsview run " },
	{ "help", 0, "Usage: nsview VERB [options]\n" },
	{ "help nosuchverb", 1, "nsview: 'nosuchverb' is not a verb; see nsview --help\n" },
	{ "ns -t net,nat,pid", 1, "nsview ns: 'nat' is not a type of namespace\n" },
	{ "ns -t net, -f @/host", 1, "nsview ns: '' is not a type of namespace\n" },
	{ "ns -t pid,cgroup -t user -p 2201 -rno TYPE -f @/host", 0, "cgroup\npid\nuser\n" },
	{ "ns net:[12", 1, "nsview ns: 'net:[12' is not a namespace" },
	{ "ns -o NS,BLUE -f @/host", 1, "nsview ns: 'BLUE' is not a column; see nsview ns -H\n" },
	{ "ps one -f @/host", 1, "nsview ps: 'one' is not a pid\n" },
	{ "ps 99999 -f @/host", 1, "nsview ps: no process 99999\n" },
	{ "ps -J 99999 -f @/host", 1, "nsview ps: no process 99999\n" },
	{ "ns -p 99999 -f @/host", 1, "nsview ns: no process 99999\n" },
	{ "ns net:[4026532700] -rno NS,TYPE -f @/host", 0, "4026532700 net\n" },
	{ "ns 4026532700 -rno NS,TYPE -f @/host", 0, "4026532700 net\n" },
	{ "ns uts:[4026532700] -f @/host", 1, "nsview ns: no namespace uts:[4026532700]\n" },
	{ "ns 12 -f @/host", 1, "nsview ns: no process 12\n" },
	{ "ns 2101 -t net -rno NS -f @/host", 0, "4026532311\n" },
	{ "ns 2101 4026532411 -t net -rno NS -f @/host", 0, "4026532311\n4026532411\n" },
	{ "ns -p 2101 4026532411 -rno NS -f @/host", 0, "" },
	{ "ns blue -rno NS,TYPE -f @/kept", 0, "4026532300 net\n" },
	{ "ns /run/netns/blue -rno NS,TYPE -f @/kept", 0, "4026532300 net\n" },
	{ "ns -rno NS -Q 'NSFS =~ \"blue\"' -f @/kept", 0, "4026532300\n" },
	{ "ns -t net -rno NS --sort -NSFS -f @/kept | head -n 1", 0, "4026532300\n" },
	{ "ns -rno NS -Q 'NSID == 3' -f @/owned", 0, "4026540001\n" },
	{ "ns nosuch -f @/kept", 1,
	  "nsview ns: no net namespace or environment is called 'nosuch'\n" },
	{ "ns web -t net -rno NS,ENV -f @/owned", 0, "4026540000 web\n" },
	{ "ns web -rno NS -Q 'NS == 4026540001' -f @/owned", 0, "" },
	{ "ns two -f @/owned", 1,
	  "two environments are called 'two', /nsview/two and //nsview/two: say a pid\n" },
	{ "tree --as two -f @/owned", 1, "two environments are called 'two'" },
	{ "ns :5 -rno NS -f @/host", 0, "4026532311\n" },
	{ "ns :5555 -f @/host", 1, "nsview ns: no namespace :5555\n" },
	{ "ns :5 -f @/kept", 1, "nsview ns: :5: no namespace has an id here" },
	{ "tree --as :5 -f @/host", 1, "nsview tree: :5: a pid namespace is wanted\n" },
	{ "ns :x -f @/host", 1, "nsview ns: ':x' is not a namespace's id, such as :1234\n" },
	{ "ns '' -f @/host", 1, "nsview ns: '' is not a namespace" },
	{ "bridge veth-db -rno NAME -f @/host", 0, "br0\nveth-db\n" },
	{ "bridge -p 2101 -rno NAME -f @/host", 0, "br0\nveth-web\n" },
	{ "bridge -p 2204 -f @/host", 1,
	  "nsview bridge: process 2204 has let go of its net namespace\n" },
	{ "dev -p 2204 -f @/host", 1,
	  "nsview dev: process 2204 has let go of its net namespace\n" },
	{ "graph -p 2204 -f @/host", 1,
	  "nsview graph: process 2204 has let go of its net namespace\n" },
	{ "bridge 2101 -rno NAME -f @/host", 0, "br0\nveth-web\n" },
	{ "bridge net:[4026532411] -rno NAME -f @/host", 0, "br0\nveth-db\n" },
	{ "bridge net:[4026532411]/eth0 eth1 -rno NAME -f @/host", 0, "br0\neth1\nveth-db\n" },
	{ "bridge lo -f @/host", 1, "nsview bridge: lo is no bridge, nor plugged into one\n" },
	{ "bridge nosuch -f @/host", 1,
	  "nsview bridge: no device, net namespace or environment is called 'nosuch'\n" },
	{ "bridge eht1 -f @/host", 1, "is called 'eht1'; did you mean eth1\n" },
	/* of a name that a terminal would obey nothing is said */
	{ "dev '<i>_\"x' -f @/hostile", 1, "is called '<i>_\"x'\n" },
	{ "dev 'v\"><scrip' -f @/hostile", 1, "did you mean v\"><script>\n" },
	{ "dev x -f @/host", 1, "is called 'x'\n" },
	{ "dev 99999 -f @/host", 1, "nsview dev: no device or process 99999\n" },
	{ "dev 2204 -f @/host", 1, "nsview dev: process 2204 has let go of its net namespace\n" },
	{ "dev net:[4026531840]/eht1 -f @/host", 1,
	  "no device eht1 in net:[4026531840]; did you mean eth1\n" },
	{ "dev net:[4026532311]/eht0 -f @/host", 1, "no device eht0 in net:[4026532311]\n" },
	{ "dev two -f @/owned", 1,
	  "nsview dev: two environments are called 'two', /nsview/two and //nsview/two" },
	{ "path eht1 -f @/path", 1, "nsview path: no device eht1; did you mean eth1\n" },
	{ "path nosuch -f @/path", 1, "nsview path: no device nosuch\n" },
	{ "bridge net:[5] -f @/host", 1, "nsview bridge: no namespace net:[5]\n" },
	{ "cgroup -p 1 -p 2101 -p 310 -rno KIND -f @/host 2>/dev/null", 0,
	  "hierarchy\ncgroup\ncgroup\ncgroup\n" },
	{ "cgroup -p 5 -f @/cgroups", 1, "nsview cgroup: no process 5\n" },
	{ "ns -p 2400 -t pid -rno NS -f @/host", 0, "4026531836\n4026532600\n" },
	{ "why", 1, "nsview why: why takes one argument: DEVICE|NAMESPACE\n" },
	{ "why --help", 0, "Usage: nsview why [options] DEVICE|NAMESPACE\n" },
	{ "why -H", 0, "VERDICT" },
	{ "why :5 -rno TYPE,INUM -Q TYPE -f @/host 2>/dev/null", 0, "net 4026532311\n" },
	{ "why :5555 -f @/host 2>&1 | tail -n 1", 0, "nsview why: no namespace :5555\n" },
	{ "why :5/lo -rno NETNS,NAME -f @/host 2>/dev/null", 0, "4026532311 lo\n" },
	{ "dev :5/lo -rno NETNS,NAME -f @/host", 0, "4026532311 lo\n" },
	{ "dev :5 -rno NETNS,NAME -f @/host", 0, "4026532311 lo\n4026532311 eth0\n" },
	{ "bridge :5 -rno NAME -f @/host", 0, "br0\nveth-web\n" },
	{ "bridge :5/eth0 -rno NAME -f @/host", 0, "br0\nveth-web\n" },
	{ "why nosuch -f @/held", 1,
	  "nsview why: no device, net namespace or environment is called 'nosuch'\n" },
	{ "dev batch -f @/fold", 0, "" },
	{ "dev '' -f @/host", 1, "nsview dev: '' names no device\n" },
	{ "dev blue/ -f @/kept", 1, "nsview dev: 'blue/' names no device\n" },
	{ "path /lo -f @/path", 1, "nsview path: '/lo' names no device\n" },
	{ "dev /lo", 1, "nsview dev: /lo: No such file or directory\n" },
	{ "dev /etc/passwd", 1, "nsview dev: /etc/passwd: not a namespace\n" },
	{ "dev /proc/self/ns/uts", 1,
	  "nsview dev: /proc/self/ns/uts: a net namespace is wanted\n" },
	{ "mounts /proc/self/ns/uts", 1, "/proc/self/ns/uts: a mnt namespace is wanted\n" },
	{ "mounts blue -f @/kept", 1, "nsview mounts: blue: a mnt namespace is wanted\n" },
	{ "graph 4026531837 -f @/kept", 1,
	  "nsview graph: 4026531837: a net namespace is wanted\n" },
	{ "path batch/lo -f @/fold", 1, "no device lo in net:[4026532608]\n" },
	{ "mounts batch -f @/fold", 1, "the mounts of mnt:[4026532607] can not be read\n" },
	/* a device here, a namespace, a device elsewhere: in that order */
	{ "why blue -rno TYPE,INUM -Q TYPE -f @/kept", 0, "net 4026532300\n" },
	{ "why batch -rno TYPE,INUM -Q TYPE -f @/fold", 0, "net 4026532608\n" },
	{ "why /run/netns/spare0/lo -rno NETNS,NAME -f @/fold 2>/dev/null", 0, "4026532619 lo\n" },
	{ "why /run/netns/spare0 -rno INUM -Q INUM -f @/fold 2>/dev/null", 0, "4026532619\n" },
	{ "why blue -rno VERDICT -f @/kept", 1, "'VERDICT' is not a column; see nsview why -H" },
	{ "why eth0 -rno FOUND -f @/held", 1, "'FOUND' is not a column; see nsview why -H" },
	{ "why net:[1] -f @/held", 1, "nsview why: no namespace net:[1]\n" },
	{ "why 4026532310/2 -rno NAME,KEPT -f @/held", 0, "ipv\\x0a0 thread\n" },
	{ "why 4 -rno NAME,RX_MODULE -f @/held", 0, "eth2 evil\n" },
	{ "why lost -u -f @/held", 0, "stack; the device behind it is out of sight\n" },
	{ "why mv0 -f @/held", 1, "nsview why: 4 devices are called mv0: say which, net:[" },
	{ "why net:[4026531840]/nosuch -f @/held", 1, "no device nosuch in net:[4026531840]\n" },
	{ "path --to 1.2.3 eth1 -f @/path", 1,
	  "nsview path: --to takes an IPv4 or IPv6 address, not '1.2.3'\n" },
	{ "path --source 10.0.0.1 eth1 -f @/path", 1, "nsview path: --source needs --to\n" },
	{ "path --to ::1 --source 10.0.0.1 eth1 -f @/path", 1,
	  "nsview path: --to ::1 and --source 10.0.0.1 are not of one family\n" },
	{ "path --to 192.0.2.77 veth-web -f @/path", 0,
	  "where 192.0.2.77 goes from here is not known here" },
	{ "why /run/netns/red -f @/held", 1, "no mount of a namespace is saved that is called so" },
	{ "tree -f ''", 1, "nsview tree: the name of what was saved is empty\n" },
	{ "diff '' @/host", 1, "nsview diff: the name of what was saved is empty\n" },
	{ "tree -f @/nowhere", 1, "/nowhere: No such file or directory\n" },
	{ "tree -f @/host/tasks", 1, "/host/tasks: not a folder, nor an archive: " },
	{ "tree -f /dev/null", 1, "nsview tree: /dev/null: not a folder, nor an archive: " },
	{ "tree -f @", 1, ": no table 'tasks' in it\n" },
};

static void test_lines(void **state)
{
	(void)state;
	unsetenv("COLUMNS");
	setenv("LC_ALL", "C.UTF-8", 1);
	check_command_lines(lines, ARRAY_SIZE(lines));
}

/* Which of a device here, a namespace and a device elsewhere it is that all are called so. */
static void test_one_name(void **state)
{
	static const char *const verbs[][3] = {
		{ "why blue -rno INUM", "4026532300\n",
		  "'INUM' is not a column; see nsview why -H" },
		{ "dev blue -rno NETNS,NAME", "4026532300 blue\n4026532300 other\n",
		  "4026531840 blue\n" },
	};
	char dir[] = "/tmp/nsview-test-XXXXXX";
	size_t i;

	(void)state;
	assert_non_null(mkdtemp(dir));
	sh("cp -R %s/. %s && cd %s && awk 'function dev(net, i, name) "
	   "{ printf \"%%s\\t%%s\\t%%s\", net, i, name; "
	   "for (i = 4; i <= NF; i++) printf \"\\t-\"; print \"\" } { print } "
	   "NR == 2 { dev(\"4026532300\", 2, \"blue\"); dev(\"4026532300\", 3, \"other\") }' "
	   "devs >new && mv new devs",
	   fixture("kept"), dir, dir);
	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		int status;
		char *out = runf(&status, "%s -f %s 2>/dev/null", verbs[i][0], dir);

		if (strncmp(out, verbs[i][1], strlen(verbs[i][1])) != 0)
			fail_msg("%s: %s", verbs[i][0], out);
		free(out);
	}
	sh("cd %s && sed 's/^4026532300\t2\t/4026531840\t2\t/' devs >new && mv new devs", dir);
	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		int status;
		char *out = runf(&status, "%s -f %s", verbs[i][0], dir);

		if (!strstr(out, verbs[i][2]))
			fail_msg("%s: %s", verbs[i][0], out);
		free(out);
	}
	sh("rm -r %s", dir);
}

/* An environment in which there is nobody is the namespaces that are mounted for it. */
static void test_pinned(void **state)
{
	static const char *const verbs[][2] = {
		{ "why spare -rno INUM -Q INUM", "4026532300\n" },
		{ "ns spare -rno NS", "4026532300\n" },
		{ "ns net:[4026531840] spare -rno NS", "4026531840\n4026532300\n" },
		{ "tree spare -rno NS -Q NS", "4026532300\n" },
		{ "graph spare -rno ID -Q 'ID =~ \"4026532300.$\"'", "net:[4026532300]\n" },
	};
	char dir[] = "/tmp/nsview-test-XXXXXX";
	size_t i;

	(void)state;
	assert_non_null(mkdtemp(dir));
	sh("cp -R %s/. %s && cd %s && sed 's|/run/netns/blue|/run/nsview/env/spare/ns/net|' "
	   "mounts >new && mv new mounts",
	   fixture("kept"), dir, dir);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		int status;
		char *out = runf(&status, "%s -f %s 2>/dev/null", verbs[i][0], dir);

		if (strcmp(out, verbs[i][1]) != 0)
			fail_msg("%s: %s", verbs[i][0], out);
		free(out);
	}
	sh("rm -r %s", dir);
}

/* Whose environment it is only a hierarchy of version 1 tells, and no module. */
static void test_version_1(void **state)
{
	int status;
	char *out;

	(void)state;
	copy_fixture("a", "kept");
	sh("cd %s/a && rm info cgroups && printf 'nsview 1 members\npid\thierarchy\tpath\n"
	   "500\t4\t/nsview/shop\n' >members",
	   scratch);
	out = runf(&status, "mounts shop -rno POINT -f %s/a 2>/dev/null", scratch);
	assert_string_equal(out, "/\n/proc\n");
	free(out);
}

/* What no row is printed for prints nothing: no half a document. */
static void test_no_half_document(void **state)
{
	char *out;
	int status;

	(void)state;
	out = runf(&status, "ps -J 99999 -f %s 2>/dev/null", fixture("host"));
	assert_int_equal(status, 1);
	assert_string_equal(out, "");
	free(out);
}

static void test_full_disk(void **state)
{
	char *out;
	int status;

	(void)state;
	out = runf(&status, "ns -J -f %s >/dev/full", fixture("host"));
	assert_int_equal(status, 1);
	assert_string_equal(out, "nsview ns: writing: No space left on device\n");
	free(out);
}

/* The same answer from a folder and from every kind of archive of it. */
static void test_archives(void **state)
{
	static const char *const tars[][2] = {
		{ "-cf", "host.tar" },
		{ "-czf", "host.tar.gz" },
		{ "-cJf", "host.tar.xz" },
		{ "--zstd -cf", "host.tar.zst" },
	};
	char *folder;
	int status;
	size_t i;

	(void)state;
	folder = runf(&status, "tree -J -f %s", fixture("host"));
	assert_int_equal(status, 0);
	for (i = 0; i < ARRAY_SIZE(tars); i++) {
		char *archive;

		sh("tar -C %s %s %s/%s host", fixture(""), tars[i][0], scratch, tars[i][1]);
		archive = runf(&status, "tree -J -f %s/%s", scratch, tars[i][1]);
		assert_string_equal(archive, folder);
		free(archive);
	}
	free(folder);

	/* Half an archive is an error, whatever was readable of it. */
	sh("head -c 900 %s/host.tar.gz >%s/half", scratch, scratch);
	folder = runf(&status, "tree -J -f %s/half", scratch);
	assert_int_equal(status, 1);
	assert_non_null(strstr(folder, "/half: "));
	free(folder);
}

/* Things in a folder that are no files: said, and never waited for. */
static void test_strange_folder(void **state)
{
	char *out;
	int status;

	(void)state;
	sh("mkdir %s/tasks", scratch);
	out = runf(&status, "ns -f %s", scratch);
	assert_int_equal(status, 1);
	assert_non_null(strstr(out, "/tasks: Is a directory\n"));
	free(out);
	sh("rmdir %s/tasks && mkfifo %s/tasks", scratch, scratch);
	out = runf(&status, "ns -f %s", scratch);
	assert_int_equal(status, 1);
	assert_non_null(strstr(out, "/tasks: Invalid argument\n"));
	free(out);
	/* A table that only makes the answer whole may be missing, and that is said. */
	sh("rm %s/tasks && cp %s/tasks %s", scratch, fixture("host"), scratch);
	out = runf(&status, "ns -J -f %s", scratch);
	assert_int_equal(status, 0);
	assert_non_null(strstr(out, "no table 'namespaces': the answer is not complete\n"));
	assert_non_null(strstr(out, "\"complete\": false"));
	free(out);
	out = runf(&status, "ps -no PID,CGROUP -p 2201 -f %s 2>/dev/null", scratch);
	assert_string_equal(out, "2201 cgroup #133\n");
	free(out);
}

/* Without the module: what /proc knows, or exit 2. With it: neither. */
static void test_no_module(void **state)
{
	bool module = !access("/sys/kernel/debug/nsview/tasks", R_OK);
	char self[64];
	char *out;
	int status;

	(void)state;
	out = run(&status, "check -J");
	assert_true(module ? status != 2 : status == 2);
	free(out);
	out = run(&status, "path lo");
	assert_true(module ? status != 2 : status == 2);
	assert_true(module == !strstr(out, "only the module knows"));
	free(out);
	snprintf(self, sizeof(self), "%d\n", getpid());
	out = runf(&status, "ps -rno PID -p %d 2>/dev/null", getpid());
	assert_int_equal(status, 0);
	assert_string_equal(out, self);
	free(out);
	out = runf(&status, "ps -J -p %d", getpid());
	assert_int_equal(status, 0);
	assert_true(module == !strstr(out, "showing what /proc tells"));
	assert_non_null(strstr(out, module ? "\"kernel\"" : "\"proc\",\n \"complete\": false"));
	free(out);
}

/* Who may not see which network a process is in is told so: an empty list would be an answer. */
static void test_unseen(void **state)
{
	static const char *const verbs[] = { "dev", "bridge", "graph" };
	const char *drop = geteuid() ? "" : "setpriv --bounding-set=-sys_ptrace ";
	bool module = !access("/sys/kernel/debug/nsview/tasks", R_OK);
	size_t i;

	(void)state;
	assert_int_equal(prctl(PR_SET_DUMPABLE, 0), 0);
	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		_cleanup_text_ struct text line = { 0 };
		int status;
		char *out;

		text_printf(&line, "%s%s %s -J -p %d 2>&1 | tail -n 1", drop, nsview(), verbs[i],
			    getpid());
		out = output_of(&status, text_str(&line));
		text_reset(&line);
		text_printf(&line,
			    "nsview %s: which net namespace process %d is in can not be seen\n",
			    verbs[i], getpid());
		if (module == !strcmp(out, text_str(&line)))
			fail_msg("%s: %s", verbs[i], out);
		free(out);
	}
	assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_one_name),
		cmocka_unit_test(test_pinned),
		cmocka_unit_test(test_no_half_document),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test_setup_teardown(test_archives, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(test_version_1, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(test_strange_folder, make_scratch, remove_scratch),
		cmocka_unit_test(test_no_module),
		cmocka_unit_test(test_unseen),
	};

	return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
