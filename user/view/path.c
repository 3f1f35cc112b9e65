/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nsview path DEV: the way of a frame that arrives on a device, stage by stage,
 * as this host is set up now.
 */
#define _GNU_SOURCE
#include "path.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "../host/enter.h"
#include "find.h"
#include "words.h"

enum {
	COL_STAGE,
	COL_OBJECT,
	COL_VERDICT,
	COL_CERTAIN,
	COL_BY,
	COL_WHAT,
	COL_NETNS,
	COL_IFINDEX,
	COL_FUNCTION,
	COL_MODULE,
	COL_FAMILY,
	COL_HOOK,
	COL_PRIORITY,
	COL_NFT_FAMILY,
	COL_NFT_TABLE,
	COL_NFT_CHAIN,
	COL_PID,
	COL_COMMAND,
};

#define SHOWN COLUMN_SHOWN
#define RIGHT COLUMN_RIGHT

static const struct column path_columns[] = {
	[COL_STAGE] = { "STAGE", COLUMN_TEXT, SHOWN | COLUMN_TREE, "part of the way",
			FIELD(struct step, stage) },
	[COL_OBJECT] = { "OBJECT", COLUMN_TEXT, SHOWN | COLUMN_SPARE_LAST, "device it is about",
			 MADE },
	[COL_VERDICT] = { "VERDICT", COLUMN_TEXT, SHOWN,
			  "pass decides copy calls skip taken forward flood up input sent arrives "
			  "unheard drop",
			  MADE },
	[COL_CERTAIN] = { "CERTAIN", COLUMN_TEXT, SHOWN | COLUMN_SPARE_LAST,
			  "yes; or likely: a program, a rule or the frame itself has a say", MADE },
	[COL_BY] = { "BY", COLUMN_TEXT, COLUMN_EYES, "function that does it", MADE },
	[COL_WHAT] = { "WHAT", COLUMN_TEXT, SHOWN | COLUMN_WRAP, "what happens",
		       FIELD(struct step, what) },
	[COL_NETNS] = { "NETNS", COLUMN_NUM, RIGHT, "network namespace of the device",
			FIELD(struct dev, netns) },
	[COL_IFINDEX] = { "IFINDEX", COLUMN_NUM, RIGHT, "index of the device",
			  FIELD(struct dev, ifindex) },
	[COL_FUNCTION] = { "FUNCTION", COLUMN_TEXT, 0, "function that does it",
			   FIELD(struct step, function) },
	[COL_MODULE] = { "MODULE", COLUMN_TEXT, 0, "module of that function",
			 FIELD(struct step, module) },
	[COL_FAMILY] = { "FAMILY", COLUMN_TEXT, 0, "of a netfilter hook: ip ip6 bridge netdev",
			 FIELD(struct hook, family) },
	[COL_HOOK] = { "HOOK", COLUMN_TEXT, 0, "its name", FIELD(struct hook, hook) },
	[COL_PRIORITY] = { "PRIORITY", COLUMN_TEXT, RIGHT, "its priority",
			   FIELD(struct hook, priority) },
	[COL_NFT_FAMILY] = { "NFT_FAMILY", COLUMN_TEXT, 0, "family of the nftables table it runs",
			     FIELD(struct hook, nft_family) },
	[COL_NFT_TABLE] = { "NFT_TABLE", COLUMN_TEXT, 0, "name of that table",
			    FIELD(struct hook, nft_table) },
	[COL_NFT_CHAIN] = { "NFT_CHAIN", COLUMN_TEXT, 0, "name of the chain",
			    FIELD(struct hook, nft_chain) },
	[COL_PID] = { "PID", COLUMN_NUM, RIGHT, "a process that has the device or its netns",
		      FIELD(struct task, pid) },
	[COL_COMMAND] = { "COMMAND", COLUMN_TEXT, 0, "its name", FIELD(struct task, comm) },
};

/* Whose field a column shows. */
static const void *path_base(const void *row, size_t column)
{
	const struct step *step = row;

	switch (column) {
	case COL_NETNS:
	case COL_IFINDEX:
		return step->dev;
	case COL_FAMILY:
	case COL_HOOK:
	case COL_PRIORITY:
	case COL_NFT_FAMILY:
	case COL_NFT_TABLE:
	case COL_NFT_CHAIN:
		return step->hook;
	case COL_PID:
	case COL_COMMAND:
		return step->task;
	default:
		return step;
	}
}

static void path_fill(const struct host *h, const void *row, size_t column, struct cell *c)
{
	const struct step *step = row;

	(void)h;
	switch (column) {
	case COL_OBJECT:
		cell_text(c, step->dev ? step->dev->name : NULL);
		break;
	case COL_VERDICT:
		cell_text(c, step->verdict);
		if (step->verdict &&
		    (!strcmp(step->verdict, "drop") || !strcmp(step->verdict, "unheard")))
			c->mark = MARK_ODD;
		break;
	case COL_CERTAIN:
		cell_text(c, step->likely ? "likely" : "yes");
		c->mark = step->likely ? MARK_DIM : MARK_NONE;
		break;
	case COL_BY:
		if (!step->function)
			break;
		words_symbol(&c->made, step->function, step->module);
		cell_made(c);
		break;
	}
}

