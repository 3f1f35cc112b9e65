/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview graph: what it draws against what the tables say, what folds of a thousand
 * containers, and that no name gets out of its quotes. Whether SVG is well-formed is for
 * xmllint to say, and what JSON means for jq. The world is that of `make docs`.
 */
#define _GNU_SOURCE
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/picture.h"
#include "render/safe.h"
#include "text.h"
#include "view/graph.h"

/* What a command of the shell prints, with $dir; fails the test if that fails. */
static char *shell(const char *command)
{
	_cleanup_text_ struct text whole = { 0 };
	int status;
	char *out;

	text_printf(&whole, "dir=%s fixtures=%s nsview=%s; set -e; ", scratch, fixture(""),
		    nsview());
	text_puts(&whole, command);
	out = output_of(&status, whole.s);
	if (status)
		fail_msg("%s: %s", command, out);
	return out;
}

static unsigned long number(const char *command)
{
	char *out = shell(command);
	unsigned long n = strtoul(out, NULL, 10);

	free(out);
	return n;
}

static void do_shell(const char *command)
{
	free(shell(command));
}

static void expect(const char *command, const char *wanted)
{
	char *out = shell(command);

	assert_string_equal(out, wanted);
	free(out);
}

/* A line of dot for each node and box. */
#define COUNT_NODES "grep -cE '^\t+\"[^\"]*\" \\['"
#define COUNT_BOXES "grep -c '^\tsubgraph '"

/* Every namespace is drawn or counted in a stack of them. */
static void test_folds(void **state)
{
	unsigned long boxes, folded;

	(void)state;
	do_shell("scripts/docs.d/world 1000 $dir/many; $nsview graph -f $dir/many >$dir/many.dot");
	assert_in_range(number(COUNT_NODES " $dir/many.dot"), 30, GRAPH_NODES_MAX);
	boxes = number(COUNT_BOXES " $dir/many.dot");
	folded = number("sed -n 's/^\t\"more.*<B>\u00d7 \\([0-9]*\\) more<.*/\\1/p' $dir/many.dot |"
			"awk '{ n += $1 } END { print n }'");
	assert_int_equal(boxes + folded,
			 number("awk '$1 == \"net\"' $dir/many/namespaces | wc -l"));
	/* The odd ones are to be seen, by their state and by who is not in them. */
	assert_in_range(number("grep -c blocking $dir/many.dot"), 2, 40);
	assert_in_range(number("grep -c 'no process is in it' $dir/many.dot"), 2, 12);
}

static void test_small_folds_nothing(void **state)
{
	(void)state;
	do_shell("scripts/docs.d/world 50 $dir/fifty; $nsview graph -f $dir/fifty >$dir/fifty.dot");
	assert_int_equal(number(COUNT_BOXES " $dir/fifty.dot"), 51);
	assert_in_range(number(COUNT_NODES " $dir/fifty.dot"), 100, GRAPH_NODES_MAX);
	expect("grep -c ' more' $dir/fifty.dot || :", "0\n");
	expect("scripts/docs.d/world 100 $dir/all; $nsview graph -u -f $dir/all |" COUNT_BOXES,
	       "101\n");
}

/* Nothing is alike: each of 300 namespaces has another set of devices. */
static void test_cut_off(void **state)
{
	(void)state;
	do_shell("mkdir $dir/unlike; cd $dir/unlike; { echo 'nsview 1 tasks';"
		 "printf 'pid\\ttgid\\tns_net\\tcomm\\n1\\t1\\t1\\tinit\\n'; } >tasks;"
		 "awk 'BEGIN { OFS = \"\\t\"; print \"nsview 1 devs\";"
		 "print \"netns\", \"ifindex\", \"name\", \"kind\", \"operstate\";"
		 "for (n = 1; n <= 300; n++) for (i = 1; i <= n; i++)"
		 "print n, i, \"d\" i, \"k\" n \"-\" i, \"up\" }' >devs");
	assert_in_range(number("$nsview graph -f $dir/unlike 2>/dev/null |" COUNT_NODES), 20,
			GRAPH_NODES_MAX);
}

