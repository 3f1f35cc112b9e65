/* SPDX-License-Identifier: GPL-2.0 */
/* One table of how who makes cgroups calls them, and a walk over the parts of a path. */
#define _GNU_SOURCE
#include "owner.h"

#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"

/* How an id is written, and how much of it eyes need. */
enum form {
	FORM_NAME, /* anything */
	FORM_UNIT, /* anything, and the part as a whole is the name */
	FORM_ESCAPED, /* with what is special to systemd as \x2d */
	FORM_HEX, /* at least ID_MIN digits */
	FORM_LONG, /* as many as a container's id has */
	FORM_POD, /* hexadecimal, with - or, in units, _ between */
};

#define ID_MIN 12
#define ID_LONG 64
#define ID_EYES 12
#define ENVIRONMENT_DEPTH 2
#define POD_EYES 8

/*
 * One part of a path: what is before and after the id, and which part must be above it.
 * A * at the beginning of what is before stands for anything. The first that fits counts,
 * and over the parts of a path the first of the highest kind; below a container, machine
 * or environment all is its own.
 */
struct pattern {
	enum owner_kind kind;
	const char *maker;
	const char *above; /* NULL: whatever */
	const char *before;
	enum form form;
	const char *after;
	bool monitor;
};

static const struct pattern patterns[] = {
	/* nsview: user/env/cgroup.c, which makes them so at ENVIRONMENT_DEPTH and nowhere else */
	{ OWNER_ENVIRONMENT, NULL, "nsview", "", FORM_NAME, "", false },
	/* docker: by systemd, by cgroupfs, by runc that was given a unit and has no systemd */
	{ OWNER_CONTAINER, "docker", NULL, "docker-", FORM_HEX, ".scope", false },
	{ OWNER_CONTAINER, "docker", "docker", "", FORM_LONG, "", false },
	{ OWNER_CONTAINER, "docker", NULL, "*:docker:", FORM_HEX, "", false },
	{ OWNER_CONTAINER, "buildkit", "buildkit", "", FORM_NAME, "", false },
	/* containerd: Kubernetes, nerdctl, and ctr with its namespaces */
	{ OWNER_CONTAINER, "containerd", NULL, "cri-containerd-", FORM_HEX, ".scope", false },
	{ OWNER_CONTAINER, "containerd", NULL, "*:cri-containerd:", FORM_HEX, "", false },
	{ OWNER_CONTAINER, "containerd", NULL, "nerdctl-", FORM_HEX, ".scope", false },
	{ OWNER_CONTAINER, "containerd", "default", "", FORM_LONG, "", false },
	{ OWNER_CONTAINER, "containerd", "k8s.io", "", FORM_LONG, "", false },
	/* CRI-O */
	{ OWNER_CONTAINER, "cri-o", NULL, "crio-conmon-", FORM_HEX, ".scope", true },
	{ OWNER_CONTAINER, "cri-o", NULL, "crio-conmon-", FORM_HEX, "", true },
	{ OWNER_CONTAINER, "cri-o", NULL, "crio-", FORM_HEX, ".scope", false },
	{ OWNER_CONTAINER, "cri-o", NULL, "crio-", FORM_HEX, "", false },
	/* podman: by systemd, by cgroupfs (libpod_parent), split within a unit */
	{ OWNER_CONTAINER, "podman", NULL, "libpod-conmon-", FORM_HEX, ".scope", true },
	{ OWNER_CONTAINER, "podman", NULL, "libpod-conmon-", FORM_HEX, "", true },
	{ OWNER_CONTAINER, "podman", NULL, "libpod-payload-", FORM_HEX, "", false },
	{ OWNER_CONTAINER, "podman", NULL, "libpod-", FORM_HEX, ".scope", false },
	{ OWNER_CONTAINER, "podman", NULL, "libpod-", FORM_HEX, "", false },
	{ OWNER_CONTAINER, "podman", "libpod_parent", "", FORM_LONG, "", false },
	{ OWNER_POD, "podman", NULL, "*libpod_pod_", FORM_HEX, ".slice", false },
	/* LXC, LXD and Incus */
	{ OWNER_CONTAINER, "lxc", NULL, "lxc.payload.", FORM_NAME, "", false },
	{ OWNER_CONTAINER, "lxc", NULL, "lxc.monitor.", FORM_NAME, "", true },
	{ OWNER_CONTAINER, "lxc", "lxc.payload", "", FORM_NAME, "", false },
	{ OWNER_CONTAINER, "lxc", "lxc.monitor", "", FORM_NAME, "", true },
	{ OWNER_CONTAINER, "lxc", "lxc", "", FORM_NAME, "", false },
	/* pods of Kubernetes: by systemd, by cgroupfs */
	{ OWNER_POD, "kubernetes", NULL, "*kubepods-pod", FORM_POD, ".slice", false },
	{ OWNER_POD, "kubernetes", NULL, "*kubepods-burstable-pod", FORM_POD, ".slice", false },
	{ OWNER_POD, "kubernetes", NULL, "*kubepods-besteffort-pod", FORM_POD, ".slice", false },
	{ OWNER_POD, "kubernetes", "kubepods", "pod", FORM_POD, "", false },
	{ OWNER_POD, "kubernetes", "burstable", "pod", FORM_POD, "", false },
	{ OWNER_POD, "kubernetes", "besteffort", "pod", FORM_POD, "", false },
	/* Somebody's, by its looks */
	{ OWNER_CONTAINER, NULL, NULL, "", FORM_LONG, "", false },
	/* systemd: machines, sessions, units */
	{ OWNER_MACHINE, "nspawn", NULL, "systemd-nspawn@", FORM_ESCAPED, ".service", false },
	{ OWNER_MACHINE, NULL, "machine.slice", "machine-", FORM_ESCAPED, ".scope", false },
	{ OWNER_MACHINE, "libvirt", "machine", "", FORM_NAME, ".libvirt-qemu", false },
	{ OWNER_MACHINE, "libvirt", "machine", "", FORM_NAME, ".libvirt-lxc", false },
	{ OWNER_USER, NULL, NULL, "user@", FORM_UNIT, ".service", false },
	{ OWNER_SESSION, NULL, NULL, "session-", FORM_NAME, ".scope", false },
	{ OWNER_UNIT, NULL, NULL, "", FORM_UNIT, ".service", false },
	{ OWNER_UNIT, NULL, NULL, "", FORM_UNIT, ".scope", false },
	{ OWNER_UNIT, NULL, NULL, "", FORM_UNIT, ".socket", false },
	{ OWNER_UNIT, NULL, NULL, "", FORM_UNIT, ".mount", false },
	{ OWNER_UNIT, NULL, NULL, "", FORM_UNIT, ".swap", false },
};

