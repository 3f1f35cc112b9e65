/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "find.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "../cleanup.h"
#include "../env/state.h"
#include "../number.h"
#include "owner.h"
#include "words.h"

/* An inum is never so low, nor a pid so high (PID_MAX_LIMIT). */
#define PID_LIMIT ((uint64_t)4 << 20)

bool find_link(const char *word, enum ns_type *type, uint64_t *inum)
{
	const char *open = strstr(word, ":[");
	_cleanup_free_ char *name = open ? strndup(word, (size_t)(open - word)) : NULL;
	size_t len = open ? strlen(open) : 0;
	_cleanup_free_ char *digits = len < 4 || open[len - 1] != ']' ? NULL :
									strndup(open + 2, len - 3);

	if (!name || !digits)
		return false;
	*type = ns_type_parse(name);
	return *type != NS_TYPES && !number_parse(digits, false, inum);
}

/* Of those of @type before others, for a number says nothing of its own. */
static struct ns *by_inum(const struct host *h, enum ns_type type, uint64_t inum)
{
	struct ns *ns = type != NS_TYPES ? host_ns(h, type, inum) : NULL;
	enum ns_type any;

	for (any = 0; any < NS_TYPES && !ns; any++)
		ns = host_ns(h, any, inum);
	return ns;
}

static struct ns *right_type(struct ns *ns, const char *word, enum ns_type type, struct problem *p)
{
	if (!ns)
		problem_set(p, -ESRCH, "no namespace %s", word);
	else if (type != NS_TYPES && ns->kind != type)
		problem_set(p, -EINVAL, "%s: a %s namespace is wanted", word, ns_type_names[type]);
	else
		return ns;
	return NULL;
}

/* ":1234", as nsenter(1) has it: a 64-bit id. */
static struct ns *by_id(const struct host *h, const char *word, enum ns_type type,
			struct problem *p)
{
	struct ns *found = NULL;
	bool known = false;
	uint64_t id;
	size_t i;

	if (number_parse(word + 1, false, &id)) {
		problem_set(p, -EINVAL, "'%s' is not a namespace's id, such as :1234", word);
		return NULL;
	}
	for (i = 0; i < h->n_namespaces && !found; i++) {
		known |= h->namespaces[i].id != NSVIEW_NONE;
		if (h->namespaces[i].id == id)
			found = &h->namespaces[i];
	}
	if (!known) {
		problem_set(p, -ENODATA, "%s: no namespace has an id here: name it TYPE:[INUM]",
			    word);
		return NULL;
	}
	return right_type(found, word, type, p);
}

/* A mount in the host's mount namespace, of which saved tables tell. */
static struct ns *by_mount(const struct host *h, const char *path)
{
	size_t i;

	for (i = 0; i < h->n_mounts; i++) {
		const struct mount *m = &h->mounts[i];

		if (m->of && m->in && m->in->host && m->point && !strcmp(m->point, path))
			return m->of;
	}
	return NULL;
}

/* A mount or link of a namespace, such as /run/netns/NAME. */
static struct ns *by_path(const struct host *h, const char *path, enum ns_type type,
			  struct problem *p)
{
	_cleanup_close_ int fd = -1;
	struct statfs fs;
	struct stat st;
	struct ns *ns;

	if (!strcmp(h->source, "file")) {
		ns = by_mount(h, path);
		if (ns)
			return right_type(ns, path, type, p);
		problem_set(p, -ESRCH, "%s: no mount of a namespace is saved that is called so",
			    path);
		return NULL;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstatfs(fd, &fs) < 0 || fstat(fd, &st) < 0) {
		problem_set(p, -errno, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (fs.f_type != NSFS_MAGIC) {
		problem_set(p, -EINVAL, "%s: not a namespace", path);
		return NULL;
	}
	ns = by_inum(h, type, st.st_ino);
	if (ns)
		return right_type(ns, path, type, p);
	problem_set(p, -ESRCH, "%s: no namespace in sight has its number", path);
	return NULL;
}

/* As `ip netns` names them. */
static struct ns *by_netns_name(const struct host *h, const char *name)
{
	static const char *const folders[] = { "/run/netns", "/var/run/netns" };
	struct ns *ns = NULL;
	struct problem ignored;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders) && !ns; i++) {
		_cleanup_text_ struct text path = { 0 };