/* A host with more bridges than are drawn, two containers on each: it stays, cut too. */
static void test_cut_host(void **state)
{
	static const char world[] =
		"mkdir $dir/bridges; cd $dir/bridges; awk 'BEGIN { OFS = \"\\t\";"
		"print \"nsview 1 tasks\" >\"tasks\"; print \"nsview 1 devs\" >\"devs\";"
		"print \"pid\", \"tgid\", \"ns_net\", \"comm\" >\"tasks\";"
		"print 1, 1, 1, \"init\" >\"tasks\"; print \"netns\", \"ifindex\", \"name\","
		"\"kind\", \"operstate\", \"master\", \"link\", \"link_netns\" >\"devs\";"
		"for (n = 10; n < 150; n++) {"
		"print 1, n, \"br\" n, \"bridge\", \"up\", \"-\", \"-\", \"-\" >\"devs\";"
		"for (i = 2 * n; i <= 2 * n + 1; i++) {"
		"print 1000 + i, 1000 + i, 1000 + i, \"nginx\" >\"tasks\";"
		"print 1, 1000 + i, \"p\" i, \"veth\", \"up\", n, 2, 1000 + i >\"devs\";"
		"print 1000 + i, 2, \"eth0\", \"veth\", \"up\", \"-\", 1000 + i, 1 >\"devs\""
		"} } }'";

	(void)state;
	do_shell(world);
	do_shell("$nsview graph -f $dir/bridges >$dir/bridges.dot 2>/dev/null;"
		 "$nsview graph -f $dir/bridges -p 1 -p 1299 >$dir/asked.dot 2>/dev/null");
	assert_in_range(number(COUNT_NODES " $dir/bridges.dot"), 40, GRAPH_NODES_MAX);
	/* Bridges, their ports, and a stack of all others. */
	assert_int_equal(number("grep -c '^\t*\"net:.1]/[^ ]* .id' $dir/bridges.dot"), 40);
	assert_in_range(number("grep -c '^\t*\"net:.1]/[^ ]* .id.*class=\"hub\"' $dir/bridges.dot"),
			15, 30);
	/* Every namespace is drawn or counted. */
	assert_int_equal(number(COUNT_BOXES " $dir/bridges.dot") +
				 number("sed -n 's/^\t\"more.*<B>\u00d7 \\([0-9]*\\) .*/\\1/p' "
					"$dir/bridges.dot | awk '{ n += $1 } END { print n }'"),
			 281);
	expect("grep -c '<B>net:.1299]' $dir/bridges.dot $dir/asked.dot | sed 's/.*://'", "0\n1\n");
}

/* What is odd in a stack of others is told: 70 odd ones, each in another way, then five. */
static void test_cut_odd(void **state)
{
	static const char world[] =
		"mkdir $dir/odds; cd $dir/odds; awk 'BEGIN { OFS = \"\\t\";"
		"print \"nsview 1 tasks\" >\"tasks\"; print \"nsview 1 devs\" >\"devs\";"
		"print \"pid\", \"tgid\", \"ns_net\", \"comm\" >\"tasks\";"
		"print \"netns\", \"ifindex\", \"name\", \"kind\", \"operstate\", \"master\" >\"devs\";"
		"for (n = 1; n <= 76; n++) {"
		"print n, n, n, \"nginx\" >\"tasks\";"
		"print n, 1, \"br0\", \"bridge\", \"up\", \"-\" >\"devs\";"
		"for (i = 2; n > 1 && n <= 71 && i < n + 5; i++)"
		"print n, i, \"p\" i, \"tun\", i % 2 ? \"down\" : \"up\", 1 >\"devs\" } }'";

	(void)state;
	do_shell(world);
	do_shell("$nsview graph -f $dir/odds >$dir/odds.dot 2>/dev/null");
	assert_int_equal(number("grep -c '<B>\u00d7 [0-9]* others<' $dir/odds.dot"), 1);
	/* Those that are not drawn, but for the five, and the one of them that is alike. */
	assert_int_equal(
		number("sed -n 's/.*>\\([0-9]*\\) of these are odd<.*/\\1/p' $dir/odds.dot") +
			number(COUNT_BOXES " $dir/odds.dot"),
		71);
	/* Five ports that are down, and their wires, among 255 that are not. */
	do_shell("awk 'BEGIN { OFS = \"\\t\"; print \"nsview 1 devs\";"
		 "print \"netns\", \"ifindex\", \"name\", \"kind\", \"operstate\", \"master\";"
		 "print 1, 1, \"br0\", \"bridge\", \"up\", \"-\"; for (i = 2; i < 300; i++)"
		 "print 1, i, \"d\" i, \"k\" i, i % 50 ? \"up\" : \"down\", 1 }' >$dir/odds/devs;"
		 "$nsview graph -f $dir/odds >$dir/odds.dot 2>/dev/null");
	assert_int_equal(
		number("grep -c '<B>others \u00d7 261<.*5 of these are odd' $dir/odds.dot"), 1);
	assert_int_equal(
		number("grep -c 'class=\"hub odd dashed.*\u00d7 260, 5 down' $dir/odds.dot"), 1);
}