const char *const owner_kinds[OWNER_KINDS] = {
	[OWNER_NONE] = "none",
	[OWNER_USER] = "user",
	[OWNER_SESSION] = "session",
	[OWNER_UNIT] = "unit",
	[OWNER_POD] = "pod",
	[OWNER_MACHINE] = "machine",
	[OWNER_CONTAINER] = "container",
	[OWNER_ENVIRONMENT] = "environment",
};

/* A part of a path. */
struct part {
	const char *s;
	size_t len;
};

static bool is_word(const struct part *part, const char *word)
{
	return part->len == strlen(word) && !memcmp(part->s, word, part->len);
}

/* Cuts @before off. */
static bool skip_before(struct part *part, const char *before)
{
	size_t len = strlen(before), at = 0;

	if (*before == '*') {
		const char *found = memmem(part->s, part->len, before + 1, len - 1);

		if (!found)
			return false;
		at = (size_t)(found - part->s);
		len--;
	} else if (part->len < len || memcmp(part->s, before, len)) {
		return false;
	}
	part->s += at + len;
	part->len -= at + len;
	return true;
}

static bool skip_after(struct part *part, const char *after)
{
	size_t len = strlen(after);

	if (part->len < len || memcmp(part->s + part->len - len, after, len))
		return false;
	part->len -= len;
	return true;
}

static bool is_form(const struct part *part, enum form form)
{
	static const char hex[] = "0123456789abcdef";
	size_t i;

	if (form == FORM_NAME || form == FORM_UNIT || form == FORM_ESCAPED)
		return part->len;
	if (form == FORM_LONG ? part->len != ID_LONG : part->len < ID_MIN)
		return false;
	for (i = 0; i < part->len; i++)
		if (!part->s[i] ||
		    (!strchr(hex, part->s[i]) && (form != FORM_POD || !strchr("-_", part->s[i]))))
			return false;
	return true;
}

