/* SPDX-License-Identifier: GPL-2.0 */
#include "cgroup_use.h"

#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"

/* Of version 1: LONG_MAX in whole pages, of at most 64 KiB, is no limit. */
#define V1_UNLIMITED (INT64_MAX - UINT64_C(0x10000))

/* A number at the beginning of @s. "max" and what is below 0 is none. */
static uint64_t number(const char *s)
{
	return s && *s >= '0' && *s <= '9' ? strtoull(s, NULL, 10) : NSVIEW_NONE;
}

static void read_number(const char *value, uint64_t *to)
{
	*to = number(value);
}

/* "50000 100000": the quota and, right behind it in the struct, the period. */
static void read_cpu_max(const char *value, uint64_t *to)
{
	const char *blank = strchr(value, ' ');

	to[0] = number(value);
	to[1] = blank ? number(blank + 1) : NSVIEW_NONE;
}
_Static_assert(offsetof(struct cgroup_use, cpu_period) ==
		       offsetof(struct cgroup_use, cpu_quota) + sizeof(uint64_t),
	       "read_cpu_max() writes both");

static void read_cpu_stat(const char *value, uint64_t *to)
{
	static const char key[] = "usage_usec ";
	const char *at = strstr(value, key);

	*to = at && (at == value || at[-1] == '\n') ? number(at + strlen(key)) : NSVIEW_NONE;
}

static void read_nanoseconds(const char *value, uint64_t *to)
{
	*to = number(value);
	if (*to != NSVIEW_NONE)
		*to /= 1000;
}

/* As the kernel itself tells a weight of version 2 from shares. */
static void read_shares(const char *value, uint64_t *to)
{
	*to = number(value);
	if (*to != NSVIEW_NONE)
		*to = (*to * 100 + 512) / 1024;
}

static void read_bytes(const char *value, uint64_t *to)
{
	*to = number(value);
	if (*to >= V1_UNLIMITED)
		*to = NSVIEW_NONE;
}

static void add(uint64_t *to, uint64_t n)
{
	if (n != NSVIEW_NONE)
		*to = *to == NSVIEW_NONE ? n : *to + n;
}

/* The sum of what follows each @key; to[0] is what is read, to[1] written. */
static void sum(const char *value, const char *key, uint64_t *to)
{
	const char *at;

	for (at = value; (at = strstr(at, key)); at += strlen(key))
		add(to, number(at + strlen(key)));
}

static void read_io_stat(const char *value, uint64_t *to)
{
	sum(value, " rbytes=", &to[0]);
	sum(value, " wbytes=", &to[1]);
}

static void read_service_bytes(const char *value, uint64_t *to)
{
	sum(value, " Read ", &to[0]);
	sum(value, " Write ", &to[1]);
}
_Static_assert(offsetof(struct cgroup_use, io_written) ==
		       offsetof(struct cgroup_use, io_read) + sizeof(uint64_t),
	       "the io of both ways is read together");

static void read_freezer(const char *value, uint64_t *to)
{
	*to = strcmp(value, "THAWED") != 0;
}

#define TO(field) offsetof(struct cgroup_use, field)