static const char *const path_closed[] = {
	"VERDICT",
	"pass,decides,copy,calls,skip,taken,forward,flood,up,input,sent,arrives,unheard,drop",
	"CERTAIN",
	"yes,likely",
	NULL,
};

static const struct sheet *path_sheet(const struct options *o)
{
	static const struct sheet sheet = {
		.view = "path",
		.array = "stages",
		.columns = path_columns,
		.ncolumns = ARRAY_SIZE(path_columns),
		.nested = true,
		.base = path_base,
		.fill = path_fill,
		.closed = path_closed,
	};

	(void)o;
	return &sheet;
}

void path_say(struct way *w, unsigned int depth, struct step step, const char *fmt, ...)
{
	char *words = NULL;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&words, fmt, ap);
	va_end(ap);
	if (len < 0) {
		w->failed = true;
		return;
	}
	step.what = words;
	out_row(w->out, depth, &step);
	free(words);
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int parse_dst(const char *word, struct frame *f, struct problem *p)
{
	unsigned char bytes[6];
	size_t i;

	for (i = 0; i < 6; i++) {
		int high = nibble(word[0]);
		int low = high < 0 ? -1 : nibble(word[1]);

		if (low < 0 || word[2] != (i < 5 ? ':' : '\0'))
			return problem_set(p, -EINVAL,
					   "--dst takes an address such as 02:00:00:00:00:01");
		bytes[i] = (unsigned char)(high << 4 | low);
		word += 3;
	}
	snprintf(f->dst, sizeof(f->dst), "%02x:%02x:%02x:%02x:%02x:%02x", bytes[0], bytes[1],
		 bytes[2], bytes[3], bytes[4], bytes[5]);
	f->last = bytes[5];
	f->kind = bytes[0] & 1 ? DST_MULTICAST : DST_UNICAST;
	if (!strcmp(f->dst, "ff:ff:ff:ff:ff:ff"))
		f->kind = DST_BROADCAST;
	return 0;
}

static void say_frame(struct way *w, const struct frame *f, const struct dev *dev)
{
	static const char *const kinds[] = {
		[DST_ANY] = "any frame",
		[DST_UNICAST] = "a frame to ",
		[DST_MULTICAST] = "a frame to the group ",
		[DST_BROADCAST] = "a frame to all, ",
	};
	char tag[48] = "";

	if (f->vlan)
		snprintf(tag, sizeof(tag), " with the tag of VLAN %llu",
			 (unsigned long long)f->vlan);
	path_say(w, 0,
		 (struct step){ .stage = "frame",
				.verdict = "arrives",
				.dev = dev,
				.task = words_owner(dev) },
		 "%s%s%s%s%s arrives on %s", kinds[f->kind], f->dst, tag,
		 w->h->packet.to ? " with a packet to " : "",
		 w->h->packet.to ? w->h->packet.to : "", dev->name);
}

static unsigned int path_want_more(const struct options *o)
{
	const bool in = o->nwords && strchr(o->words[0], '/');

	return (*o->to ? TABLE_BIT(routes) : 0) | (in ? find_tables(o) : 0);
}

static int path_show(const struct host *h, const struct options *o, struct out *out,
		     struct problem *p)
{
	struct frame f = { .kind = DST_ANY, .vlan = o->vlan };
	struct way w = { .h = h, .out = out };
	const struct dev *dev;
	int err;

	err = o->dst ? parse_dst(o->dst, &f, p) : 0;
	if (err)
		return err;
	dev = find_dev(h, o->words[0], p);
	if (!dev)
		return -ENOENT;
	say_frame(&w, &f, dev);
	path_receive(&w, f, dev, 1);
	return w.failed ? problem_set(p, -ENOMEM, "out of memory") : 0;
}

const struct view view_path = {
	.name = "path",
	.args = "DEV",
	.help = "Shows the way of a frame that arrives on a device, stage by stage",
	.examples = { "nsview path eth0", "nsview path --to 192.0.2.7 --source 10.88.0.2 web0" },
	.takes = TAKES_WORD | TAKES_FRAME,
	/* Without the module no handler and no hook is seen: there is no way to tell. */
	.need = TABLE_BIT(devs) | TABLE_BIT(ports) | TABLE_BIT(hooks),
	.want = WAYS_TABLES | TABLE_BIT(addrs) | TABLE_BIT(fdb) | TABLE_BIT(links) |
		TABLE_BIT(nets) | TABLE_BIT(nats),
	.want_more = path_want_more,
	.facts = { "tasks", "devs", "hooks" },
	.sheet = path_sheet,
	.show = path_show,
};
