/* SPDX-License-Identifier: GPL-2.0 */
/* load and unload: what is read of a host, and which words follow from it. */
#include "common.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "module/facts.h"
#include "module/kernel_log.h"
#include "module/ko.h"
#include "module/readers.h"
#include "module/reason.h"
#include "text.h"

#define KO "/x/nsview.ko"
#define BUILT "6.1.0-1-amd64 SMP preempt mod_unload modversions "

/* A file with its folders, of @n bytes. */
static void put_bytes(const char *root, const char *path, const void *bytes, size_t n)
{
	char command[600], name[512];
	FILE *f;

	snprintf(name, sizeof(name), "%s/%s", root, path);
	snprintf(command, sizeof(command), "mkdir -p \"$(dirname '%s')\"", name);
	assert_int_equal(system(command), 0);
	f = fopen(name, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void put(const char *root, const char *path, const char *text)
{
	put_bytes(root, path, text, strlen(text));
}

static void test_nothing_is_there(void **state)
{
	struct facts f = { .release = "" };

	(void)state;
	facts_read(&f, scratch);
	assert_true(*f.release);
	assert_string_equal(f.lockdown, "");
	assert_string_equal(f.dkms, "");
	assert_string_equal(f.unlisted, "");
	assert_false(f.headers || f.dkms_failed || f.sig_enforce || f.secure_boot);
	assert_false(f.modules_disabled || f.debugfs_off || f.not_allowed);
	/* It takes /proc to tell. */
	assert_false(f.no_modules);
	put(scratch, "proc/self/status", "Name:\tx\n");
	facts_read(&f, scratch);
	assert_true(f.no_modules && !f.not_allowed);
}

/* Root of another user namespace has all capabilities, and none for the kernel. */
static void test_user_namespace(void **state)
{
	static const struct {
		const char *map;
		bool not_allowed;
	} maps[] = {
		{ "         0          0 4294967295\n", false },
		{ "         0     100000      65536\n", true },
		{ "         0          0 4294967294\n", true },
		{ "         0       1000          1\n         1     100000      65536\n", true },
		{ "", false },
	};
	const char *root = scratch;
	size_t i;

	(void)state;
	put(root, "proc/self/status", "CapPrm:\t0\nCapEff:\t000001ffffffffff\n");
	for (i = 0; i < ARRAY_SIZE(maps); i++) {
		struct facts f = { .release = "6.1.0-1-amd64" };

		put(root, "proc/self/uid_map", maps[i].map);
		facts_read(&f, root);
		if (f.not_allowed != maps[i].not_allowed)
			fail_msg("uid_map '%s': not_allowed %d", maps[i].map, f.not_allowed);
	}
}

/* DKMS has one log, of the kernel that it has failed with. */
static void test_dkms_log(void **state)
{
	static const struct {
		const char *log;
		bool failed;
	} logs[] = {
		{ "DKMS make.log for nsview-0.1.0 for kernel 6.1.0-1-amd64 (x86_64)\nx\n", true },
		{ "DKMS (3.2) make.log for nsview/0.1.0 for kernel 6.1.0-1-amd64 (x86_64)\n",
		  true },
		{ "DKMS make.log for nsview-0.1.0 for kernel 6.1.0-10-amd64 (x86_64)\n", false },
		{ "DKMS make.log for nsview-0.1.0 for kernel 6.1.0-1-amd64-x (x86_64)\n", false },
		{ "DKMS make.log for nsview-0.1.0 for kernel 6.1.0-2-amd64 (x86_64)\n"
		  "x for kernel 6.1.0-1-amd64 (x86_64)\n",
		  false },
		{ "", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(logs); i++) {
		struct facts f = { .release = "6.1.0-1-amd64" };

		put(scratch, "var/lib/dkms/nsview/0.1.0/build/make.log", logs[i].log);
		facts_read(&f, scratch);
		assert_string_equal(f.dkms, "0.1.0");
		if (f.dkms_failed != logs[i].failed)
			fail_msg("'%s': dkms_failed %d", logs[i].log, f.dkms_failed);
	}
}

static void test_all_is_there(void **state)
{
	struct facts f = { .release = "6.1.0-1-amd64" };
	const char *root = scratch;

	(void)state;
	put(root, "proc/modules", "");
	put(root, "proc/self/status", "Name:\tx\nCapEff:\t000001fffffeffff\nCapBnd:\t0\n");
	put(root, "proc/cmdline", "quiet debugfs=on debugfs=off xdebugfs=on\n");
	put(root, "proc/sys/kernel/modules_disabled", "1\n");
	put(root, "lib/modules/6.1.0-1-amd64/build/Makefile", "");
	put(root, "lib/modules/6.1.0-1-amd64/updates/dkms/nsview.ko.xz", "");
	put(root, "lib/modules/6.1.0-2-amd64/updates/nsview.ko", "");
	put(root, "var/lib/dkms/nsview/0.1.0/build/make.log",
	    "DKMS make.log for nsview-0.1.0 for kernel 6.1.0-1-amd64 (x86_64)\n");
	put(root, "var/lib/dkms/nsview/kernel-6.1.0-2-amd64-x86_64/module/nsview.ko", "");
	put(root, "sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	put(root, "sys/module/module/parameters/sig_enforce", "Y\n");
	put_bytes(root, "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
		  "\6\0\0\0\1", 5);
	facts_read(&f, root);
	assert_string_equal(f.lockdown, "integrity");
	assert_string_equal(f.dkms, "0.1.0");
	assert_string_equal(f.unlisted, "updates/dkms/nsview.ko.xz");
	assert_true(f.headers && f.dkms_failed && f.sig_enforce && f.secure_boot);
	assert_true(f.modules_disabled && f.debugfs_off && !f.no_modules && f.not_allowed);
	put(root, "proc/self/status", "CapPrm:\t0\nCapEff:\t0000000000010000\n");

	put(root, "proc/cmdline", "debugfs=off debugfs=on\n");
	put_bytes(root, "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
		  "\6\0\0\0\0", 5);
	put(root, "sys/module/module/parameters/sig_enforce", "N\n");
	put(root, "sys/kernel/security/lockdown", "[");
	f = (struct facts){ .release = "6.1.0-2-amd64" };
	facts_read(&f, root);
	assert_false(f.not_allowed || f.debugfs_off || f.secure_boot || f.sig_enforce || f.headers);
	assert_string_equal(f.lockdown, "");
	assert_string_equal(f.unlisted, "updates/nsview.ko");
}

#define HERE .release = "6.1.0-1-amd64"

/* What is said of each; the first words after the file or the kernel. */
static const struct {
	struct attempt a;
	int err;
	const char *says[4];
} cases[] = {
	{ { .log = "", .facts = { HERE, .no_modules = true } },
	  -ENODEV,
	  { "Linux 6.1.0-1-amd64 takes no modules" } },
	{ { -ENOSYS, KO, BUILT, .log = "", .facts = { HERE } }, -ENOSYS, { "takes no modules" } },
	{ { .log = "", .facts = { HERE } },
	  -ENODEV,
	  { "no nsview.ko for Linux 6.1.0-1-amd64, and no headers",
	    "apt install linux-headers-6.1.0-1-amd64 nsview-dkms" } },
	{ { .log = "", .facts = { HERE, .dkms = "0.1.0" } },
	  -ENODEV,
	  { "apt install linux-headers-6.1.0-1-amd64, with which DKMS builds it" } },
	{ { .log = "", .facts = { HERE, .dkms = "0.1.0", .headers = true } },
	  -ENODEV,
	  { "DKMS has not built it: dkms install nsview/0.1.0 -k 6.1.0-1-amd64" } },
	{ { .log = "", .facts = { HERE, .dkms = "0.1.0", .headers = true, .dkms_failed = true } },
	  -ENODEV,
	  { "DKMS has failed to build it", "/var/lib/dkms/nsview/0.1.0/build/make.log" } },
	{ { .log = "", .facts = { HERE, .headers = true } },
	  -ENODEV,
	  { "its headers are there: apt install nsview-dkms" } },
	{ { .log = "", .facts = { HERE, .headers = true, .unlisted = "extra/nsview.ko" } },
	  -ENODEV,
	  { "/lib/modules/6.1.0-1-amd64/extra/nsview.ko is there", "run depmod" } },
	{ { .log = "", .facts = { HERE, .not_allowed = true } }, -ENODEV, { "CAP_SYS_MODULE" } },
	{ { .log = "", .facts = { HERE, .dkms = "0.1.0", .modules_disabled = true } },
	  -ENODEV,
	  { "kernel.modules_disabled" } },
	{ { .log = "", .facts = { HERE, .unlisted = "extra/nsview.ko", .not_allowed = true } },
	  -ENODEV,
	  { "CAP_SYS_MODULE" } },
	{ { -ENOEXEC, KO, "6.1.0-10-amd64 SMP ", .log = "",
	    .facts = { HERE, .headers = true, .not_allowed = true, .modules_disabled = true } },
	  -ENOEXEC,
	  { "built for Linux 6.1.0-10-amd64" } },
	{ { -EPERM, KO, BUILT, .log = "", .facts = { HERE, .modules_disabled = true } },
	  -EPERM,
	  { "kernel.modules_disabled" } },
	{ { -EPERM, KO, BUILT, .log = "nsview: cannot make a folder in debugfs: -EPERM",
	    .facts = { HERE } },
	  -EPERM,
	  { "debugfs", "boot with debugfs=on" } },
	{ { -EPERM, KO, BUILT, .log = "", .facts = { HERE, .debugfs_off = true } },
	  -EPERM,
	  { "boot without debugfs=" } },
	{ { -EPERM, KO, BUILT, .log = "Lockdown: nsview: unsigned module loading is restricted",
	    .facts = { HERE } },
	  -EPERM,
	  { KO " is not signed", "it is locked down", "scripts/sign" } },
	{ { -EPERM, KO, BUILT, .log = "", .facts = { HERE, .lockdown = "confidentiality" } },
	  -EPERM,
	  { "it is locked down (lockdown: confidentiality)" } },
	{ { -EKEYREJECTED, KO, BUILT, .log = "", .facts = { HERE, .lockdown = "none" } },
	  -EKEYREJECTED,
	  { KO " is not signed", "module.sig_enforce is on; sign it", "mokutil --import" } },
	{ { -EKEYREJECTED, KO, BUILT, .is_signed = true, .log = "",
	    .facts = { HERE, .secure_boot = true, .lockdown = "integrity" } },
	  -EKEYREJECTED,
	  { "signed with a key that is not enrolled", "Secure Boot is on (lockdown: integrity)",
	    "not that of /var/lib/dkms/mok.pub", "mokutil --import" } },
	{ { -EKEYREJECTED, KO, BUILT, .is_signed = true, .is_signed_here = true, .is_heard = true,
	    .log = "Loading of module with unavailable key is rejected",
	    .facts = { HERE, .secure_boot = true, .lockdown = "integrity" } },
	  -EKEYREJECTED,
	  { "signed with a key that is not enrolled", "Secure Boot is on (lockdown: integrity)",
	    "; enrol it: mokutil --import /var/lib/dkms/mok.pub, reboot" } },
	{ { -EKEYREJECTED, KO, BUILT, .is_signed = true, .is_signed_here = true, .is_heard = true,
	    .log = "", .facts = { HERE, .secure_boot = true, .lockdown = "integrity" } },
	  -EKEYREJECTED,
	  { KO " is signed, but its signature is wrong", "sign it anew" } },
	{ { -EBADMSG, KO, BUILT, .is_signed = true, .is_heard = true, .log = "",
	    .facts = { HERE, .lockdown = "none" } },
	  -EBADMSG,
	  { "its signature is wrong" } },
	{ { -EPERM, KO, BUILT, .log = "",
	    .facts = { HERE, .lockdown = "integrity", .not_allowed = true } },
	  -EPERM,
	  { "CAP_SYS_MODULE" } },
	{ { -EPERM, KO, BUILT, .is_signed = true,
	    .log = "Lockdown: nsview: unsigned module loading", .facts = { HERE } },
	  -EPERM,
	  { "signed with a key that is not enrolled", "it is locked down; it is not that" } },
	{ { -EPERM, KO, BUILT, .log = "", .facts = { HERE, .lockdown = "none" } },
	  -EPERM,
	  { KO ": Operation not permitted" } },
	{ { -ENOEXEC, KO, "6.1.0-10-amd64 SMP ", .log = "", .facts = { HERE } },
	  -ENOEXEC,
	  { KO " was built for Linux 6.1.0-10-amd64, and this is Linux 6.1.0-1-amd64",
	    "with linux-headers-6.1.0-1-amd64" } },
	{ { -ENOEXEC, KO, BUILT, .log = "nsview: disagrees about version of symbol module_layout",
	    .facts = { HERE } },
	  -ENOEXEC,
	  { "does not fit this kernel", "it says: nsview: disagrees about",
	    "headers of this very" } },
	{ { -ENOMEM, KO, BUILT, .log = "", .facts = { HERE } },
	  -ENOMEM,
	  { KO ": Cannot allocate memory" } },
};

static void test_reasons(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct problem p = { "" };

		assert_int_equal(reason_set(&cases[i].a, &p), cases[i].err);
		for (k = 0; k < ARRAY_SIZE(cases[i].says) && cases[i].says[k]; k++)
			if (!strstr(p.words, cases[i].says[k]))
				fail_msg("case %zu: no '%s' in '%s'", i, cases[i].says[k], p.words);
	}
}

/* A certificate of this number is looked for, among bytes that are any. */
static void test_own_key(void **state)
{
	static const char certificate[] = "0\202\003\116\0\002\024\x6f\x0a\x00\xc2\xff\x30";
	static const struct {
		const char *serial;
		bool own;
	} serials[] = {
		{ "6F:0A:00:C2:FF", true },
		{ "6f:0a:00:c2:ff", true },
		{ "6F0A00C2FF", true },
		{ "6F:0A:00:C2:FE", false },
		{ "6F:0A:00:C2:FF:31", false },
		{ "", false },
		{ "6F:0A:x", false },
		{ "x", false },
		{ "6F:0A:00:C2:FF:30:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00", false },
	};
	size_t i;

	(void)state;
	assert_false(facts_is_own_key(scratch, "6F:0A:00:C2:FF"));
	put_bytes(scratch, "var/lib/dkms/mok.pub", certificate, sizeof(certificate) - 1);
	for (i = 0; i < ARRAY_SIZE(serials); i++)
		if (facts_is_own_key(scratch, serials[i].serial) != serials[i].own)
			fail_msg("'%s' is%s the own key's", serials[i].serial,
				 serials[i].own ? " not" : "");
}

static void test_log(void **state)
{
	char said[64] = "x";

	(void)state;
	assert_true(kernel_log_is_reason("Loading of unsigned module is rejected"));
	assert_true(kernel_log_is_reason("nsview: Unknown symbol x (err -2)"));
	assert_false(kernel_log_is_reason("nsview: loading out-of-tree module taints kernel."));
	assert_false(kernel_log_is_reason("eth0: link is up"));
	kernel_log_reason(-EPERM, said, sizeof(said));
	assert_string_equal(said, "");
}

/* Who really has a file of that folder open: this process, and children of it. */
static void test_readers(void **state)
{
	_cleanup_text_ struct text t = { 0 }, want = { 0 };
	char path[128];
	pid_t children[6];
	int go[2], fd;
	size_t i;

	(void)state;
	put(scratch, "tasks", "");
	put(scratch, "devs", "");
	readers_find(&t, "/proc", scratch);
	assert_string_equal(text_str(&t), "");
	assert_int_equal(pipe(go), 0);

	snprintf(path, sizeof(path), "%s/devs", scratch);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	readers_find(&t, "/proc", scratch);
	text_printf(&want, "%d (test_module) reads devs", getpid());
	assert_string_equal(text_str(&t), text_str(&want));

	for (i = 0; i < ARRAY_SIZE(children); i++) {
		children[i] = fork();
		if (!children[i]) {
			char c;

			close(go[1]);
			_exit(read(go[0], &c, 1) != 0);
		}
	}
	text_reset(&t);
	readers_find(&t, "/proc", scratch);
	assert_non_null(strstr(text_str(&t), " reads devs, "));
	assert_non_null(strstr(text_str(&t), ", and 3 more"));
	close(go[1]);
	for (i = 0; i < ARRAY_SIZE(children); i++)
		assert_int_equal(waitpid(children[i], NULL, 0), children[i]);
	close(go[0]);
	close(fd);
}

/* A file that is one is not needed to see that others are not: of ELF, and none at all. */
static void test_no_module(void **state)
{
	Elf64_Ehdr head = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
					 ELFDATA2LSB, EV_CURRENT },
			    .e_type = ET_REL,
			    .e_machine = EM_X86_64,
			    .e_ehsize = sizeof(head),
			    .e_shentsize = sizeof(Elf64_Shdr),
			    .e_shnum = 1 };
	static const Elf64_Half names[] = { SHN_UNDEF, 1, 0xffff };
	struct problem p;
	struct ko ko;
	char path[64];
	size_t i;

	(void)state;
	snprintf(path, sizeof(path), "%s/x.ko", scratch);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		char bytes[sizeof(head) + sizeof(Elf64_Shdr)] = { 0 };

		head.e_shoff = sizeof(head);
		head.e_shstrndx = names[i];
		memcpy(bytes, &head, sizeof(head));
		put_bytes(scratch, "x.ko", bytes, sizeof(bytes));
		assert_int_equal(ko_open(&ko, path, &p), -EINVAL);
		assert_non_null(strstr(p.words, "is no kernel module"));
	}
	put(scratch, "x.ko", "\177EL");
	assert_int_equal(ko_open(&ko, path, &p), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_is_there, make_scratch,
						remove_scratch),
		cmocka_unit_test_setup_teardown(test_all_is_there, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(test_user_namespace, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(test_dkms_log, make_scratch, remove_scratch),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test_setup_teardown(test_own_key, make_scratch, remove_scratch),
		cmocka_unit_test(test_log),
		cmocka_unit_test_setup_teardown(test_readers, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(test_no_module, make_scratch, remove_scratch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