#define DOCKER "docker-00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff.scope"

/* Tables of eight processes of the host, which has no devices, by twos in cgroups. */
static void make_groups(void)
{
	do_shell(
		"mkdir -p $dir/groups; cd $dir/groups;"
		"printf '%s\\n' 'nsview 1 cgroups' 'hierarchy id path' '0 1 /' "
		"'0 10 /system.slice/dbus.service' '0 11 /user.slice/user@1000.service/dbus.service' "
		"'0 12 /system.slice/" DOCKER "' '0 13 /user.slice/user@1000.service/" DOCKER "' "
		"| sed '1!y/ /\\t/' >cgroups;"
		"awk 'BEGIN { OFS = \"\\t\"; print \"nsview 1 tasks\";"
		"print \"pid\", \"tgid\", \"ns_net\", \"ns_mnt\", \"cgroup_id\", \"comm\";"
		"print 1, 1, 1, 2, 1, \"init\"; for (i = 10; i < 18; i++)"
		"print i, i, 1, i < 14 ? 2 : i, 10 + (i - 10) % 4, \"a\" }' >tasks");
}

/* Owners that are called alike are not one. */
static void test_owners(void **state)
{
	(void)state;
	make_groups();
	expect("$nsview graph -J -f $dir/groups 2>/dev/null | jq -r '.graph[] | "
	       "select(.kind == \"processes\" and (.name | startswith(\"cgroup\") | not)) |"
	       ".name + \" \" + (.pids | map(tostring) | join(\" \"))' | sort",
	       "dbus.service 10 14\ndbus.service of user@1000 11 15\n"
	       "docker 001122334455 12 16\ndocker 001122334455 of user@1000 13 17\n");
}

/* Of each group the second has its own mnt namespace. */
static void test_sharing(void **state)
{
	(void)state;
	make_groups();
	expect("$nsview graph -J -f $dir/groups 2>/dev/null | jq -r '.graph[] | "
	       "select(.kind == \"processes\" and (.pids | length > 1)) | "
	       "(.shared | join(\" \")) + \"; \" + (.own | join(\" \"))' | sort -u",
	       "mnt net; mnt\n");
	expect("$nsview graph -f $dir/groups 2>/dev/null | grep -c 'dbus.service.*shares.* mnt'",
	       "2\n");
	expect("$nsview graph --format html -f $dir/groups 2>/dev/null |"
	       "sed '1,/id=\"data\"/d; /^<.script>/,$d' | jq -r '.items[] | "
	       "select(.title | startswith(\"dbus.service\")).facts[] | "
	       "select(.[0] == \"own namespaces\")[1]'",
	       "mnt\nmnt\n");
}

/* Each cgroup is told once, in whatever order the processes are in them. */
static void test_cgroups_once(void **state)
{
	(void)state;
	make_groups();
	do_shell("printf '0\\t14\\t/system.slice/dbus.service/x\\n' >>$dir/groups/cgroups;"
		 "printf '%d\\t%d\\t1\\t2\\t%d\\ta\\n' 18 18 14 19 19 10 >>$dir/groups/tasks;"
		 "$nsview graph --format html -f $dir/groups 2>/dev/null |"
		 "sed '1,/id=\"data\"/d; /^<.script>/,$d' >$dir/data.json");
	expect("jq -r '.items[] | [.facts[] | select(.[0] == \"cgroup\")[1]] | "
	       "\"\\(length) \\(unique | length)\"' $dir/data.json | sort -u",
	       "1 1\n2 2\n6 6\n");
}

