/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who a process, namespace or cgroup belongs to: a container, a machine, a unit of systemd,
 * an environment of nsview; told from the path of its cgroup, as those who make cgroups
 * write it. Who may make cgroups may also make one that is called like that: it is a name,
 * not a proof. Of several in one path the outermost container is the owner, so nobody in it
 * can pass for somebody else, and what it has below is its own.
 */
#ifndef NSVIEW_OWNER_H
#define NSVIEW_OWNER_H

#include "../host/host.h"
#include "../options.h"
#include "../text.h"

/* Least first: an owner is looked for in v1 hierarchies too as long as it is no OWNER_POD. */
enum owner_kind {
	OWNER_NONE,
	OWNER_USER, /* a user's service manager, outside of its units */
	OWNER_SESSION,
	OWNER_UNIT, /* a service or scope of systemd */
	OWNER_POD, /* of Kubernetes or podman: in none of its containers */
	OWNER_MACHINE, /* registered with systemd, or a guest of libvirt */
	OWNER_CONTAINER,
	OWNER_ENVIRONMENT, /* of nsview */
	OWNER_KINDS
};

struct owner {
	enum owner_kind kind;
	const char *maker; /* docker ...; NULL: not known; of a unit NULL too */
	const char *path; /* that was asked about; what is in it is not ended by NUL */
	const char *id;
	size_t id_len;
	const char *pod; /* that a container is in, or NULL */
	size_t pod_len;
	const char *user; /* user@UID, whose manager has it below itself; NULL: nobody's */
	size_t user_len;
	size_t depth; /* parts of the path until there: /a/b has 2 */
	size_t path_len; /* bytes of the path until there */
	bool monitor; /* it watches the container from outside, such as conmon */
	unsigned char form; /* how the id is written */
};

/* "none", "user", "session", "unit", ...: of each kind. */
extern const char *const owner_kinds[OWNER_KINDS];

/* Whose @path is, which may be NULL. False, and OWNER_NONE: nobody's in sight. */
bool owner_of(const char *path, struct owner *ret);

/* The same of a cgroup, which is looked at once. */
bool owner_of_cgroup(struct cgroup *c, struct owner *ret);

/* By its cgroup in v2, or where that does not tell by those in v1 hierarchies. */
bool owner_of_task(const struct host *h, const struct task *t, struct owner *ret);

/*
 * The same without a copy of what the host keeps: the owner, there or in @room, or NULL for
 * nobody in sight.
 */
const struct owner *owner_look(const struct host *h, const struct task *t, struct owner *room);

/* Views ask it of each row, and nearly always of a cgroup that was looked at. */
static inline const struct owner *owner_find(const struct host *h, const struct task *t,
					     struct owner *room)
{
	const struct owner *known = t->cgroup ? t->cgroup->owner : NULL;

	if (!known || t->cgroups_v1 || t->members)
		return owner_look(h, t, room);
	return known->kind == OWNER_NONE ? NULL : known;
}

/* By the eldest task that is in it. The host's are nobody's. */
bool owner_of_ns(const struct host *h, const struct ns *ns, struct owner *ret);

/* Whether both are the same one: of one name, and in one place. */
bool owner_same(const struct owner *a, const struct owner *b);

/*
 * For eyes: "docker 0123456789ab", "lxc c1", "environment web", "ssh.service"; and
 * "dbus.service of user@1000", for a user may call what is theirs as the system does its own.
 */
void owner_put_name(struct text *t, const struct owner *o);
/* The same with the whole id: of one kind it is one thing on the host. */
void owner_put_whole_name(struct text *t, const struct owner *o);
/* The whole id, as its maker takes it. */
void owner_put_id(struct text *t, const struct owner *o);
/* The id of the pod. */
void owner_put_pod(struct text *t, const struct owner *o);

/* For want_names of struct view: where version 1 tells owners, and what was read does not. */
unsigned int owner_tables(const struct options *o, const struct host *h);

#endif