/* One meaning, by either name. */
static const struct {
	const char *file;
	void (*read)(const char *value, uint64_t *to);
	size_t to;
} meanings[] = {
	{ "cpu.max", read_cpu_max, TO(cpu_quota) },
	{ "cpu.cfs_quota_us", read_number, TO(cpu_quota) },
	{ "cpu.cfs_period_us", read_number, TO(cpu_period) },
	{ "cpu.weight", read_number, TO(cpu_weight) },
	{ "cpu.shares", read_shares, TO(cpu_weight) },
	{ "cpu.stat", read_cpu_stat, TO(cpu_used) },
	{ "cpuacct.usage", read_nanoseconds, TO(cpu_used) },
	{ "memory.max", read_bytes, TO(memory_max) },
	{ "memory.limit_in_bytes", read_bytes, TO(memory_max) },
	{ "memory.high", read_bytes, TO(memory_high) },
	{ "memory.current", read_number, TO(memory_used) },
	{ "memory.usage_in_bytes", read_number, TO(memory_used) },
	{ "memory.swap.max", read_bytes, TO(swap_max) },
	{ "memory.use_hierarchy", read_number, TO(use_hierarchy) },
	{ "pids.max", read_number, TO(pids_max) },
	{ "pids.current", read_number, TO(pids_used) },
	{ "io.stat", read_io_stat, TO(io_read) },
	{ "blkio.throttle.io_service_bytes", read_service_bytes, TO(io_read) },
	{ "cgroup.freeze", read_number, TO(frozen) },
	{ "freezer.state", read_freezer, TO(frozen) },
};

void cgroup_use_read(const struct cgroup *c, struct cgroup_use *ret)
{
	size_t i, j;

	/* Every number of it; the text is set below. */
	memset(ret, 0xff, sizeof(*ret));
	ret->type = NULL;
	for (i = 0; i < c->nlimits; i++) {
		const struct limit *limit = &c->limits[i];

		if (!limit->file || !limit->value)
			continue;
		if (!strcmp(limit->file, "cgroup.type"))
			ret->type = limit->value;
		for (j = 0; j < ARRAY_SIZE(meanings); j++)
			if (!strcmp(limit->file, meanings[j].file))
				meanings[j].read(limit->value,
						 (uint64_t *)((char *)ret + meanings[j].to));
	}
}

uint64_t cgroup_cpu_max(const struct cgroup_use *use)
{
	if (use->cpu_quota == NSVIEW_NONE || use->cpu_period == NSVIEW_NONE || !use->cpu_period)
		return NSVIEW_NONE;
	return (uint64_t)((unsigned __int128)use->cpu_quota * 1000000 / use->cpu_period);
}

void cgroup_limits(const struct cgroup *c, const struct cgroup_use *use,
		   const struct cgroup_use *above, const struct cgroup_limit of_parent[LIMITS],
		   struct cgroup_limit ret[LIMITS])
{
	const uint64_t own[LIMITS] = {
		[LIMIT_CPU] = cgroup_cpu_max(use),
		[LIMIT_MEMORY] = use->memory_max,
		[LIMIT_PIDS] = use->pids_max,
	};
	size_t i;

	for (i = 0; i < LIMITS; i++) {
		bool inherits = above && !(i == LIMIT_MEMORY && !above->use_hierarchy);

		ret[i] = (struct cgroup_limit){ own[i], own[i] == NSVIEW_NONE ? NULL : c };
		/* None is more than any. Of two that are equal its own is named. */
		if (inherits && of_parent[i].value < own[i])
			ret[i] = of_parent[i];
	}
}

static void put_io(struct text *t, const char *device, size_t len, const char *key, uint64_t value)
{
	if (t->len)
		text_putc(t, ',');
	text_add(t, device, len);
	text_printf(t, " %s=%llu", key, (unsigned long long)value);
}

/* "8:0 rbps=max wbps=1048576 riops=max wiops=max" for each device. */
static void put_io_max(struct text *t, const char *value)
{
	static const char *const keys[] = { "rbps", "wbps", "riops", "wiops" };
	size_t i, device, len;

	for (; *value; value += len, value += *value == '\n') {
		_cleanup_free_ char *line = NULL;

		len = strcspn(value, "\n");
		line = strndup(value, len);
		device = strcspn(line ? line : "", " ");
		for (i = 0; line && i < ARRAY_SIZE(keys); i++) {
			char key[16];
			const char *at;

			snprintf(key, sizeof(key), " %s=", keys[i]);
			at = strstr(line, key);
			if (at && number(at + strlen(key)) != NSVIEW_NONE)
				put_io(t, line, device, keys[i], number(at + strlen(key)));
		}
	}
}

