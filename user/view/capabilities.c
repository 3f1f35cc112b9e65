/* SPDX-License-Identifier: GPL-2.0 */
/* Names of capabilities (capabilities(7)). */
#include "../cleanup.h"
#include "ps.h"

/* By their number in linux/capability.h. */
static const char *const names[] = {
	"chown",
	"dac_override",
	"dac_read_search",
	"fowner",
	"fsetid",
	"kill",
	"setgid",
	"setuid",
	"setpcap",
	"linux_immutable",
	"net_bind_service",
	"net_broadcast",
	"net_admin",
	"net_raw",
	"ipc_lock",
	"ipc_owner",
	"sys_module",
	"sys_rawio",
	"sys_chroot",
	"sys_ptrace",
	"sys_pacct",
	"sys_admin",
	"sys_boot",
	"sys_nice",
	"sys_resource",
	"sys_time",
	"sys_tty_config",
	"mknod",
	"lease",
	"audit_write",
	"audit_control",
	"setfcap",
	"mac_override",
	"mac_admin",
	"syslog",
	"wake_alarm",
	"block_suspend",
	"audit_read",
	"perfmon",
	"bpf",
	"checkpoint_restore",
};

static void put_set(struct text *t, uint64_t set)
{
	const char *before = "";
	unsigned int i;

	for (i = 0; i < 64; i++) {
		if (!(set >> i & 1))
			continue;
		text_puts(t, before);
		if (i < ARRAY_SIZE(names))
			text_puts(t, names[i]);
		else
			text_num(t, i);
		before = " ";
	}
}

uint64_t words_all_capabilities(uint64_t some)
{
	uint64_t all = ((uint64_t)1 << ARRAY_SIZE(names)) - 1;

	while (some & ~all)
		all = all << 1 | 1;
	return all;
}

void words_capabilities(struct text *t, uint64_t set, uint64_t all)
{
	if (!set)
		text_puts(t, "none");
	else if (all && (set & all) == all)
		text_puts(t, "all");
	else if (all && __builtin_popcountll(set) > __builtin_popcountll(all) / 2) {
		text_puts(t, "all but ");
		put_set(t, all & ~set);
	} else {
		put_set(t, set);
	}
}
