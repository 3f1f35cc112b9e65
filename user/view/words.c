/* SPDX-License-Identifier: GPL-2.0 */
#include "words.h"

#include <langinfo.h>
#include <net/if.h>
#include <string.h>

/* Enough of a token to tell a host's nsproxies apart at a glance. */
#define TOKEN_EYES 6

static bool is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

#define X(name) "," #name
const char words_all_ns_types[] = NSVIEW_NS_TYPES(X);
#undef X

const char *sign_arrow(void)
{
	return is_utf8() ? "\u2192" : "->";
}

const char *sign_times(void)
{
	return is_utf8() ? "\u00d7" : "x";
}

const char *sign_dots(void)
{
	return is_utf8() ? "\u2026" : "...";
}

void words_ns(struct text *t, const struct ns *ns)
{
	text_puts(t, ns->type);
	text_puts(t, ":[");
	text_num(t, ns->inum);
	text_putc(t, ']');
}

const char *words_cgroup(const struct task *t)
{
	return t->cgroup ? t->cgroup->path : NULL;
}

void cell_environment(struct cell *c, const struct host *h, const struct task *t)
{
	struct owner room;
	const struct owner *o = owner_find(h, t, &room);

	if (!o || o->kind != OWNER_ENVIRONMENT)
		return;
	owner_put_id(&c->made, o);
	cell_made(c);
}

/* Digits of an id that tell it from any other on the host. */
#define ID_EYES 12
#define PATH_EYES 24

bool words_brief_path(struct text *t, const char *path)
{
	const char *last = strrchr(path, '/');

	if (strlen(path) <= PATH_EYES || !last)
		return false;
	if (last > path) {
		text_puts(t, sign_dots());
		path = last;
	}
	while (*path) {
		size_t id = strspn(path, "0123456789abcdef");

		if (id > 2 * (size_t)ID_EYES) {
			text_add(t, path, ID_EYES);
			text_puts(t, sign_dots());
			path += id;
		} else {
			text_add(t, path, id ? id : 1);
			path += id ? id : 1;
		}
	}
	return true;
}

static void dress_cgroup(struct cell *c, const struct task *t)
{
	struct owner o;

	if (c->there) {
		if (words_brief_path(&c->made_brief, c->text))
			c->brief = text_str(&c->made_brief);
		if (owner_of_cgroup(t->cgroup, &o) && o.kind == OWNER_ENVIRONMENT) {
			owner_put_name(&c->made_eyes, &o);
			c->eyes = c->brief = text_str(&c->made_eyes);
		}
	} else if (t->cgroup_id != NSVIEW_NONE) {
		text_puts(&c->made_eyes, "cgroup #");
		text_num(&c->made_eyes, t->cgroup_id);
		c->eyes = text_str(&c->made_eyes);
	}
}

void cell_cgroup(struct cell *c, const struct task *t)
{
	cell_text(c, words_cgroup(t));
	if (c->for_eyes)
		dress_cgroup(c, t);
}

void cell_owner(struct cell *c, const struct host *h, const struct task *t)
{
	struct owner room;
	const struct owner *o = t ? owner_find(h, t, &room) : NULL;

	if (o) {
		owner_put_whole_name(&c->made, o);
		cell_made(c);
		if (!c->for_eyes)
			return;
		owner_put_name(&c->made_eyes, o);
		c->eyes = text_str(&c->made_eyes);
	} else if (t && c->for_eyes) {
		cell_cgroup(c, t);
		if (c->there && !c->eyes)
			c->eyes = c->text;
		c->there = false;
	}
}

void words_shared(struct text *t, const struct host *h, const struct task *task, enum sharing which,
		  unsigned int but, char sep)
{
	words_types(t, task_types(h, task, which) & ~but, sep);
}

void words_types(struct text *t, unsigned int types, char sep)
{
	enum ns_type type;

	for (type = 0; type < NS_TYPES; type++) {
		if (!(types & 1u << type))
			continue;
		if (t->len)
			text_putc(t, sep);
		text_puts(t, ns_type_names[type]);
	}
}

void cell_types(struct cell *c, unsigned int types)
{
	if (types == NS_TYPES_ALL) {
		cell_text(c, words_ns_types);
		return;
	}
	words_types(&c->made, types, ',');
	cell_made(c);
}

const char *words_mounted(const struct ns *ns)
{
	const struct mount *m = ns->mounted;

	return m && m->in && m->in->host ? m->point : NULL;
}

void words_nsproxy(struct text *t, const struct task *task)
{
	text_add(t, task->nsproxy, strnlen(task->nsproxy, TOKEN_EYES));
	if (task->nsproxy_count != NSVIEW_NONE) {
		text_puts(t, sign_times());
		text_num(t, task->nsproxy_count);
	}
}

void words_symbol(struct text *t, const char *symbol, const char *module)
{
	text_puts(t, symbol);
	if (!module)
		return;
	text_putc(t, '[');
	text_puts(t, module);
	text_putc(t, ']');
}

bool words_addrs(struct text *t, const struct dev *dev, char sep)
{
	const struct addr *addr;

	for (addr = dev->addrs; addr; addr = addr->next) {
		if (addr != dev->addrs)
			text_putc(t, sep);
		text_puts(t, addr->address);
		if (addr->prefix != NSVIEW_NONE) {
			text_putc(t, '/');
			text_num(t, addr->prefix);
		}
	}
	return dev->addrs;
}

const char *words_state(const struct dev *dev)
{
	if (dev->flags != NSVIEW_NONE && !(dev->flags & IFF_UP))
		return "down";
	if (dev->operstate && strcmp(dev->operstate, "unknown"))
		return dev->operstate;
	return dev->flags != NSVIEW_NONE ? "up" : dev->operstate;
}

const char *words_kind(const struct dev *dev)
{
	if (dev->kind)
		return dev->kind;
	return dev->flags != NSVIEW_NONE && dev->flags & IFF_LOOPBACK ? "loopback" : "device";
}

bool words_is_bridge(const struct dev *dev)
{
	return dev->kind && !strcmp(dev->kind, "bridge");
}

bool words_is_port(const struct dev *dev)
{
	return dev->over && words_is_bridge(dev->over);
}

const struct dev *words_lower(const struct host *h, const struct dev *dev)
{
	if (dev->link == NSVIEW_NONE || dev->peer || (dev->kind && !strcmp(dev->kind, "veth")))
		return NULL;
	return host_dev(h, dev->link_netns == NSVIEW_NONE ? dev->netns : dev->link_netns,
			dev->link);
}

bool words_is_given(const struct addr *addr)
{
	if (!addr->family || strcmp(addr->family, "inet6"))
		return true;
	return addr->scope ? strcmp(addr->scope, "link") : strncmp(addr->address, "fe80:", 5);
}

bool words_deaf(const struct dev *dev)
{
	const struct addr *addr;

	for (addr = words_is_port(dev) ? dev->addrs : NULL; addr; addr = addr->next)
		if (words_is_given(addr))
			return true;
	return false;
}

const struct task *words_owner(const struct dev *peer)
{
	return peer && peer->net ? peer->net->first : NULL;
}
