/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which rule translates a packet's address: those of its hook in the order of the
 * table nats. A rule whose conditions are all known is for it or is not; one that
 * asks for what nobody said, such as a port, may be; and after one that may be, all
 * that follows only may.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "path.h"

/* Rules that may be are listed up to so many. */
#define LISTED_MAX 8

enum truth {
	NO,
	MAYBE,
	YES,
};

struct reading {
	struct way *w;
	const struct frame *f;
	const struct nat_packet *p;
	unsigned int depth; /* of the rows */
	unsigned int listed;
	unsigned int more;
	enum nat_says says;
	const struct nat *by;
	bool over; /* whatever follows */
	/* In a chain: rules as deep as this are passed over; or it may be that they are; or all. */
	uint64_t passed;
	uint64_t unsure;
	bool may_have_ended;
};

/* --- conditions */

static enum truth known(bool is)
{
	return is ? YES : NO;
}

static bool is_named(const char *name, const char *pattern)
{
	size_t len = strlen(pattern);

	if (len && pattern[len - 1] == '*')
		return !strncmp(name, pattern, len - 1);
	return !strcmp(name, pattern);
}

static enum truth test_name(const struct dev *dev, const char *pattern)
{
	return dev && dev->name ? known(is_named(dev->name, pattern)) : MAYBE;
}

static enum truth test_index(const struct dev *dev, const char *index)
{
	return dev ? known(dev->ifindex == strtoull(index, NULL, 10)) : MAYBE;
}

/* Whether @address is in @prefix, such as 10.0.0.0/8. */
static enum truth test_address(const char *address, const char *prefix)
{
	int af = strchr(prefix, ':') ? AF_INET6 : AF_INET;
	char network[INET6_ADDRSTRLEN];
	unsigned char a[16], b[16];
	size_t len = strcspn(prefix, "/");
	unsigned long bits, i;

	if (!address || len >= sizeof(network) || prefix[len] != '/')
		return MAYBE;
	memcpy(network, prefix, len);
	network[len] = '\0';
	bits = strtoul(prefix + len + 1, NULL, 10);
	if (bits > (af == AF_INET ? 32 : 128) || inet_pton(af, network, b) != 1)
		return MAYBE;
	if (inet_pton(af, address, a) != 1)
		return NO;
	for (i = 0; i < bits; i++)
		if ((a[i / 8] ^ b[i / 8]) & 0x80 >> i % 8)
			return NO;
	return YES;
}

/* One word, which is taken apart. */
static enum truth test(const struct reading *r, char *word)
{
	const struct packet *packet = &r->w->h->packet;
	const struct nat_packet *p = r->p;
	char *value = strchr(word, '=');
	enum truth truth = MAYBE;
	bool is_not = value && value > word && value[-1] == '!';

	if (*word == '?' || !value)
		return MAYBE;
	value[is_not ? -1 : 0] = '\0';
	value++;
	if (!strcmp(word, "iif"))
		truth = test_name(p->in, value);
	else if (!strcmp(word, "oif"))
		truth = test_name(p->out, value);
	else if (!strcmp(word, "iifindex"))
		truth = test_index(p->in, value);
	else if (!strcmp(word, "oifindex"))
		truth = test_index(p->out, value);
	else if (!strcmp(word, "saddr"))
		truth = test_address(packet->to ? packet->source : NULL, value);
	else if (!strcmp(word, "daddr"))
		truth = test_address(r->f->turned ? NULL : packet->to, value);
	else if (!strcmp(word, "family"))
		truth = known(!strcmp(p->family, value));
	return is_not && truth != MAYBE ? known(truth == NO) : truth;
}

/* All of @tests; those that nobody can tell are added to @open. */
static enum truth test_all(const struct reading *r, const char *tests, struct text *open)
{
	_cleanup_free_ char *words = tests ? strdup(tests) : NULL;
	enum truth all = tests && !words ? MAYBE : YES;
	char *word, *rest = words;

	r->w->failed |= tests && !words;
	while ((word = strsep(&rest, " "))) {
		size_t at = (size_t)(word - words), len = strlen(word);
		enum truth one = test(r, word);

		if (one == NO)
			return NO;
		if (one == YES)
			continue;
		all = MAYBE;
		if (tests[at] == '?')
			at++, len--;
		text_printf(open, "%s%.*s", open->len ? " " : "", (int)len, tests + at);
	}
	return all;
}

