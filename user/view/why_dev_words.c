/* SPDX-License-Identifier: GPL-2.0 */
/* The sentence about each row of nsview why DEVICE. */
#define _GNU_SOURCE
#include <string.h>

#include "keeper.h"
#include "why_dev.h"
#include "words.h"

const char *held_role(const struct held *held)
{
	if (held->role)
		return held->role->name;
	return held->dev->rx_handler ? "other" : NULL;
}

bool held_by_tap(const struct held *held)
{
	return held->role && !strcmp(held->role->name, "tap");
}

bool held_by_module(const struct held *held)
{
	bool has_device = held->role && (held->role->kinds[0] || held_by_tap(held));

	return held->dev->rx_handler && !held->nbehind && !has_device && !held->nunseen;
}

void words_upper(struct text *t, const struct upper *u)
{
	if (u->dev) {
		text_puts(t, u->dev->name);
		return;
	}
	text_puts(t, "device ");
	text_num(t, u->ifindex);
	text_puts(t, " of net:[");
	text_num(t, u->netns);
	text_putc(t, ']');
}

/* Who registered the handler, where no device says so. */
static void put_module(struct text *t, const struct dev *dev)
{
	text_puts(t, dev->rx_module ? "module " : "function ");
	text_puts(t, dev->rx_module ? dev->rx_module : dev->rx_handler);
}

/* "mv0 in net:[4026532700] and 2 more hold it" */
static void put_holder(struct text *t, const struct verdict *v, const struct held *held)
{
	if (!v->by && held_by_tap(held)) {
		text_puts(t, "its frames go to /dev/tap");
		text_num(t, held->dev->ifindex);
		return;
	}
	if (!v->by) {
		put_module(t, held->dev);
		text_puts(t, " holds it");
		return;
	}
	words_upper(t, v->by);
	if (v->by->dev && v->by->netns != held->dev->netns) {
		text_puts(t, " in ");
		if (v->by->dev->net)
			words_ns(t, v->by->dev->net);
		else
			text_puts(t, "another namespace");
	}
	if (held->nbehind > 1) {
		text_puts(t, " and ");
		text_num(t, held->nbehind - 1);
		text_puts(t, " more hold it");
	} else {
		text_puts(t, " holds it");
	}
}

static void put_reason(struct text *t, const struct verdict *v, const struct held *held)
{
	if (v->why)
		text_puts(t, v->why);
	else
		put_holder(t, v, held);
}

static void put_verdict(struct text *t, const struct verdict *v, const struct held *held)
{
	const char *err = v->err ? strerrorname_np(v->err) : NULL;

	switch (v->outcome) {
	case OUTCOME_ALLOWED:
		text_puts(t, "nothing in sight is against it");
		if (v->why) {
			text_puts(t, "; ");
			text_puts(t, v->why);
		}
		break;
	case OUTCOME_STEALS:
		text_printf(t, "takes it away from %s without a word", v->from->name);
		break;
	case OUTCOME_REFUSED:
		text_printf(t, "refused%s%s: ", err ? " with " : "", err ? err : "");
		put_reason(t, v, held);
		break;
	case OUTCOME_LOSES:
		text_printf(t, "takes it away from %s, and then leaves it with no master%s%s: ",
			    v->from->name, err ? ", " : "", err ? err : "");
		put_reason(t, v, held);
		break;
	case OUTCOME_UNKNOWN:
		if (v->from)
			text_printf(t, "takes it away from %s, and what then comes ",
				    v->from->name);
		text_puts(t, "can not be told: ");
		put_reason(t, v, held);
		break;
	}
}

/* @beside: a device said before, that it may be with; or NULL. */
static void put_place(struct text *t, const struct host *h, const struct dev *dev,
		      const struct dev *beside)
{
	text_puts(t, words_kind(dev));
	text_puts(t, " in ");
	if (beside && beside->netns == dev->netns)
		text_puts(t, "the same namespace");
	else if (dev->net)
		words_kept(t, h, dev->net);
	else
		text_puts(t, "a namespace that has gone");
}

static void put_device(struct text *t, const struct host *h, const struct held *held)
{
	const struct dev *dev = held->dev;
	const char *role = held_role(held);

	put_place(t, h, dev, NULL);
	text_puts(t, ": ");
	if (role && held->role) {
		text_puts(t, role);
	} else if (role) {
		text_puts(t, "has an rx_handler");
	} else {
		text_puts(t, held->seen ? "no rx_handler" : "no rx_handler can be seen");
	}
	if (!dev->over)
		text_puts(t, ", no master");
}

static void put_handler(struct text *t, const struct held *held)
{
	text_puts(t, "takes every frame that arrives, before the IP stack");
	if (held->nbehind)
		return;
	if (held_by_tap(held)) {
		text_puts(t, ", for who reads /dev/tap");
		text_num(t, held->dev->ifindex);
		return;
	}
	if (!held_by_module(held)) {
		text_puts(t, "; the device behind it is out of sight");
		return;
	}
	text_puts(t, "; no device stands behind it: ");
	put_module(t, held->dev);
	text_puts(t, " registered it");
}

static void put_stacked(struct text *t, const struct host *h, const struct why_row *row)
{
	if (!row->upper->dev) {
		text_puts(t, "came or went meanwhile");
		return;
	}
	put_place(t, h, row->upper->dev, row->held->dev);
	text_puts(t, row->upper->master ? ": its master" : row->what == WHY_UPPER ? ": on it" : "");
	if (row->what != WHY_UPPER)
		return;
	if (!row->held->seen)
		text_puts(t, "; whether by an rx_handler can not be seen");
	else
		text_puts(t, row->upper->master ? ", which has no rx_handler on it" :
						  ", without an rx_handler");
}

void words_why(struct text *t, const struct host *h, const struct why_row *row)
{
	switch (row->what) {
	case WHY_DEVICE:
		put_device(t, h, row->held);
		break;
	case WHY_HANDLER:
		put_handler(t, row->held);
		break;
	case WHY_HOLDER:
	case WHY_UPPER:
		put_stacked(t, h, row);
		break;
	case WHY_VERDICT:
		put_verdict(t, row->verdict, row->held);
		break;
	}
}