/* At a glance: a path may have thousands of parts, and most fit nothing. */
static bool may_fit(const struct pattern *p, const struct part *part, const struct part *above)
{
	if (p->above && (!above->len || *p->above != *above->s))
		return false;
	if (*p->before && *p->before != '*' && *p->before != *part->s)
		return false;
	return p->form == FORM_NAME || p->form == FORM_UNIT || p->form == FORM_ESCAPED ||
	       part->len >= ID_MIN;
}

/*
 * The pattern that @part fits, the @depth-th of its path, and its id; or NULL. Who has a part
 * of the hierarchy for their own, such as a user, can make no environment of nsview there.
 */
static const struct pattern *match(const struct part *part, const struct part *above, size_t depth,
				   struct part *id)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(patterns); i++) {
		const struct pattern *p = &patterns[i];

		if (!may_fit(p, part, above) || (p->above && !is_word(above, p->above)))
			continue;
		if (p->kind == OWNER_ENVIRONMENT && depth != ENVIRONMENT_DEPTH)
			continue;
		*id = *part;
		if (!skip_before(id, p->before) || !skip_after(id, p->after) ||
		    !is_form(id, p->form))
			continue;
		if (p->form == FORM_UNIT)
			*id = *part;
		return p;
	}
	return NULL;
}

/* The user's manager itself is in an init.scope below its service. */
static bool is_managers(const struct owner *o, const struct part *part)
{
	return o->kind == OWNER_USER && is_word(part, "init.scope");
}

/* systemd-nspawn itself, beside the payload. */
static bool is_supervisor(const char *below)
{
	static const char name[] = "/supervisor";
	size_t len = sizeof(name) - 1;

	return !strncmp(below, name, len) && (!below[len] || below[len] == '/');
}

bool owner_of(const char *path, struct owner *ret)
{
	struct part above = { "", 0 }, part, id;
	const char *at = path ? path : "";
	size_t depth = 0;

	*ret = (struct owner){ .kind = OWNER_NONE };
	for (; *at && ret->kind <= OWNER_POD; at = part.s + part.len, above = part) {
		const struct pattern *p;

		part.s = at + strspn(at, "/");
		part.len = strcspn(part.s, "/");
		depth++;
		p = part.len ? match(&part, &above, depth, &id) : NULL;
		if (!p || p->kind <= ret->kind || is_managers(ret, &part))
			continue;
		ret->pod = p->kind == OWNER_POD ? id.s : ret->pod;
		ret->pod_len = p->kind == OWNER_POD ? id.len : ret->pod_len;
		if (p->kind == OWNER_USER) {
			ret->user = id.s;
			ret->user_len = id.len - strlen(p->after);
		}
		ret->kind = p->kind;
		ret->maker = p->maker;
		ret->id = id.s;
		ret->id_len = id.len;
		ret->depth = depth;
		ret->path_len = (size_t)(part.s + part.len - path);
		ret->monitor = p->monitor;
		ret->form = p->form;
	}
	ret->path = path;
	if (ret->kind == OWNER_MACHINE && is_supervisor(at))
		ret->monitor = true;
	return ret->kind != OWNER_NONE;
}

static const struct owner *find_by_cgroup(struct cgroup *c, struct owner *room)
{
	const struct owner *o;

	if (!c || !c->path)
		return NULL;
	if (!c->owner) {
		c->owner = malloc(sizeof(*c->owner));
		owner_of(c->path, c->owner ? c->owner : room);
	}
	o = c->owner ? c->owner : room;
	return o->kind == OWNER_NONE ? NULL : o;
}

static bool copy(const struct owner *o, struct owner *ret)
{
	if (!o)
		*ret = (struct owner){ .kind = OWNER_NONE };
	else if (o != ret)
		*ret = *o;
	return o;
}

bool owner_of_cgroup(struct cgroup *c, struct owner *ret)
{
	return copy(find_by_cgroup(c, ret), ret);
}

/* HIERARCHY:ID by commas. */
static void owner_in_list(const struct host *h, const char *list, struct owner *ret)
{
	while (list && *list && ret->kind < OWNER_POD) {
		char *end;
		uint64_t hierarchy = strtoull(list, &end, 10);
		uint64_t id = *end == ':' ? strtoull(end + 1, &end, 10) : 0;
		size_t i = map_find(&h->by_cgroup, hierarchy, id);
		struct owner o;

		if (i != MAP_NONE && owner_of_cgroup(&h->cgroups[i], &o) && o.kind > ret->kind)
			*ret = o;
		list = *end == ',' ? end + 1 : NULL;
	}
}