/* --- what a rule does */

enum deed {
	NONE,
	TRANSLATES,
	ENDS, /* the chain and those that led to it */
	RETURNS,
	JUMPS,
	UNKNOWN,
};

static enum deed deed_of(const struct nat *nat)
{
	static const struct {
		const char *word;
		enum deed deed;
	} words[] = {
		{ "masquerade", TRANSLATES }, { "snat", TRANSLATES }, { "dnat", TRANSLATES },
		{ "redirect", TRANSLATES },   { "accept", ENDS },     { "drop", ENDS },
		{ "return", RETURNS },	      { "jump", JUMPS },      { "goto", JUMPS },
	};
	size_t i, len;

	if (!nat->how)
		return NONE;
	len = strcspn(nat->how, " ,");
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i].word) == len && !strncmp(nat->how, words[i].word, len))
			return words[i].deed;
	return UNKNOWN;
}

/* --- which of them are for a packet */

static void say_rule(struct reading *r, const struct nat *nat, const struct text *open, bool sure)
{
	const struct nat_packet *p = r->p;
	struct step step = { .stage = "nat", .verdict = "decides", .likely = !sure, .dev = p->dev };
	const char *end = strcmp(p->hook, "prerouting") ? "source" : "destination";
	_cleanup_text_ struct text where = { 0 };

	if (!sure && r->listed == LISTED_MAX) {
		r->more++;
		return;
	}
	r->listed++;
	if (nat->rule == NSVIEW_NONE)
		text_puts(&where, "in ");
	else
		text_printf(&where, "by rule %llu of ", (unsigned long long)nat->rule);
	if (nat->in_chain)
		text_printf(&where, "%s, from ", nat->in_chain);
	if (nat->iptables)
		text_printf(&where, "chain %s of iptables", nat->iptables);
	else
		text_printf(&where, "nftables chain %s of table %s %s",
			    nat->nft_chain ? nat->nft_chain : "?", nat->family,
			    nat->nft_table ? nat->nft_table : "?");
	r->w->failed |= where.failed;
	path_say(r->w, r->depth, step, "%s %s another %s: %s %s%s%s%s%s", p->words,
		 sure ? "gets" : "may get", end, nat->how, text_str(&where),
		 open->len ? ", if " : "",
		 open->len || sure ? text_str(open) : ", if it comes there",
		 nat->iptables ? "; see " : "",
		 !nat->iptables		   ? "" :
		 !strcmp(p->family, "ip6") ? "ip6tables-legacy -t nat -S" :
					     "iptables-legacy -t nat -S");
}

/* It is the end of the chain, or of what it is not sure that one comes to. */
static void pass_over(struct reading *r, uint64_t depth)
{
	r->passed = depth < r->unsure ? 0 : r->unsure;
}

static void not_sure(struct reading *r, uint64_t depth)
{
	if (r->unsure > depth)
		r->unsure = depth;
}

/* A connection gets one translation: then it is over with what was not over before. */
static void translate(struct reading *r, const struct nat *nat, const struct text *open,
		      uint64_t depth, enum truth truth)
{
	bool comes_there = truth == YES && depth < r->unsure && !r->may_have_ended;
	bool does = comes_there && r->says == NAT_NOTHING;

	say_rule(r, nat, open, does);
	r->says = does ? NAT_DOES : NAT_MAY;
	r->by = nat;
	r->over = comes_there;
	if (truth == YES)
		pass_over(r, depth);
}

