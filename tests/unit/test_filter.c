/* SPDX-License-Identifier: GPL-2.0 */
/* What the filter of system calls says, of every number: user/env/filter. */
#define _GNU_SOURCE
#include "common.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "env/filter.h"

enum { NUMBERS = 2048 };

/* The list, as libseccomp knows its names. */
static bool listed[NUMBERS];
static int last;

static int read_list(void **state)
{
	char *text = slurp(fixture("../../user/env/filter/syscalls"), NULL), *rest = text, *line;
	int nr;

	(void)state;
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, " \t#")] = '\0';
		nr = *line ? seccomp_syscall_resolve_name(line) : -1;
		if (nr >= 0 && nr < NUMBERS)
			listed[nr] = true;
	}
	free(text);
	for (nr = 0; nr < NUMBERS; nr++) {
		char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64, nr);

		if (name)
			last = nr;
		free(name);
	}
	return 0;
}

static bool jumps(const struct sock_filter *code, uint32_t value)
{
	switch (BPF_OP(code->code)) {
	case BPF_JEQ:
		return value == code->k;
	case BPF_JGT:
		return value > code->k;
	case BPF_JGE:
		return value >= code->k;
	case BPF_JSET:
		return value & code->k;
	}
	fail_msg("a jump %#x", code->code);
	return false;
}

/* As the kernel runs it: what a filter may be made of that looks at numbers and arguments. */
static uint32_t ask(uint32_t arch, unsigned int nr, uint64_t a0, uint64_t a1)
{
	struct seccomp_data data = { .nr = (int)nr, .arch = arch, .args = { a0, a1 } };
	size_t size = env_filter_size / sizeof(*env_filter), at;
	const struct sock_filter *code;
	uint32_t value = 0;

	for (at = 0; at < size; at++) {
		code = env_filter + at;
		switch (BPF_CLASS(code->code)) {
		case BPF_LD:
			assert_int_equal(code->code, BPF_LD | BPF_W | BPF_ABS);
			assert_true(code->k + sizeof(value) <= sizeof(data));
			memcpy(&value, (const char *)&data + code->k, sizeof(value));
			break;
		case BPF_ALU:
			assert_int_equal(code->code, BPF_ALU | BPF_AND | BPF_K);
			value &= code->k;
			break;
		case BPF_JMP:
			if (BPF_OP(code->code) == BPF_JA)
				at += code->k;
			else
				at += jumps(code, value) ? code->jt : code->jf;
			break;
		case BPF_RET:
			return code->k;
		default:
			fail_msg("an instruction %#x", code->code);
		}
	}
	fail_msg("%u: no answer", nr);
	return 0;
}

static uint32_t ask_native(unsigned int nr, uint64_t a0, uint64_t a1)
{
	return ask(AUDIT_ARCH_X86_64, nr, a0, a1);
}

#define REFUSED (SECCOMP_RET_ERRNO | EPERM)
#define UNKNOWN (SECCOMP_RET_ERRNO | ENOSYS)

static void test_numbers(void **state)
{
	unsigned int nr;

	(void)state;
	assert_in_range(last, SYS_faccessat2, NUMBERS / 2);
	for (nr = 0; nr < NUMBERS; nr++) {
		uint32_t want = listed[nr] ? SECCOMP_RET_ALLOW : REFUSED;

		if (nr > (unsigned int)last || nr == SYS_clone3)
			want = UNKNOWN;
		/* These are for some arguments, of which the next tests are. */
		if (nr == SYS_ioctl || nr == SYS_clone || nr == SYS_socket || nr == SYS_personality)
			continue;
		if (ask_native(nr, 0, 0) != want || ask_native(nr, ~0ull, ~0ull) != want)
			fail_msg("%u: %#x, not %#x", nr, ask_native(nr, 0, 0), want);
	}
	/* By their own numbers, for who made the list may have erred. */
	assert_int_equal(ask_native(SYS_execve, 0, 0), SECCOMP_RET_ALLOW);
	assert_int_equal(ask_native(SYS_mount, 0, 0), REFUSED);
	assert_int_equal(ask_native(SYS_bpf, 0, 0), REFUSED);
	assert_int_equal(ask_native(SYS_setns, 0, 0), REFUSED);
	assert_int_equal(ask_native(1u << 29, 0, 0), UNKNOWN);
}

/* Whose numbers mean something else. */
static void test_architectures(void **state)
{
	unsigned int nr;

	(void)state;
	for (nr = 0; nr < NUMBERS; nr++) {
		assert_int_equal(ask(AUDIT_ARCH_I386, nr, 0, 0), SECCOMP_RET_KILL);
		assert_int_equal(ask(AUDIT_ARCH_AARCH64, nr, 0, 0), SECCOMP_RET_KILL);
		assert_int_equal(ask_native(nr | 0x40000000, 0, 0), SECCOMP_RET_KILL);
		assert_int_equal(ask_native(nr | 0x80000000, 0, 0), SECCOMP_RET_KILL);
	}
	assert_int_equal(ask_native(-1u, 0, 0), REFUSED);
}

static void test_arguments(void **state)
{
	static const unsigned long namespaces[] = { CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS,
						    CLONE_NEWIPC, CLONE_NEWUSER,   CLONE_NEWPID,
						    CLONE_NEWNET };
	uint64_t high = 1ull << 32;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]); i++)
		assert_int_equal(ask_native(SYS_clone, namespaces[i] | CLONE_VM, 0), REFUSED);
	assert_int_equal(ask_native(SYS_clone, CLONE_VM | CLONE_THREAD, 0), SECCOMP_RET_ALLOW);
	assert_int_equal(ask_native(SYS_ioctl, 0, TIOCSTI), REFUSED);
	assert_int_equal(ask_native(SYS_ioctl, 0, TIOCSTI | high), REFUSED);
	for (i = 0; i < 32; i++)
		assert_int_equal(ask_native(SYS_ioctl, 0, TIOCSTI ^ 1u << i), SECCOMP_RET_ALLOW);
	assert_int_equal(ask_native(SYS_socket, AF_INET6, 0), SECCOMP_RET_ALLOW);
	assert_int_equal(ask_native(SYS_socket, AF_ALG, 0), REFUSED);
	assert_int_equal(ask_native(SYS_socket, AF_VSOCK, 0), REFUSED);
	assert_int_equal(ask_native(SYS_personality, 0, 0), SECCOMP_RET_ALLOW);
	/* ADDR_NO_RANDOMIZE */
	assert_int_equal(ask_native(SYS_personality, 0x40000, 0), REFUSED);
}

/* The kernel takes time for each instruction, each time. */
static void test_size(void **state)
{
	(void)state;
	assert_in_range(env_filter_size / sizeof(*env_filter), 20, 160);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_architectures),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests_name("filter", tests, read_list, NULL);
}