/* "8:0 1048576" for each device that has a limit. */
static void put_throttle(struct text *t, const char *value, const char *key)
{
	for (; *value; value += strcspn(value, "\n"), value += *value == '\n') {
		size_t device = strcspn(value, " \n");

		if (value[device] == ' ' && number(value + device + 1) != NSVIEW_NONE)
			put_io(t, value, device, key, number(value + device + 1));
	}
}

bool cgroup_io_max(const struct cgroup *c, struct text *ret)
{
	static const struct {
		const char *file;
		const char *key;
	} v1[] = {
		{ "blkio.throttle.read_bps_device", "rbps" },
		{ "blkio.throttle.write_bps_device", "wbps" },
		{ "blkio.throttle.read_iops_device", "riops" },
		{ "blkio.throttle.write_iops_device", "wiops" },
	};
	size_t before = ret->len, i, j;

	for (i = 0; i < c->nlimits; i++) {
		const struct limit *limit = &c->limits[i];

		if (!limit->file || !limit->value)
			continue;
		if (!strcmp(limit->file, "io.max"))
			put_io_max(ret, limit->value);
		for (j = 0; j < ARRAY_SIZE(v1); j++)
			if (!strcmp(limit->file, v1[j].file))
				put_throttle(ret, limit->value, v1[j].key);
	}
	return ret->len > before;
}

/* The elements of a list, in the order of what they are of. */
struct elements {
	const char **at;
	size_t n;
};

/* Device and key. */
static size_t name_length(const char *element)
{
	return strcspn(element, "=,");
}

static int compare_elements(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	const size_t m = name_length(x), n = name_length(y);
	const int order = memcmp(x, y, m < n ? m : n);

	return order ? order : (m > n) - (m < n);
}

static const char *next_element(const char *at)
{
	at += strcspn(at, ",");
	return at + (*at == ',');
}

/* A machine may have thousands of devices, and each cgroup limits for all of them. */
static bool sort_elements(struct elements *ret, const char *list)
{
	const char *at;
	size_t n = 0;

	for (at = list; *at; at = next_element(at))
		n++;
	*ret = (struct elements){ calloc(n + 1, sizeof(*ret->at)), 0 };
	if (!ret->at)
		return false;
	for (at = list; *at; at = next_element(at))
		ret->at[ret->n++] = at;
	qsort(ret->at, ret->n, sizeof(*ret->at), compare_elements);
	return true;
}

/* The one of them that is of the device and key that @like begins with. */
static const char *find_like(const struct elements *e, const char *like)
{
	const char **found = bsearch(&like, e->at, e->n, sizeof(*e->at), compare_elements);

	return found ? *found : NULL;
}

static uint64_t value_of(const char *element)
{
	return number(element + strcspn(element, "=") + 1);
}

static void put_element(struct text *t, const char *element)
{
	if (t->len)
		text_putc(t, ',');
	text_add(t, element, strcspn(element, ","));
}

bool cgroup_io_tightest(const char *own, const char *above, struct text *ret)
{
	struct elements of_own = { 0 }, of_above = { 0 };
	bool inherited = false;
	const char *at, *other;

	if (!*own && !*above) /* as nearly all */
		return false;
	if (!sort_elements(&of_own, own) || !sort_elements(&of_above, above))
		ret->failed = true;
	for (at = own; *at && !ret->failed; at = next_element(at)) {
		other = find_like(&of_above, at);
		if (other && value_of(other) < value_of(at)) {
			put_element(ret, other);
			inherited = true;
		} else {
			put_element(ret, at);
		}
	}
	for (at = above; *at && !ret->failed; at = next_element(at)) {
		if (find_like(&of_own, at))
			continue;
		put_element(ret, at);
		inherited = true;
	}
	free(of_own.at);
	free(of_above.at);
	return inherited;
}
