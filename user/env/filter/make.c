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
#include <linux/filter.h>
#include <sched.h>
#include <seccomp.h>
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

static void allow_listed(scmp_filter_ctx ctx, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[128];
	int nr;

	check(file ? 0 : -errno, path);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, " \t#\n")] = '\0';
		if (!*line)
			continue;
		nr = seccomp_syscall_resolve_name(line);
		/* Another architecture's, or newer than this library: it stays refused. */
		if (nr == __NR_SCMP_ERROR || nr < 0)
			continue;
		check(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0), line);
	}
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

/*
 * All but typing into a terminal, which may be another's. The kernel hears the lower 32
 * bits of what is asked for: a number is another one if one of these is.
 */
static void allow_ioctl(scmp_filter_ctx ctx)
{
	unsigned int i;

	for (i = 0; i < 32; i++)
		check(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				       SCMP_A1(SCMP_CMP_MASKED_EQ, 1ul << i,
					       ~(unsigned long)TIOCSTI & 1ul << i)),
		      "ioctl");
}

/* What is beyond the last number that this library knows. */
static void refuse_unknown(scmp_filter_ctx ctx)
{
	int nr, last = 0;
	char *name;

	for (nr = 0; nr < 1024; nr++) {
		name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64, nr);
		if (name)
			last = nr;
		free(name);
	}
	for (nr = last + 1; nr < last + 64; nr++)
		check(seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), nr, 0), "unknown");
}

static void print(int fd)
{
	struct sock_filter code;

	puts("/* Made by filter/make.c. */\n#include \"env/filter.h\"\n\n"
	     "const struct sock_filter env_filter[] = {");
	while (read(fd, &code, sizeof(code)) == sizeof(code))
		printf("\t{ %#x, %u, %u, %#x },\n", code.code, code.jt, code.jf, code.k);
	puts("};\nconst size_t env_filter_size = sizeof(env_filter);");
}

int main(int argc, char **argv)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int fd = memfd_create("filter", 0);

	check(argc == 2 ? 0 : -EINVAL, "usage: make SYSCALLS");
	check(ctx && fd >= 0 ? 0 : -ENOMEM, "beginning");
	check(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2), "a binary tree");
	allow_listed(ctx, argv[1]);
	allow_some(ctx);
	allow_ioctl(ctx);
	refuse_unknown(ctx);
	check(seccomp_export_bpf(ctx, fd), "exporting");
	lseek(fd, 0, SEEK_SET);
	print(fd);
	seccomp_release(ctx);
	return 0;
}
