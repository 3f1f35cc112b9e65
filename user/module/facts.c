/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "facts.h"

#include <dirent.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../cleanup.h"
#include "../text.h"

/* 4 bytes of attributes, and whether it is on. */
#define SECURE_BOOT "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define SECURE_BOOT_SIZE 5
#define DKMS "/var/lib/dkms/nsview"
#define CERTIFICATE "/var/lib/dkms/mok.pub"

/* The number of a certificate has no more bytes, RFC 5280. */
#define SERIAL_MAX 20

/* How much of a file is looked at; a kernel's command line is no longer. */
#define FILE_MAX 4096

/* @rest, below @root. */
static bool exists(const char *root, const char *rest)
{
	_cleanup_text_ struct text path = { 0 };

	text_printf(&path, "%s%s", root, rest);
	return !path.failed && !access(text_str(&path), F_OK);
}

/* How many bytes of it there are; they end with NUL. */
static size_t read_file(const char *root, const char *rest, char buffer[FILE_MAX])
{
	_cleanup_text_ struct text path = { 0 };
	_cleanup_fclose_ FILE *f = NULL;
	size_t n;

	text_printf(&path, "%s%s", root, rest);
	f = path.failed ? NULL : fopen(text_str(&path), "re");
	n = f ? fread(buffer, 1, FILE_MAX - 1, f) : 0;
	buffer[n] = '\0';
	return n;
}

/* "none [integrity] confidentiality": the one in brackets. */
static void read_lockdown(struct facts *f, const char *root)
{
	char said[FILE_MAX];
	const char *from;

	read_file(root, "/sys/kernel/security/lockdown", said);
	from = strchr(said, '[');
	if (from)
		snprintf(f->lockdown, sizeof(f->lockdown), "%.*s", (int)strcspn(from + 1, "]\n"),
			 from + 1);
}

static bool read_switch(const char *root, const char *rest, const char *on)
{
	char said[FILE_MAX];

	read_file(root, rest, said);
	return !strncmp(said, on, strlen(on));
}

static bool read_secure_boot(const char *root)
{
	char said[FILE_MAX];

	return read_file(root, SECURE_BOOT, said) == SECURE_BOOT_SIZE && said[SECURE_BOOT_SIZE - 1];
}

/* The last debugfs= counts, as for the kernel. */
static bool read_debugfs_off(const char *root)
{
	char line[FILE_MAX], *word, *next;
	bool off = false;

	read_file(root, "/proc/cmdline", line);
	for (word = strtok_r(line, " \n", &next); word; word = strtok_r(NULL, " \n", &next))
		if (!strncmp(word, "debugfs=", 8))
			off = !strcmp(word + 8, "off") || !strcmp(word + 8, "no-mount");
	return off;
}

/* It leaves the log of what failed, and says in the head of it for which kernel that was. */
static bool read_dkms_failed(const char *root, const char *version, const char *release)
{
	_cleanup_text_ struct text path = { 0 }, head = { 0 };
	char said[FILE_MAX];

	text_printf(&path, DKMS "/%s/build/make.log", version);
	text_printf(&head, " for kernel %s (", release);
	if (path.failed || head.failed)
		return false;
	read_file(root, text_str(&path), said);
	said[strcspn(said, "\n")] = '\0';
	return strstr(said, text_str(&head));
}

/* DKMS has a folder for each version, and links beside them to what is installed. */
static void read_dkms(struct facts *f, const char *root)
{
	_cleanup_text_ struct text path = { 0 };
	_cleanup_closedir_ DIR *dir = NULL;
	struct dirent *d;

	text_printf(&path, "%s" DKMS, root);
	dir = path.failed ? NULL : opendir(text_str(&path));
	while (dir && (d = readdir(dir))) {
		if (d->d_name[0] < '0' || d->d_name[0] > '9' || strlen(d->d_name) >= FACTS_WORD)
			continue;
		snprintf(f->dkms, sizeof(f->dkms), "%.*s", FACTS_WORD - 1, d->d_name);
		f->dkms_failed = read_dkms_failed(root, f->dkms, f->release);
		break;
	}
}

/* Where modules are put that are not the kernel's own, and how they may be packed. */
static void read_unlisted(struct facts *f, const char *root)
{
	static const char *const folders[] = { "updates/dkms", "updates", "extra", "kernel/extra" };
	static const char *const ends[] = { "", ".xz", ".zst", ".gz" };
	_cleanup_text_ struct text path = { 0 };
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(folders); i++)
		for (k = 0; k < ARRAY_SIZE(ends); k++) {
			text_reset(&path);
			text_printf(&path, "/lib/modules/%s/%s/nsview.ko%s", f->release, folders[i],
				    ends[k]);
			if (exists(root, text_str(&path)) && !*f->unlisted)
				snprintf(f->unlisted, sizeof(f->unlisted), "%s/nsview.ko%s",
					 folders[i], ends[k]);
		}
}

/* The kernel asks for the capability in the first user namespace, where all ids are. */
static bool is_elsewhere(const char *root)
{
	unsigned long long from, to, n;
	char said[FILE_MAX];

	read_file(root, "/proc/self/uid_map", said);
	return sscanf(said, "%llu %llu %llu", &from, &to, &n) == 3 &&
	       (from || to || n != UINT32_MAX);
}

static bool read_not_allowed(const char *root)
{
	char said[FILE_MAX];
	const char *at;
	unsigned long long effective;

	read_file(root, "/proc/self/status", said);
	at = strstr(said, "\nCapEff:");
	if (at && sscanf(at, "\nCapEff: %llx", &effective) == 1 &&
	    !(effective & 1ULL << CAP_SYS_MODULE))
		return true;
	return is_elsewhere(root);
}

/* The number is a long one, by chance: where its bytes are, the certificate is that one. */
bool facts_is_own_key(const char *root, const char *serial)
{
	unsigned char bytes[SERIAL_MAX];
	char certificate[FILE_MAX];
	size_t n = 0, size;
	int len;

	while (n < SERIAL_MAX && sscanf(serial, "%2hhx%n", &bytes[n], &len) == 1) {
		n++;
		serial += len;
		serial += *serial == ':';
	}
	size = read_file(root, CERTIFICATE, certificate);
	return n && !*serial && memmem(certificate, size, bytes, n);
}

void facts_read(struct facts *f, const char *root)
{
	_cleanup_text_ struct text headers = { 0 };
	struct utsname host;

	if (!*f->release && !uname(&host))
		snprintf(f->release, sizeof(f->release), "%.*s", FACTS_WORD - 1, host.release);
	text_printf(&headers, "/lib/modules/%s/build/Makefile", f->release);
	f->headers = exists(root, text_str(&headers));
	read_dkms(f, root);
	read_unlisted(f, root);
	read_lockdown(f, root);
	f->sig_enforce = read_switch(root, "/sys/module/module/parameters/sig_enforce", "Y");
	f->secure_boot = read_secure_boot(root);
	f->modules_disabled = read_switch(root, "/proc/sys/kernel/modules_disabled", "1");
	f->debugfs_off = read_debugfs_off(root);
	/* Of a host without /proc nothing is known. */
	f->no_modules = exists(root, "/proc/self") && !exists(root, "/proc/modules");
	f->not_allowed = read_not_allowed(root);
}
