// SPDX-License-Identifier: GPL-2.0
/*
 * nswalk [PATH]...: the namespaces that /proc leads to, and PATHs' own, with
 * what the ioctls of nsfs say of them.
 *
 * Prints, by tabs and under these names: type inum id parent owner level
 * creator. It climbs from every link of every task to parents and owners. id
 * is "-" where the kernel does not say it.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <ctype.h>
#include <dirent.h>
#include <linux/nsfs.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#ifndef NS_GET_ID
#define NS_GET_ID _IOR(NSIO, 13, uint64_t)
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

struct ns {
	const char *type;
	unsigned long inum, parent, owner;
	uint64_t id;
	int level; /* -1: the type has none */
	long creator;
};

static struct ns all[16384];
static size_t count;

static struct ns *find(unsigned long inum)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].inum == inum)
			return &all[i];
	return NULL;
}

static unsigned long inum_of(int fd)
{
	struct stat st;

	must(fstat(fd, &st));
	return st.st_ino;
}

static struct ns *add(int fd);

/* The namespace that an ioctl leads to, taken in as well; NULL if it may not. */
static struct ns *climb(int fd, unsigned long request)
{
	int up = ioctl(fd, request);
	struct ns *ns;

	if (up < 0)
		return NULL;
	ns = add(up);
	close(up);
	return ns;
}

/* What nsfs calls a type; a link's text would do but for a bind mount. */
static const char *type_name(int fd)
{
	static const struct {
		int flag;
		const char *name;
	} types[] = {
		{ CLONE_NEWCGROUP, "cgroup" }, { CLONE_NEWIPC, "ipc" }, { CLONE_NEWNS, "mnt" },
		{ CLONE_NEWNET, "net" },       { CLONE_NEWPID, "pid" }, { CLONE_NEWTIME, "time" },
		{ CLONE_NEWUSER, "user" },     { CLONE_NEWUTS, "uts" },
	};
	int flag = must(ioctl(fd, NS_GET_NSTYPE));

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].flag == flag)
			return types[i].name;
	return "?";
}

/* Before NS_GET_ID, only a socket says a net namespace's id, from 5.14 on. */
static uint64_t id_of(int fd, const char *type)
{
	static int home = -1;
	uint64_t id = 0;
	socklen_t size = sizeof(id);
	int sock;

	if (!ioctl(fd, NS_GET_ID, &id) || strcmp(type, "net"))
		return id;
	if (home < 0)
		home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	must(setns(fd, CLONE_NEWNET));
	sock = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	if (getsockopt(sock, SOL_SOCKET, SO_NETNS_COOKIE, &id, &size))
		id = 0;
	close(sock);
	must(setns(home, CLONE_NEWNET));
	return id;
}

static struct ns *add(int fd)
{
	struct ns *ns = find(inum_of(fd)), *up;
	unsigned int uid;

	if (ns)
		return ns;
	if (count == ARRAY_SIZE(all)) {
		fprintf(stderr, "nswalk: too many namespaces\n");
		exit(1);
	}
	ns = &all[count++];
	ns->type = type_name(fd);
	ns->inum = inum_of(fd);
	ns->id = id_of(fd, ns->type);
	ns->level = ns->creator = -1;
	if (!strcmp(ns->type, "user") || !strcmp(ns->type, "pid")) {
		up = climb(fd, NS_GET_PARENT);
		ns->parent = up ? up->inum : 0;
		ns->level = up ? up->level + 1 : 0;
	}
	if (!strcmp(ns->type, "user") && !ioctl(fd, NS_GET_OWNER_UID, &uid))
		ns->creator = uid;
	up = climb(fd, NS_GET_USERNS);
	ns->owner = up ? up->inum : 0;
	return ns;
}

static void add_link(int dir, const char *name)
{
	char target[64];
	ssize_t len = readlinkat(dir, name, target, sizeof(target) - 1);
	const char *number;
	int fd;

	if (len < 0)
		return;
	target[len] = 0;
	number = strchr(target, '[');
	if (!number || find(strtoul(number + 1, NULL, 10)))
		return;
	fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	add(fd);
	close(fd);
}

/* Calls visit for each entry of a folder whose name does not start with a dot. */
static void each(int at, const char *path, void (*visit)(int dir, const char *name))
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			visit(dirfd(dir), entry->d_name);
	if (dir)
		closedir(dir);
}

static void visit_thread(int dir, const char *tid)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/ns", tid);
	each(dir, path, add_link);
}

static void visit_process(int dir, const char *pid)
{
	char path[300];

	if (!isdigit(*pid))
		return;
	snprintf(path, sizeof(path), "%s/task", pid);
	each(dir, path, visit_thread);
}

static void print_number(unsigned long long number, int there)
{
	if (there)
		printf("\t%llu", number);
	else
		printf("\t-");
}

int main(int argc, char **argv)
{
	each(AT_FDCWD, "/proc", visit_process);
	for (int i = 1; i < argc; i++) {
		int fd = must(open(argv[i], O_RDONLY));

		add(fd);
		close(fd);
	}
	printf("type\tinum\tid\tparent\towner\tlevel\tcreator\n");
	for (size_t i = 0; i < count; i++) {
		const struct ns *ns = &all[i];

		printf("%s\t%lu", ns->type, ns->inum);
		print_number(ns->id, ns->id != 0);
		print_number(ns->parent, ns->parent != 0);
		print_number(ns->owner, ns->owner != 0);
		print_number(ns->level, ns->level >= 0);
		print_number(ns->creator, ns->creator >= 0);
		putchar('\n');
	}
	return 0;
}
