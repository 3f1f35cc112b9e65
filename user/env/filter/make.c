/* SPDX-License-Identifier: GPL-2.0 */
/*
 * make SYSCALLS: C source of the filter that lets those through.
 *
 * Run when nsview is built, so that who runs it needs neither libseccomp nor the time
 * to compile. A system call that is not listed fails with EPERM; one that libseccomp
 * does not know, as a kernel may that is newer, with ENOSYS, so that programs
 * fall back.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <unistd.h>

static void check(int err, const char *what)
{
	if (err >= 0)
		return;
	fprintf(stderr, "make filter: %s: %s\n", what, strerror(-err));
	exit(1);
}

/* Where a system call goes to by its number alone: in the order of their code. */
enum end {
	END_ALLOW,
	END_UNKNOWN, /* that libseccomp does not know */
	END_IOCTL,
	END_REST, /* libseccomp's program: for some arguments only, or not at all */
};

#define NUMBERS 1024
/* Numbers of x32, and what is no number. */
#define X32 0x40000000u

/* From @first on, until the next one's. */
struct range {
	unsigned int first;
	enum end end;
};

static enum end ends[NUMBERS];

static void sort_listed(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[128], *name;
	int nr;

	check(file ? 0 : -errno, path);
	for (nr = NUMBERS - 1; nr >= 0; nr--) {
		name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64, nr);
		if (name)
			break;
		ends[nr] = END_UNKNOWN;
	}
	for (; nr >= 0; nr--)
		ends[nr] = END_REST;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, " \t#\n")] = '\0';
		if (!*line)
			continue;
		nr = seccomp_syscall_resolve_name(line);
		/* Another architecture's, or newer than this library: it stays refused. */
		if (nr == __NR_SCMP_ERROR || nr < 0)
			continue;
		check(nr < NUMBERS ? 0 : -ERANGE, line);
		ends[nr] = END_ALLOW;
	}
	ends[SCMP_SYS(ioctl)] = END_IOCTL;
	fclose(file);
}

/* Those that are for some arguments only. */
static void allow_some(scmp_filter_ctx ctx)
{
	static const unsigned long personas[] = { PER_LINUX, PER_LINUX32, UNAME26,
						  PER_LINUX32 | UNAME26, 0xffffffff };
	const unsigned long namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
					 CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
	size_t i;

	for (i = 0; i < sizeof(personas) / sizeof(personas[0]); i++)
		check(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(personality), 1,
				       SCMP_A0(SCMP_CMP_EQ, personas[i], 0)),
		      "personality");
	check(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
			       SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces, 0)),
	      "clone");
	/* Its flags are in memory, where no filter looks: the C library takes clone then. */
	check(seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0), "clone3");
	/* To a virtual machine's host, and to the kernel's own sockets of crypto. */
	check(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
			       SCMP_A0(SCMP_CMP_LT, AF_ALG, 0)),
	      "socket");
}

/* --- the program */

static void print_one(struct sock_filter code)
{
	printf("\t{ %#x, %u, %u, %#x },\n", code.code, code.jt, code.jf, code.k);
}

static const struct sock_filter load_arch =
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
static const struct sock_filter load_nr =
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));

/*
 * What the search leads to. TIOCSTI types into a terminal, which may be another's: the
 * kernel hears the lower 32 bits of what is asked for, so no more is looked at.
 */
static const struct sock_filter tail[] = {
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static const unsigned int tail_at[] = {
	[END_ALLOW] = 0,
	[END_UNKNOWN] = 1,
	[END_IOCTL] = 2,
	[END_REST] = sizeof(tail) / sizeof(tail[0]),
};

static unsigned int find_ranges(struct range *ranges)
{
	unsigned int nr, n = 0;

	for (nr = 0; nr < NUMBERS; nr++)
		if (!nr || ends[nr] != ends[nr - 1])
			ranges[n++] = (struct range){ nr, ends[nr] };
	ranges[n++] = (struct range){ X32, END_REST };
	return n;
}

/* How far the instruction at @at jumps to @to. */
static unsigned char jump(unsigned int at, unsigned int to)
{
	check(to - at - 1 < 256 ? 0 : -ERANGE, "so many ranges of numbers: a jump");
	return (unsigned char)(to - at - 1);
}

/*
 * A binary search among ranges @from to @to, whose code begins at instruction @at of the
 * search and is to - from long: a comparison for each border between two.
 */
static void print_search(const struct range *ranges, unsigned int from, unsigned int to,
			 unsigned int at, unsigned int tail_begins)
{
	unsigned int mid = from + (to - from + 1) / 2, left = at + 1, right = at + mid - from;

	if (from == to)
		return;
	if (mid - 1 == from)
		left = tail_begins + tail_at[ranges[from].end];
	if (mid == to)
		right = tail_begins + tail_at[ranges[to].end];
	print_one((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ranges[mid].first,
					       jump(at, right), jump(at, left)));
	print_search(ranges, from, mid - 1, at + 1, tail_begins);
	print_search(ranges, mid, to, at + mid - from, tail_begins);
}

/*
 * The kernel translates each instruction each time that a filter is loaded. libseccomp
 * has one and more for each number; borders of ranges are far fewer. Another
 * architecture's numbers are not looked at: that refuses libseccomp's program.
 */
static void print(int fd)
{
	static struct range ranges[NUMBERS + 1];
	unsigned int n = find_ranges(ranges), search = n - 1, i;
	struct sock_filter code;

	puts("/* Made by filter/make.c. */\n#include \"env/filter.h\"\n\n"
	     "const struct sock_filter env_filter[] = {");
	print_one(load_arch);
	print_one((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0));
	print_one((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 1 + search + tail_at[END_REST]));
	print_one(load_nr);
	print_search(ranges, 0, n - 1, 0, search);
	for (i = 0; i < sizeof(tail) / sizeof(tail[0]); i++)
		print_one(tail[i]);
	while (read(fd, &code, sizeof(code)) == sizeof(code))
		print_one(code);
	puts("};\nconst size_t env_filter_size = sizeof(env_filter);");
}

int main(int argc, char **argv)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int fd = memfd_create("filter", 0);

	check(argc == 2 ? 0 : -EINVAL, "usage: make SYSCALLS");
	check(ctx && fd >= 0 ? 0 : -ENOMEM, "beginning");
	sort_listed(argv[1]);
	allow_some(ctx);
	check(seccomp_export_bpf(ctx, fd), "exporting");
	lseek(fd, 0, SEEK_SET);
	print(fd);
	seccomp_release(ctx);
	return 0;
}
