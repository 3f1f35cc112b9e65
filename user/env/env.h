/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An environment while it is made. Three processes make it, for no clone alone can
 * (DESIGN.md, section 6):
 *
 *	nsview		in the caller's namespaces: what needs the host's rights
 *	stage 1		in the cgroup: the user, cgroup and time namespaces, then it ends
 *	init		PID 1 of the others: root, devices; starts the command, reaps
 *
 * They talk over a socket; what one can not do it says there, and nsview undoes what
 * was done.
 */
#ifndef NSVIEW_ENV_H
#define NSVIEW_ENV_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../problem.h"
#include "join.h"
#include "net.h"
#include "record.h"
#include "spec.h"

/* How `run` ends if the command never began, as env(1) and docker-run(1) have it. */
enum { ENV_EXIT_FAILED = 125, ENV_EXIT_NOT_EXECUTABLE = 126, ENV_EXIT_NOT_FOUND = 127 };

/* Version 2, and a hierarchy of version 1 for each controller that limits are of. */
#define ENV_CGROUPS_MAX 5

/* Ids of the host that an environment's are mapped to: a block for each. */
#define ENV_IDS 65536u

struct env {
	const struct env_spec *spec;
	char name[RECORD_NAME_SIZE]; /* its own, and that of its cgroups */
	char mark[RECORD_MARK_SIZE]; /* that they carry */
	struct record record; /* of rootless ones there is none */
	struct env_cgroup {
		char path[256];
		int fd;
	} cgroups[ENV_CGROUPS_MAX]; /* version 2, if it is there, is the first */
	size_t ncgroups;
	bool cgroup2;
	int ids; /* the lock on its block; or -1 */
	uint32_t first_id;
	bool rootless; /* the caller may map no id but its own */
	int talk; /* to the other side */
	int user; /* the user namespace, for nsview; or -1 */
	struct joins joins; /* namespaces that are there already */
	bool entered; /* all of it is there already: a command is added to it */
	bool background; /* it outlives nsview */
	int log; /* the file for what its command says; or -1 */
	int said; /* where init reads that; or -1 */
	mode_t umask; /* the caller's, which is to be the command's */
	struct network network;
};

/* One is made for it: it is neither the caller's nor somebody else's. */
bool env_has_own(const struct env *env, enum ns_type type);

/* Those that the specification names. */
int env_open_joins(struct env *env, struct problem *p);

/* The environment of the name in @s: what a command in it needs, and what in @s is its. */
int env_find(struct env *env, struct env_spec *s, struct problem *p);

/* Its name and mark, and what is written down before anything is made. */
int env_name(struct env *env, const char *kind, struct problem *p);

/* --- cgroup.c */

/* Makes its cgroup with its limits; one that the host has no controller for is an error. */
int env_cgroup_make(struct env *env, struct problem *p);
/* Puts a process into those of version 1; into version 2 it is cloned. */
int env_cgroup_enter(const struct env *env, pid_t pid, struct problem *p);
/* Kills what is in them, and removes them. 0 or -errno. */
int env_cgroup_remove(struct env *env, struct problem *p);

/* --- ids.c */

/* Takes a block of ids that nobody has, until the descriptor @env->ids is closed. */
int env_ids_take(struct env *env, struct problem *p);
/* So that it stays taken when no process holds it: until it is removed. */
int env_ids_keep(const struct env *env, struct problem *p);
/* The block that begins with @first, if it is kept for @mark: 1 if it was, 0, or -errno. */
int env_ids_remove(const char *first, const char *mark, struct problem *p);
/* Removes the files of those that nobody has. */
int env_ids_sweep(struct problem *p);
/* Which ids those of the user namespace of @pid are that is another's. */
void env_ids_learn(struct env *env, pid_t pid);
/* Maps the ids of the user namespace of @pid. */
int env_ids_map(const struct env *env, pid_t pid, struct problem *p);

/* --- pins.c */

/* Mounts of the namespaces of @pid, below its record, by which they outlive it. */
int env_pins_make(struct env *env, pid_t pid, struct problem *p);
/* 1 if there were some, 0, or -errno. */
int env_pins_remove(const char *name, struct problem *p);

/* --- mounts.c: detached mounts, made where the rights for them are */

/*
 * The mount number @which of the specification, or its root for ENV_ROOT, mapped to
 * the environment's ids where the kernel can; or ENV_RESOLV. A descriptor or -errno.
 */
#define ENV_ROOT (-1)
#define ENV_RESOLV (-2) /* what is to be in resolv.conf, with --net bridge: no mount */
int env_mount_open(const struct env *env, int which, struct problem *p);

/* --- root.c */

/* Makes the root of the calling process, in its own mount namespace. */
int env_root_enter(const struct env *env, struct problem *p);

/* --- confine.c */

/* Gives up what the command is not to have. The last thing before it is executed. */
int env_confine(const struct env *env, struct problem *p);

/* Closes those of the caller, all but the first three and what is still needed. */
int env_close_descriptors(const struct env *env, struct problem *p);

/*
 * What no exec is to give back, of this process and those that it makes. And what it has,
 * but for what the command keeps. 0 or -errno; capabilities(7).
 */
int env_drop_bounding(void);
int env_drop_capabilities(void);

/* --- stage.c: what happens after the clone, until the command runs. They do not return. */

_Noreturn void env_stage1(struct env *env);

#endif