static void take(struct reading *r, const struct nat *nat)
{
	_cleanup_text_ struct text open = { 0 };
	uint64_t depth = nat->depth == NSVIEW_NONE ? 0 : nat->depth;
	enum deed deed = deed_of(nat);
	enum truth truth;

	if (depth < r->passed)
		r->passed = UINT64_MAX;
	if (depth < r->unsure)
		r->unsure = UINT64_MAX;
	if (depth >= r->passed || deed == NONE)
		return;
	truth = test_all(r, nat->tests, &open);
	r->w->failed |= open.failed;
	switch (deed) {
	case JUMPS:
		if (truth == NO)
			r->passed = depth + 1;
		else if (truth == MAYBE)
			not_sure(r, depth + 1);
		break;
	case RETURNS:
		if (truth == YES)
			r->passed = depth;
		else if (truth == MAYBE)
			not_sure(r, depth);
		break;
	case ENDS:
		if (truth != NO && (truth == MAYBE || depth >= r->unsure))
			r->may_have_ended = true;
		if (truth == YES)
			pass_over(r, depth);
		break;
	default:
		if (truth != NO)
			translate(r, nat, &open, depth, deed == UNKNOWN ? MAYBE : truth);
	}
}

static bool is_for(const struct nat *nat, const struct nat_packet *p)
{
	return nat->netns == p->net->inum && nat->hook && !strcmp(nat->hook, p->hook) &&
	       nat->family && (!strcmp(nat->family, p->family) || !strcmp(nat->family, "inet"));
}

/* Rows of one chain follow each other. */
static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_chain(const struct nat *a, const struct nat *b)
{
	return same_text(a->nft_table, b->nft_table) && same_text(a->nft_chain, b->nft_chain) &&
	       same_text(a->iptables, b->iptables) && same_text(a->family, b->family);
}

/* Which of two that have one priority comes first, nobody says. */
static bool has_both(const struct reading *r)
{
	const struct host *h = r->w->h;
	bool has[2] = { false, false };
	size_t i;

	for (i = 0; i < h->n_nats; i++)
		if (is_for(&h->nats[i], r->p) && h->nats[i].how)
			has[!!h->nats[i].iptables] = true;
	return has[0] && has[1];
}

/* A chain that is left without a translation leads to the next one. */
static void read_chains(struct reading *r)
{
	const struct host *h = r->w->h;
	const struct nat *chain = NULL;
	bool both = has_both(r);
	size_t i;

	for (i = 0; i < h->n_nats && !r->over; i++) {
		const struct nat *nat = &h->nats[i];

		if (!is_for(nat, r->p))
			continue;
		if (!chain || !same_chain(chain, nat)) {
			r->passed = UINT64_MAX;
			r->unsure = both ? 0 : UINT64_MAX;
			r->may_have_ended = false;
		}
		chain = nat;
		take(r, nat);
	}
}

/* The hook is there for all places as soon as one of them has a chain. */
static bool is_known(const struct host *h, const struct ns *net)
{
	size_t i;

	for (i = 0; i < h->n_nats; i++)
		if (h->nats[i].netns == net->inum)
			return true;
	return false;
}

/* Those of conntrack's NAT: the rules are looked up from there, and once for a connection. */
static bool has_nat(const struct nat_packet *p)
{
	const struct hook *h;

	for (h = p->net ? p->net->hooks : NULL; h; h = h->next)
		if (h->function && !strncmp(h->function, "nf_nat_", 7) && h->family &&
		    !strcmp(h->family, p->family) && h->hook && !strcmp(h->hook, p->hook))
			return true;
	return false;
}

static void read_rules(struct reading *r)
{
	const struct nat_packet *p = r->p;
	struct step step = { .stage = "nat", .verdict = "decides", .likely = true, .dev = p->dev };
	const char *end = strcmp(p->hook, "prerouting") ? "source" : "destination";

	if (!is_known(r->w->h, p->net)) {
		path_say(r->w, r->depth, step,
			 "%s may get another %s: by rules that are not known here", p->words, end);
		r->says = NAT_MAY;
		return;
	}
	read_chains(r);
	if (r->more)
		path_say(r->w, r->depth, step, "%s may get another %s: by %u more rules", p->words,
			 end, r->more);
}

enum nat_says path_nat(struct way *w, struct frame *f, const struct nat_packet *p,
		       unsigned int depth)
{
	struct reading r = { .w = w, .f = f, .p = p, .depth = depth };

	if (!has_nat(p))
		return NAT_NOTHING;
	read_rules(&r);
	if (!strcmp(p->hook, "prerouting") && r.says != NAT_NOTHING) {
		f->turned = true;
		f->turned_by = r.says == NAT_DOES ? r.by : NULL;
	}
	return r.says;
}