/* 40 namespaces of each: in which a, b and a run, or b and a, or what is called a\nb. */
static void test_commands(void **state)
{
	(void)state;
	do_shell("mkdir $dir/commands; awk 'BEGIN { OFS = \"\\t\"; print \"nsview 1 tasks\";"
		 "print \"pid\", \"tgid\", \"ns_net\", \"comm\"; print 1, 1, 1, \"init\";"
		 "for (n = 100; n < 220; n++) for (i = 0; i < 3 - (n >= 140); i++)"
		 "if (n < 180 || !i) print 3 * n + i, 3 * n + i, n, "
		 "(n >= 180 ? \"a\\\\x0ab\" : i % 2 == (n >= 140) ? \"a\" : \"b\") }' "
		 ">$dir/commands/tasks");
	expect("$nsview graph -f $dir/commands 2>/dev/null |"
	       "sed -n 's/.*<B>\u00d7 \\([0-9]*\\) more<.*/\\1/p' | sort -n",
	       "38\n78\n");
}

/* Wires are those of the tables. */
static void test_wires(void **state)
{
	(void)state;
	do_shell("$nsview graph -f $fixtures/guest >$dir/guest.dot;"
		 "$nsview graph -J -f $fixtures/guest >$dir/guest.json");
	assert_int_equal(number("grep -c -- '-> .*class=\"hub' $dir/guest.dot"),
			 number("tail -n +3 $fixtures/guest/ports | wc -l"));
	expect("jq -r '.graph[] | select(.kind == \"port\") | .from + \" \" + .to' $dir/guest.json "
	       "| sort >$dir/ports;"
	       "awk 'FNR > 2 { p = \"net:[\" $1 \"]/\"; print p $2, p $3 }' $fixtures/guest/ports "
	       "| sort | diff - $dir/ports",
	       "");
	expect("jq -r '.graph[] | select(.kind == \"peer\") | .from' $dir/guest.json | wc -l;"
	       "awk '$4 == \"veth\" && $10 != \"-\"' $fixtures/guest/devs | wc -l | "
	       "awk '{ print $1 / 2 }'",
	       "3\n3\n");
}

static void test_svg(void **state)
{
	(void)state;
	expect("for name in guest host odd held path kept hostile; do "
	       "$nsview graph --format svg -f $fixtures/$name >$dir/$name.svg 2>/dev/null;"
	       "xmllint --noout $dir/$name.svg; done",
	       "");
	/* A label is text: as many elements that are text as labels have lines, and no other. */
	expect("xmllint --xpath 'count(//*[local-name() = \"script\" or local-name() = \"b\" or "
	       "local-name() = \"img\" or local-name() = \"blink\" or local-name() = \"a\"])' "
	       "$dir/hostile.svg",
	       "0\n");
	expect("xmllint --xpath 'string(//*[local-name() = \"text\"][contains(., \"blink\")])' "
	       "$dir/hostile.svg",
	       "<blink>\n");
	expect("xmllint --xpath 'count(//*[contains(., \"\\N]]>\")][local-name() = \"text\"])' "
	       "$dir/hostile.svg",
	       "1\n");
}

/* The parts of the page are what they are meant to be, whatever names are in them. */
static void test_page(void **state)
{
	(void)state;
	do_shell("$nsview graph --format html -f $fixtures/hostile >$dir/page.html");
	expect("grep -ic '<script' $dir/page.html; grep -ic '</script' $dir/page.html", "2\n2\n");
	expect("grep -c '<title>nsview:' $dir/page.html;"
	       "grep -ciE '<(link|img|iframe|object|embed|base|b|i|u)[ >]' $dir/page.html || :",
	       "1\n0\n");
	expect("sed -n '/<svg/,/<.svg>/p' $dir/page.html | xmllint --noout -", "");
	do_shell("sed '1,/id=\"data\"/d; /^<.script>/,$d' $dir/page.html >$dir/data.json");
	expect("jq -r '.items[] | select(.id | endswith(\"/10-tasks\") or endswith(\"/1-tasks\")) |"
	       ".facts[] | select(.[0] == \"process\" and (.[1] | test(\"script.*: 10$\")))[1]' "
	       "$dir/data.json",
	       "<script>window.pwned=1</script>: 10\n");
	expect("jq -r '.items[].facts[] | select(.[1] | endswith(\": 16\"))[1]' $dir/data.json | "
	       "sort -u",
	       "\\xe2\\x80\\xaetxt.exe\\xe2\\x81\\xa6: 16\n");
	expect("jq -r '[.edges[] | .from, .to] - [.items[].id] | length' $dir/data.json", "0\n");
}

