// SPDX-License-Identifier: GPL-2.0
/*
 * listns: what listns(2) lists, "TYPE ID" a line; exit 3 where the kernel
 * does not have it (before 6.19).
 */
#define _GNU_SOURCE
#include "vm.h"

#include <stdint.h>
#include <sys/syscall.h>

#define SYS_LISTNS 470

/* include/uapi/linux/nsfs.h of 6.19 and later; the builder's may be older. */
struct listns_request {
	uint32_t size;
	uint32_t spare;
	uint64_t last_id;
	uint32_t types;
	uint32_t spare2;
	uint64_t user_ns_id;
};

static const struct {
	const char *name;
	uint32_t flag;
} types[] = {
	{ "cgroup", CLONE_NEWCGROUP }, { "ipc", CLONE_NEWIPC }, { "mnt", CLONE_NEWNS },
	{ "net", CLONE_NEWNET },       { "pid", CLONE_NEWPID }, { "time", CLONE_NEWTIME },
	{ "user", CLONE_NEWUSER },     { "uts", CLONE_NEWUTS },
};

int main(void)
{
	uint64_t ids[64];

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct listns_request req = { .size = sizeof(req), .types = types[i].flag };
		long got;

		while ((got = syscall(SYS_LISTNS, &req, ids, ARRAY_SIZE(ids), 0)) > 0) {
			for (long k = 0; k < got; k++)
				printf("%s\t%llu\n", types[i].name, (unsigned long long)ids[k]);
			req.last_id = ids[got - 1];
		}
		if (got < 0 && errno == ENOSYS)
			return 3;
		/* It says so where no id is above the last one. */
		if (got < 0 && errno == ENOENT)
			continue;
		must(got);
	}
	return 0;
}
