/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "spec_words.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../cleanup.h"
#include "../number.h"

int env_set_share(struct env_spec *s, char *arg, struct problem *p)
{
	char *word;

	while ((word = strsep(&arg, ","))) {
		enum ns_type type = ns_type_parse(word);

		if (type == NS_TYPES)
			return problem_set(p, -EINVAL, "'%s' is not a type of namespace", word);
		s->share |= 1u << type;
	}
	return 0;
}

int env_set_join(struct env_spec *s, char *arg, struct problem *p)
{
	char *from = strchr(arg, '=');
	enum ns_type type;

	if (!from || !from[1])
		return problem_set(p, -EINVAL, "--join takes TYPE=PATH, PID or NAME, not '%s'",
				   arg);
	*from++ = '\0';
	type = ns_type_parse(arg);
	if (type == NS_TYPES)
		return problem_set(p, -EINVAL, "'%s' is not a type of namespace", arg);
	s->join[type] = from;
	return 0;
}

/* As the kernel has it for names of devices. */
static bool is_device_name(const char *name)
{
	return *name && strlen(name) < IFNAMSIZ && strcmp(name, ".") && strcmp(name, "..") &&
	       !strpbrk(name, "/: \t\n\v\f\r");
}

/* The same as --join net=WHOSE. */
static int join_net(struct env_spec *s, const char *whose)
{
	s->net = ENV_NET_NONE;
	s->join[NS_net] = whose;
	return 0;
}

int env_set_net(struct env_spec *s, char *arg, struct problem *p)
{
	char *name = strchr(arg, '=');

	s->bridge = NULL;
	if (name)
		*name++ = '\0';
	if (!strcmp(arg, "none") && !name)
		s->net = ENV_NET_NONE;
	else if (!strcmp(arg, "host") && !name)
		s->net = ENV_NET_HOST;
	else if (!strcmp(arg, "bridge") && (!name || is_device_name(name)))
		s->net = ENV_NET_BRIDGE;
	else if (!strcmp(arg, "join") && name && *name)
		return join_net(s, name);
	else
		return problem_set(
			p, -EINVAL,
			"--net takes none, host, bridge[=NAME] or join=WHOSE, not '%s%s%s'", arg,
			name ? "=" : "", name ? name : "");
	s->bridge = name;
	return 0;
}

/* Up to @end, 1 to 65535; 0: it is none. */
static uint16_t parse_port(const char *from, const char *end)
{
	unsigned int n = 0;

	for (; from < end && *from >= '0' && *from <= '9' && n <= UINT16_MAX; from++)
		n = 10 * n + (unsigned int)(*from - '0');
	return from < end || n > UINT16_MAX ? 0 : (uint16_t)n;
}

int env_set_port(struct env_spec *s, char *arg, struct problem *p)
{
	const char *colon = strchr(arg, ':'), *slash = strchr(arg, '/');
	struct env_port port = { 0 }, *ports;

	if (colon) {
		port.outside = parse_port(arg, colon);
		port.inside = parse_port(colon + 1, slash ? slash : arg + strlen(arg));
	}
	port.udp = slash && !strcmp(slash, "/udp");
	if (!port.outside || !port.inside || (slash && !port.udp && strcmp(slash, "/tcp")))
		return problem_set(p, -EINVAL,
				   "--publish takes HOST:ENV, with /udp if it is that, "
				   "not '%s'",
				   arg);
	ports = reallocarray(s->ports, s->nports + 1, sizeof(*ports));
	if (!ports)
		return problem_set(p, -ENOMEM, "out of memory");
	s->ports = ports;
	s->ports[s->nports++] = port;
	return 0;
}

/* Without .. and the like: what is meant does not hang on what is a link where. */
static bool is_clean(const char *path)
{
	const char *word = path;
	size_t len;

	if (*path != '/')
		return false;
	for (word++; *word; word += len + (word[len] == '/')) {
		len = strcspn(word, "/");
		if (!len || (len == 1 && *word == '.') || (len == 2 && !strncmp(word, "..", 2)))
			return false;
	}
	return true;
}

