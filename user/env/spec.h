/* SPDX-License-Identifier: GPL-2.0 */
/* What an environment is to be, as it was asked for. Nothing is made here. */
#ifndef NSVIEW_ENV_SPEC_H
#define NSVIEW_ENV_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../host/host.h"
#include "../problem.h"

struct help;

/* Who asks: verbs have most options in common. */
enum env_verb_kind { ENV_RUN = 1 << 0, ENV_CREATE = 1 << 1, ENV_EXEC = 1 << 2 };

/* A limit that was not asked for. */
#define ENV_NO_LIMIT UINT64_MAX

enum { ENV_IO_KEYS = 4 };

enum env_net {
	ENV_NET_NONE, /* a net namespace with lo alone */
	ENV_NET_HOST, /* the one of the caller */
	ENV_NET_BRIDGE, /* its own, with eth0 plugged into a bridge of the host */
};

/* The bridge, if none is said. */
#define ENV_BRIDGE "nsview0"

/* A port of the host that leads to one of the environment. */
struct env_port {
	uint16_t outside;
	uint16_t inside;
	bool udp;
};

/* A path of the host that is seen inside; or, without a source, a tmpfs. */
struct env_mount {
	const char *source;
	const char *target; /* absolute */
	bool read_only;
};

/*
 * Strings are those of the command line. cpus is in thousandths of a CPU, memory and
 * swap in bytes.
 */
struct env_spec {
	const char *name; /* NULL: one is made up */
	bool pin; /* its namespaces are to be there without a process, too */
	const char *log; /* of a command in the background: a file, or NULL */
	unsigned int share; /* bits of enum ns_type: the caller's own are kept */
	const char *join[NS_TYPES]; /* or the one that this is: a path, a pid, a name */
	enum env_net net;
	const char *bridge; /* NULL: ENV_BRIDGE, which is to be ours */
	const char *ip; /* NULL: any that is free */
	struct env_port *ports;
	size_t nports;
	const char *hostname;
	int64_t monotonic; /* offsets of the time namespace, in seconds */
	int64_t boottime;
	const char *rootfs; /* NULL: the host's, read-only */
	bool overlay; /* what is written to it is thrown away at the end */
	struct env_mount *mounts;
	size_t nmounts;
	uint64_t memory, swap, cpus, cpu_weight, pids;
	uint64_t io_device; /* st_rdev of the disk that io is of */
	uint64_t io[ENV_IO_KEYS]; /* a second: bytes read, bytes written, reads, writes */
	const char *seccomp; /* a file with a filter, "none", or NULL: the default one */
	const char *workdir;
	enum env_verify_when {
		ENV_VERIFY_IF_LOADED, /* the module */
		ENV_VERIFY,
		ENV_VERIFY_NOT,
	} verify;
	bool terminal; /* a terminal of its own */
	char **argv; /* the command, ends with NULL */
	bool help;
	bool help_all; /* and what each option does */
};

/* 0, or -EINVAL with words. argv[0] is not looked at; but for `run` the next is the name. */
int env_spec_parse(struct env_spec *spec, enum env_verb_kind verb, int argc, char **argv,
		   struct problem *p);
void env_spec_free(struct env_spec *spec);

/* What --help says. */
extern const struct help env_run_help, env_create_help, env_exec_help;
const struct help *env_spec_help(enum env_verb_kind verb);

#endif
