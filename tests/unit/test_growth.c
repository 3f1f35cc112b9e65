/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What others may have as many of as they like takes as much work as there is of it, and not
 * the square of that. Work is how often texts are compared: the linker puts __wrap_strcmp()
 * before strcmp() (unit.mk).
 */
#include "common.h"

#include <stdio.h>
#include <string.h>

#include "host/source.h"
#include "view/view.h"

/* Of four times as much; what is sorted takes a little more than that. */
#define FEW 150
#define MANY (4 * FEW)
#define MOST_GROWTH 6

int __real_strcmp(const char *a, const char *b);
int __wrap_strcmp(const char *a, const char *b);

static size_t compared;

int __wrap_strcmp(const char *a, const char *b)
{
	compared++;
	return __real_strcmp(a, b);
}

/* Each table's columns; then rows, which @awk(1) prints by put(TABLE, CELLS) for i of 1 to n. */
#define DEVS "netns ifindex name kind master link link_netns rx_handler uppers"
#define PUT                                                                                  \
	"function put(t, cells) { gsub(/ /, \"\\t\", cells); print cells >>(dir \"/\" t) } " \
	"function table(t, columns) { put(t, \"nsview\"); close(dir \"/\" t); "              \
	"printf \"nsview 1 %%s\\n\", t >(dir \"/\" t); put(t, columns) } "

static const char begin[] =
	"table(\"info\", \"key value\"); "
	"table(\"tasks\", \"pid tgid ns_net nsproxy comm\"); put(\"tasks\", \"1 1 7 aa init\"); "
	"table(\"namespaces\", \"type inum known\"); put(\"namespaces\", \"net 7 task\"); "
	"table(\"devs\", \"" DEVS
	"\"); table(\"ports\", \"netns ifindex master kind port state\"); "
	"table(\"pins\", \"type inum kind pid fd socket\"); "
	"table(\"hooks\", \"netns family hook order ifindex function\"); "
	"table(\"mounts\", \"ns_mnt id parent root point fstype\"); "
	"table(\"taps\", \"ns_net pid fd name file\"); "
	"table(\"nets\", \"netns call_iptables call_ip6tables\"); put(\"nets\", \"7 1 1\"); ";

static void make(const char *rows, const char *each, size_t n)
{
	sh("mkdir -p %s/t && awk -v dir=%s/t -v n=%zu '" PUT
	   "BEGIN { %s %s for (i = 1; i <= n; i++) { %s } }'",
	   scratch, scratch, n, begin, rows, each);
}

static size_t work_of(const struct view *view, char *word)
{
	_cleanup_text_ struct text dir = { 0 };
	char *argv[] = { (char *)view->name, (char *)"-J", word, NULL };
	FILE *null = fopen("/dev/null", "we");
	struct out_wanted wanted = { 0 };
	struct problem p = { "" };
	const struct sheet *sheet;
	struct source *src;
	struct host h = { 0 };
	struct options o;
	struct out out;

	assert_non_null(null);
	text_printf(&dir, "%s/t", scratch);
	compared = 0;
	assert_int_equal(options_parse(&o, word ? 3 : 2, argv, view, &p), 0);
	if (source_file(&src, dir.s, &p) || host_load(&h, src, view->need, view->want, &p))
		fail_msg("%s", p.words);
	sheet = view->sheet_of ? view->sheet_of(&o, &h) : view->sheet(&o);
	assert_int_equal(options_wanted(&o, view->name, sheet, &wanted, &p), 0);
	out_begin(&out, sheet, &h, &wanted, &o.style, null);
	if (view->show(&h, &o, &out, &p))
		fail_msg("%s", p.words);
	assert_true(out.shown > 0);
	assert_int_equal(out_end(&out), 0);
	host_free(&h);
	source_close(src);
	options_free(&o);
	fclose(null);
	return compared;
}

static const struct {
	const char *what;
	const struct view *view;
	const char *word;
	const char *rows;
	const char *each;
} cases[] = {
	{ "ports of a bridge, each with a hook", &view_path, "p1",
	  "put(\"devs\", \"7 5 br bridge - - - - -\"); ",
	  "put(\"devs\", \"7 \" 10 + i \" p\" i \" dummy 5 - - br_handle_frame -\"); "
	  "put(\"ports\", \"7 \" 10 + i \" 5 bridge \" i \" forwarding\"); "
	  "put(\"hooks\", \"7 netdev egress 1 \" 10 + i \" f\"); " },
	{ "ports of a bridge, each a tap with a descriptor", &view_path, "p1",
	  "put(\"devs\", \"7 5 br bridge - - - - -\"); ",
	  "put(\"devs\", \"7 \" 10 + i \" p\" i \" tun 5 - - br_handle_frame -\"); "
	  "put(\"ports\", \"7 \" 10 + i \" 5 bridge \" i \" forwarding\"); "
	  "put(\"taps\", \"7 1 \" i \" p\" i \" \" i); " },
	{ "devices on one, in a namespace that sockets keep", &view_why, "e",
	  "put(\"namespaces\", \"net 9 list\"); ",
	  "put(\"devs\", \"9 \" i \" m macvlan - 5 7 - -\"); "

	  "put(\"pins\", \"net 9 socket 1 \" i \" \" i); "
	  "uppers = uppers (i > 1 ? \",\" : \"\") \"9:\" i; "
	  "if (i == n) put(\"devs\", \"7 6 e - - - - macvlan_handle_frame \" uppers); " },
	{ "net namespaces without a device, and rows of info", &view_tree, NULL, "",
	  "put(\"info\", \"k\" i \" x\"); put(\"namespaces\", \"net \" 100 + i \" list\"); " },
	{ "hooks that call those of IP, of which the kernel has one", &view_path, "p1",
	  "put(\"devs\", \"7 5 br bridge - - - - -\"); "
	  "put(\"devs\", \"7 6 p1 dummy 5 - - br_handle_frame -\"); "
	  "put(\"ports\", \"7 6 5 bridge 1 forwarding\"); ",
	  "put(\"hooks\", \"7 bridge prerouting \" i \" - br_nf_pre_routing\"); " },
};

static void test_growth(void **state)
{
	size_t i, few, many;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		make(cases[i].rows, cases[i].each, FEW);
		few = work_of(cases[i].view, (char *)cases[i].word);
		make(cases[i].rows, cases[i].each, MANY);
		many = work_of(cases[i].view, (char *)cases[i].word);
		if (few < FEW || many > MOST_GROWTH * few)
			fail_msg("%s: %zu and, of four times as many, %zu", cases[i].what, few,
				 many);
		print_message("%s: %zu, %zu\n", cases[i].what, few, many);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_growth),
	};

	return cmocka_run_group_tests_name("growth", tests, make_scratch, remove_scratch);
}