/* The page allows its own script and style, by their hashes, and nothing else. */
static void test_policy(void **state)
{
	static const char hash[] =
		"hash() { sed -n \"/^<$1>\\$/,/^<.$1>/p\" $dir/page.html | sed '1d;$d' |"
		"{ echo; cat; } | openssl dgst -sha256 -binary | base64; };"
		"for part in script style; do "
		"grep -cF \"$part-src 'sha256-$(hash $part)'\" $dir/page.html; done;"
		"grep -c \"default-src 'none'\" $dir/page.html";

	(void)state;
	expect(hash, "1\n1\n1\n");
}

/* Members of a stack are in the page, each with what it would have been drawn with. */
static void test_members(void **state)
{
	(void)state;
	do_shell("$nsview graph --format html -f $dir/many |"
		 "sed '1,/id=\"data\"/d; /^<.script>/,$d' >$dir/data.json");
	expect("jq -r '[.items[].facts[], .items[].members[].facts[] | select(.[0] == "
	       "\"namespace\")[1]] | unique | length' $dir/data.json",
	       "1001\n");
	expect("jq -r '.items[] | select(.what == \"stack\") | .members | length > 0' "
	       "$dir/data.json | sort -u",
	       "true\n");
}

/* One container, its other end, the bridge and its uplinks; and none of the 49 others. */
static void test_limit(void **state)
{
	(void)state;
	do_shell("$nsview graph -J net:[4026532310] -f $dir/fifty >$dir/one.json");
	expect("jq -r '.graph[] | select(.id and .kind != \"processes\").name' $dir/one.json |"
	       "sort | tr '\n' ' '",
	       "br0 docker 002880e3002d eth0 eth1 host lo tap0 vethf305520 ");
	expect("$nsview graph -J -p 10012 -f $dir/fifty | cmp - $dir/one.json", "");
	expect("$nsview graph 4026532310 -f $dir/fifty |" COUNT_BOXES, "2\n");
	/* The page counts what is in its picture: processes of that namespace, devices and lo. */
	expect("$nsview graph --format html 4026532310 -f $dir/fifty | sed -n '/\"notes\"/,/^\"items/p' |"
	       "sed -n 's/^\\[\"\\([npd][a-z ]*\\)\",\"\\([0-9]*\\) of .*/\\1 \\2/p';"
	       "awk '$13 == 4026532310' $dir/fifty/tasks | wc -l;"
	       "jq '[.graph[] | select(.kind == \"device\")] | length' "
	       "$dir/one.json",
	       "net namespaces 2\nprocesses 3\ndevices 6\n3\n6\n");
	expect("$nsview graph 1 -f $dir/fifty |" COUNT_BOXES, "51\n");
}

static void refuses(const char *args, const char *words)
{
	int status;
	char *out = run(&status, args);

	assert_int_equal(status, 1);
	if (!strstr(out, words))
		fail_msg("%s: %s", args, out);
	free(out);
}

static void test_errors(void **state)
{
	(void)state;
	refuses("graph --format png -f @/guest", "--format takes dot, svg or html, not 'png'");
	refuses("graph --format svg -J -f @/guest", "--format is for the picture");
	refuses("graph -Q 'KIND == \"port\"' -f @/guest", "-Q and --sort choose rows");
	refuses("graph -p 999999 -f @/guest", "no process 999999");
	refuses("graph net:[7] -f @/guest", "no namespace net:[7]");
	refuses("graph --sort NAME -f @/guest", "-Q and --sort choose rows");
	refuses("tree --format svg -f @/guest", "--format is not an option of tree");
	setenv("PATH_WAS", getenv("PATH"), 1);
	setenv("PATH", scratch, 1);
	refuses("graph --format svg -f @/guest", "install graphviz");
	do_shell(
		"/bin/echo '#!/bin/sh\necho no memory >&2; exit 3' >$dir/dot; /bin/chmod +x $dir/dot");
	refuses("graph --format svg -f @/guest", "dot ended with 3: no memory");
	do_shell("/bin/echo '#!/bin/sh\nkill -9 $$' >$dir/dot");
	refuses("graph --format html -f @/guest", "dot was ended by signal 9");
	do_shell("/bin/echo '#!/bin/sh\necho nothing' >$dir/dot");
	refuses("graph --format html -f @/guest", "is no SVG");
	setenv("PATH", getenv("PATH_WAS"), 1);
}