		text_printf(&path, "%s/%s", folders[i], name);
		ns = path.failed ? NULL : by_path(h, path.s, NS_net, &ignored);
	}
	return ns;
}

static bool is_environment(const struct host *h, const struct task *t, const char *name,
			   struct owner *ret)
{
	return owner_of_task(h, t, ret) && ret->kind == OWNER_ENVIRONMENT &&
	       ret->id_len == strlen(name) && !memcmp(ret->id, name, ret->id_len);
}

static bool one_path(const struct owner *a, const struct owner *b)
{
	return a->path_len == b->path_len && !memcmp(a->path, b->path, a->path_len);
}

/* Of an environment without a process, which create --pin may have left so. */
static struct ns *by_pin(const struct host *h, const char *name, enum ns_type type)
{
	_cleanup_text_ struct text path = { 0 };
	struct problem ignored;

	text_printf(&path, STATE_DIR "/env/%s/ns/%s", name, ns_type_names[type]);
	return path.failed ? NULL : by_path(h, path.s, type, &ignored);
}

static bool mark_pins(const struct host *h, const char *name, bool *marks)
{
	enum ns_type type;
	bool any = false;

	for (type = 0; type < NS_TYPES; type++) {
		const struct ns *ns = by_pin(h, name, type);

		if (ns)
			marks[ns - h->namespaces] = any = true;
	}
	return any;
}

/* Gives the first process of an environment that nsview made, or NULL. -ENOTUNIQ: which? */
static int by_environment(const struct host *h, const char *name, const struct task **ret,
			  struct problem *p)
{
	struct owner first = { .kind = OWNER_NONE }, o;
	size_t i;

	*ret = NULL;
	for (i = 0; i < h->n_tasks; i++) {
		const struct task *t = &h->tasks[i];

		if (!is_environment(h, t, name, &o))
			continue;
		if (*ret && !one_path(&first, &o)) {
			*ret = NULL;
			return problem_set(p, -ENOTUNIQ,
					   "two environments are called '%s', %.*s and %.*s: "
					   "say a pid",
					   name, (int)first.path_len, first.path, (int)o.path_len,
					   o.path);
		}
		if (*ret)
			continue;
		*ret = t;
		first = o;
	}
	return 0;
}

struct ns *find_ns_of_task(const struct host *h, const struct task *t, enum ns_type type,
			   struct problem *p)
{
	struct ns *ns = t->ns[ns_type_links[type]];

	/* /proc/PID/ns of another's process does not tell an ordinary user. */
	if (!ns && !strcmp(h->source, "proc"))
		problem_set(p, -EACCES, "which %s namespace process %llu is in can not be seen",
			    ns_type_names[type], (unsigned long long)t->pid);
	else if (!ns)
		problem_set(p, -ESRCH, "process %llu has let go of its %s namespace",
			    (unsigned long long)t->pid, ns_type_names[type]);
	return ns;
}

static bool is_pid(const char *word, uint64_t *ret)
{
	return !number_parse(word, false, ret) && *ret <= PID_LIMIT;
}

/* A process that stands for its namespaces; NULL if @word names none, or with words. */
static const struct task *find_task(const struct host *h, const char *word, struct problem *p)
{
	const struct task *t;
	uint64_t pid;

	if (!is_pid(word, &pid)) {
		by_environment(h, word, &t, p);
		return t;
	}
	t = host_task(h, pid);
	if (!t)
		problem_set(p, -ESRCH, "no process %llu", (unsigned long long)pid);
	return t;
}

bool find_is_name(const char *word)
{
	uint64_t n;

	return *word && !strpbrk(word, "/:[]") && number_parse(word, false, &n);
}

int find_called(const struct host *h, const char *word, enum ns_type type, struct ns **ret,
		struct problem *p)
{
	const struct task *t;
	int err;

	*ret = type == NS_net || type == NS_TYPES ? by_netns_name(h, word) : NULL;
	if (*ret || type == NS_TYPES)
		return 0;
	err = by_environment(h, word, &t, p);
	if (err)
		return err;
	if (!t) {
		*ret = by_pin(h, word, type);
		return 0;
	}
	*ret = find_ns_of_task(h, t, type, p);
	return *ret ? 0 : -ESRCH;
}