static int add_mount(struct env_spec *s, struct env_mount mount, struct problem *p)
{
	struct env_mount *mounts;

	if (!is_clean(mount.target) || !mount.target[1])
		return problem_set(p, -EINVAL,
				   "'%s' is not an absolute path below /, without . and ..",
				   mount.target);
	mounts = reallocarray(s->mounts, s->nmounts + 1, sizeof(*mounts));
	if (!mounts)
		return problem_set(p, -ENOMEM, "out of memory");
	s->mounts = mounts;
	s->mounts[s->nmounts++] = mount;
	return 0;
}

int env_set_bind(struct env_spec *s, char *arg, struct problem *p)
{
	struct env_mount mount = { .source = arg };
	char *target = strchr(arg, ':'), *flags;

	if (!target || target == arg)
		return problem_set(p, -EINVAL, "--bind takes SRC:DST or SRC:DST:ro, not '%s'", arg);
	*target++ = '\0';
	flags = strchr(target, ':');
	if (flags) {
		*flags++ = '\0';
		if (strcmp(flags, "ro"))
			return problem_set(p, -EINVAL, "--bind %s:%s: '%s' is not ro", arg, target,
					   flags);
		mount.read_only = true;
	}
	mount.target = target;
	return add_mount(s, mount, p);
}

int env_set_tmpfs(struct env_spec *s, char *arg, struct problem *p)
{
	return add_mount(s, (struct env_mount){ .target = arg }, p);
}

/* Thousandths, exactly. */
int env_set_cpus(struct env_spec *s, char *arg, struct problem *p)
{
	uint64_t whole, part = 0;
	unsigned int digits = 0;
	char *end;

	errno = 0;
	whole = strtoull(arg, &end, 10);
	if (end == arg || *arg < '0' || *arg > '9' || whole > 100000)
		errno = EINVAL;
	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9' && digits < 3; end++, digits++)
			part = 10 * part + (uint64_t)(*end - '0');
	for (; digits < 3; digits++)
		part *= 10;
	if (errno || *end || whole * 1000 + part < 10)
		return problem_set(p, -EINVAL, "--cpus takes a number such as 0.5, not '%s'", arg);
	s->cpus = whole * 1000 + part;
	return 0;
}

int env_set_offset(struct env_spec *s, char *arg, struct problem *p)
{
	char *value = strchr(arg, '='), *end = value;
	int64_t *to;

	if (value)
		*value++ = '\0';
	to = !strcmp(arg, "monotonic") ? &s->monotonic :
	     !strcmp(arg, "boottime")  ? &s->boottime :
					 NULL;
	errno = 0;
	if (to && value)
		*to = strtoll(value, &end, 10);
	if (!to || !value || end == value || *end || errno)
		return problem_set(p, -EINVAL,
				   "--time-offset takes monotonic=SECONDS or boottime=SECONDS");
	return 0;
}

/* Of a disk, as cgroups have it: MAJOR:MINOR. */
static int find_disk(const char *path, uint64_t *ret)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	if (!S_ISBLK(st.st_mode))
		return -ENOTBLK;
	*ret = (uint64_t)st.st_rdev;
	return 0;
}

int env_set_io(struct env_spec *s, char *arg, struct problem *p)
{
	static const char *const keys[ENV_IO_KEYS] = { "rbps", "wbps", "riops", "wiops" };
	char *words = strrchr(arg, ':'), *word;
	uint64_t before = s->io_device;
	int err;

	if (!words || !words[1])
		return problem_set(p, -EINVAL, "--io-max takes DEV:KEY=N, not '%s'", arg);
	*words++ = '\0';
	err = find_disk(arg, &s->io_device);
	if (err)
		return problem_set(p, err, "--io-max %s: %s", arg, strerror(-err));
	if (before != ENV_NO_LIMIT && s->io_device != before)
		return problem_set(p, -EINVAL, "--io-max %s: of one disk alone", arg);
	while ((word = strsep(&words, ","))) {
		char *value = strchr(word, '=');
		size_t i = 0;

		if (value)
			*value++ = '\0';
		while (i < ENV_IO_KEYS && strcmp(word, keys[i]))
			i++;
		if (!value || i == ENV_IO_KEYS || number_parse(value, i < 2, &s->io[i]) ||
		    !s->io[i])
			return problem_set(
				p, -EINVAL,
				"--io-max takes rbps, wbps, riops or wiops and a number, "
				"not '%s%s%s'",
				word, value ? "=" : "", value ? value : "");
	}
	return 0;
}