/* dot that is @script: nothing is written, and what is said of it is @words. */
static void dot_is(const char *script, const char *words)
{
	static const char *const formats[] = { "svg", "html" };
	size_t i;

	setenv("script", script, 1);
	setenv("words", words, 1);
	do_shell("printf '#!/bin/sh\\n%s\\n' \"$script\" >$dir/dot; chmod 755 $dir/dot");
	for (i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		setenv("format", formats[i], 1);
		expect("PATH=$dir:$PATH $nsview graph --format $format -f $fixtures/guest "
		       "2>$dir/said || echo $?",
		       "1\n");
		expect("grep -cF \"$words\" $dir/said || cat $dir/said", "1\n");
	}
}

static void test_dot_fails(void **state)
{
	(void)state;
	dot_is("exit 0", "dot wrote nothing");
	dot_is("echo; exit 0", "dot wrote nothing");
	dot_is("echo 'pos out of memory' >&2", "dot wrote nothing: pos out of memory");
	dot_is("echo '<svg><g>'", "dot wrote is cut off");
	dot_is("echo '</svg>'", "is no SVG");
	dot_is("echo '<svg><g>'; kill -9 $$", "dot was ended by signal 9, Killed");
	dot_is("head -c 10 >/dev/null; kill -PIPE $$", "dot was ended by signal 13, Broken pipe");
	dot_is("exit 4", "dot ended with 4, without a word");
	dot_is("cat >/dev/null; echo 'no layout' >&2; exit 1", "dot ended with 1: no layout");
	expect("chmod 644 $dir/dot; sed=$(command -v sed);"
	       "PATH=$dir $nsview graph --format svg -f $fixtures/guest 2>&1 | $sed 's/.*dot: //'",
	       "Permission denied\n");
	do_shell("rm $dir/dot");
	expect("for format in dot svg html; do "
	       "$nsview graph --format $format -f $fixtures/guest 2>&1 >/dev/full || echo $?; done",
	       "nsview graph: writing: No space left on device\n1\n"
	       "nsview graph: writing: No space left on device\n1\n"
	       "nsview graph: writing: No space left on device\n1\n");
}

static void markup(const char *s, size_t max, const char *wanted)
{
	struct text t = { 0 };

	safe_markup(&t, s, max);
	assert_string_equal(t.s, wanted);
	text_free(&t);
}

static void test_markup(void **state)
{
	(void)state;
	markup("", 9, "-");
	markup("a<b>&\"'c", 99, "a&#60;b&#62;&#38;&#34;&#39;c");
	markup("\u202e\xff\n", 99, "\\xe2\\x80\\xae\\xff\\x0a");
	markup("\u65e5\u672c\u8a9e", 3, "\u65e5\u672c\u8a9e");
	markup("\u65e5\u672c\u8a9e", 2, "\u65e5\u672c\u2026");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folds),	 cmocka_unit_test(test_small_folds_nothing),
		cmocka_unit_test(test_cut_off),	 cmocka_unit_test(test_wires),
		cmocka_unit_test(test_svg),	 cmocka_unit_test(test_page),
		cmocka_unit_test(test_policy),	 cmocka_unit_test(test_limit),
		cmocka_unit_test(test_members),	 cmocka_unit_test(test_errors),
		cmocka_unit_test(test_markup),	 cmocka_unit_test(test_cut_host),
		cmocka_unit_test(test_cut_odd),	 cmocka_unit_test(test_owners),
		cmocka_unit_test(test_sharing),	 cmocka_unit_test(test_cgroups_once),
		cmocka_unit_test(test_commands), cmocka_unit_test(test_dot_fails),
	};

	return cmocka_run_group_tests_name("graph", tests, make_scratch, remove_scratch);
}