struct ns *find_ns(const struct host *h, const char *word, enum ns_type type, struct problem *p)
{
	const struct task *t;
	enum ns_type said;
	struct ns *ns;
	uint64_t n;

	if (strchr(word, '/'))
		return by_path(h, word, type, p);
	if (*word == ':')
		return by_id(h, word, type, p);
	if (find_link(word, &said, &n))
		return right_type(host_ns(h, said, n), word, type, p);
	if (find_is_name(word)) {
		if (find_called(h, word, type, &ns, p) || ns)
			return ns;
		/* Of another type than is wanted there may be one. */
		ns = by_netns_name(h, word);
		if (ns)
			return right_type(ns, word, type, p);
		problem_set(p, -ESRCH, "no net namespace or environment is called '%s'", word);
		return NULL;
	}
	if (number_parse(word, false, &n)) {
		problem_set(p, -EINVAL,
			    "'%s' is not a namespace, such as 4026531840 or net:[4026531840]",
			    word);
		return NULL;
	}
	if (n > PID_LIMIT || type == NS_TYPES)
		return right_type(by_inum(h, type, n), word, type, p);
	t = find_task(h, word, p);
	return t ? find_ns_of_task(h, t, type, p) : NULL;
}

bool find_is_ns(const char *word)
{
	enum ns_type type;
	uint64_t n;

	return (*word == ':' && !strchr(word, '/')) || find_link(word, &type, &n) ||
	       (!number_parse(word, false, &n) && n > PID_LIMIT);
}

struct ns *find_ns_of(const struct host *h, const char *word, enum ns_type type, struct problem *p)
{
	struct problem why = { "" };
	struct ns *ns = NULL;
	uint64_t pid;

	if (!is_pid(word, &pid))
		ns = find_ns(h, word, NS_TYPES, &why);
	if (!ns && (find_is_name(word) || is_pid(word, &pid)))
		ns = find_ns(h, word, type, &why);
	if (!ns)
		*p = why;
	return ns;
}

int find_shows(const struct host *h, const struct task *t, struct problem *p)
{
	enum ns_link link;

	for (link = 0; link < NS_LINKS; link++)
		if (t->ns[link])
			return 0;
	if (!strcmp(h->source, "proc"))
		return problem_set(p, -EACCES,
				   "which namespaces process %llu is in can not be seen",
				   (unsigned long long)t->pid);
	return problem_set(p, -ESRCH, "process %llu has let go of its namespaces",
			   (unsigned long long)t->pid);
}

int find_namespaces(const struct host *h, const char *word, bool *marks, struct problem *p)
{
	struct problem why = { "" }, task_why = { "" };
	const struct task *t = NULL;
	const struct ns *ns = NULL;
	enum ns_link link;
	uint64_t pid;

	if (!is_pid(word, &pid))
		ns = find_ns(h, word, NS_TYPES, &why);
	if (!ns && (find_is_name(word) || is_pid(word, &pid)))
		t = find_task(h, word, &task_why);
	if (!ns && !t && !task_why.words[0] && find_is_name(word) && mark_pins(h, word, marks))
		return 0;
	if (t && find_shows(h, t, &task_why))
		t = NULL;
	if (ns)
		marks[ns - h->namespaces] = true;
	for (link = 0; t && link < NS_LINKS; link++)
		if (t->ns[link])
			marks[t->ns[link] - h->namespaces] = true;
	if (!ns && !t)
		*p = task_why.words[0] ? task_why : why;
	return ns || t ? 0 : -ESRCH;
}

unsigned int find_tables(const struct options *o)
{
	unsigned int tables = 0;
	size_t i;

	for (i = 0; i < o->nwords; i++) {
		const char *slash = strrchr(o->words[i], '/');
		_cleanup_free_ char *name =
			slash ? strndup(o->words[i], (size_t)(slash - o->words[i])) :
				strdup(o->words[i]);

		if (!name || find_is_name(name))
			tables |= TABLE_BIT(cgroups);
		if (*o->words[i] == ':')
			tables |= TABLE_BIT(namespaces);
	}
	return tables;
}

bool find_needs_mounts(const char *word)
{
	return strchr(word, '/') || find_is_name(word);
}