const struct owner *owner_look(const struct host *h, const struct task *t, struct owner *room)
{
	const struct owner *in_v2 = find_by_cgroup(t->cgroup, room);
	const struct member *m;
	struct owner o;

	if (!t->cgroups_v1 && !t->members)
		return in_v2;
	copy(in_v2, room);
	owner_in_list(h, t->cgroups_v1, room);
	for (m = t->members; m && room->kind < OWNER_POD; m = m->next)
		if ((m->cgroup ? owner_of_cgroup(m->cgroup, &o) : owner_of(m->path, &o)) &&
		    o.kind > room->kind)
			*room = o;
	return room->kind == OWNER_NONE ? NULL : room;
}

bool owner_of_task(const struct host *h, const struct task *t, struct owner *ret)
{
	return copy(owner_find(h, t, ret), ret);
}

bool owner_of_ns(const struct host *h, const struct ns *ns, struct owner *ret)
{
	if (ns && ns->eldest && !ns->host)
		return owner_of_task(h, ns->eldest, ret);
	*ret = (struct owner){ .kind = OWNER_NONE };
	return false;
}

static bool is_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && (!a_len || !memcmp(a, b, a_len));
}

bool owner_same(const struct owner *a, const struct owner *b)
{
	return a->kind == b->kind && a->monitor == b->monitor && a->maker == b->maker &&
	       is_same(a->id, a->id_len, b->id, b->id_len) &&
	       is_same(a->user, a->user_len, b->user, b->user_len);
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* The byte that \xHH stands for; 0: it is none, or the one that no name has. */
static char escaped(const char *s, size_t len)
{
	if (len < 4 || s[0] != '\\' || s[1] != 'x' || hex_digit(s[2]) < 0 || hex_digit(s[3]) < 0)
		return 0;
	return (char)(hex_digit(s[2]) << 4 | hex_digit(s[3]));
}

static void put_id(struct text *t, const char *id, size_t len, enum form form)
{
	size_t i;

	if (form != FORM_ESCAPED && form != FORM_POD) {
		text_add(t, id, len);
		return;
	}
	for (i = 0; i < len; i++) {
		char c = form == FORM_ESCAPED ? escaped(id + i, len - i) : 0;

		if (c)
			i += 3;
		else
			c = form == FORM_POD && id[i] == '_' ? '-' : id[i];
		text_putc(t, c);
	}
}

void owner_put_id(struct text *t, const struct owner *o)
{
	put_id(t, o->id, o->id_len, o->form);
}

void owner_put_pod(struct text *t, const struct owner *o)
{
	put_id(t, o->pod, o->pod_len, FORM_POD);
}

static void put_name(struct text *t, const struct owner *o, bool whole)
{
	size_t len = o->id_len;

	if (o->kind == OWNER_CONTAINER || o->kind == OWNER_MACHINE) {
		text_puts(t, o->maker ? o->maker : owner_kinds[o->kind]);
		text_putc(t, ' ');
	} else if (o->kind != OWNER_UNIT && o->kind != OWNER_USER && o->kind != OWNER_NONE) {
		text_puts(t, owner_kinds[o->kind]);
		text_putc(t, ' ');
	}
	if (!whole && (o->form == FORM_HEX || o->form == FORM_LONG) && len > ID_EYES)
		len = ID_EYES;
	if (!whole && o->form == FORM_POD && len > POD_EYES)
		len = POD_EYES;
	put_id(t, o->id, len, o->form);
	if (o->user && o->kind != OWNER_USER) {
		text_puts(t, " of ");
		text_add(t, o->user, o->user_len);
	}
	if (o->monitor)
		text_puts(t, ", monitor");
}

void owner_put_name(struct text *t, const struct owner *o)
{
	put_name(t, o, false);
}

void owner_put_whole_name(struct text *t, const struct owner *o)
{
	put_name(t, o, true);
}

unsigned int owner_tables(const struct options *o, const struct host *h)
{
	(void)o;
	/* The module has info, and says in the tasks who is in which of version 1. */
	if (h->n_info && !host_is_partial(h, "cgroups"))
		return 0;
	return TABLE_BIT(hierarchies) | TABLE_BIT(members);
}
