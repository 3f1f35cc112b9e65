/* SPDX-License-Identifier: GPL-2.0 */
#include "reason.h"

#include <errno.h>
#include <string.h>

#include "../cleanup.h"
#include "../text.h"

static bool takes_none(const struct attempt *a)
{
	return a->err == -ENOSYS || a->facts.no_modules;
}

static void say_takes_none(const struct attempt *a, struct text *t)
{
	text_printf(t, "Linux %s takes no modules: it is built without CONFIG_MODULES",
		    a->facts.release);
}

/* --- who and when: also if there is no file, for then a file is not what is missing */

static bool is_forbidden(const struct attempt *a)
{
	return !a->path || a->err == -EPERM;
}

static bool is_not_allowed(const struct attempt *a)
{
	return is_forbidden(a) && a->facts.not_allowed;
}

static void say_not_allowed(const struct attempt *a, struct text *t)
{
	(void)a;
	text_puts(t, "the kernel lets nobody without CAP_SYS_MODULE load a module, which root in a "
		     "container has not");
}

static bool is_disabled(const struct attempt *a)
{
	return is_forbidden(a) && a->facts.modules_disabled;
}

static void say_disabled(const struct attempt *a, struct text *t)
{
	(void)a;
	text_puts(t, "this kernel takes no modules any more until it is booted again: "
		     "kernel.modules_disabled is 1");
}

/* --- there is none */

static bool is_unlisted(const struct attempt *a)
{
	return !a->path && *a->facts.unlisted;
}

static void say_unlisted(const struct attempt *a, struct text *t)
{
	text_printf(t, "/lib/modules/%s/%s is there, but not listed: run depmod, and this again",
		    a->facts.release, a->facts.unlisted);
}

static bool is_without_headers(const struct attempt *a)
{
	return !a->path && !a->facts.headers;
}

static void say_without_headers(const struct attempt *a, struct text *t)
{
	text_printf(t,
		    "no nsview.ko for Linux %s, and no headers to build it with: "
		    "apt install linux-headers-%s%s",
		    a->facts.release, a->facts.release,
		    *a->facts.dkms ? ", with which DKMS builds it" :
				     " nsview-dkms, or in nsview's source: make, and nsview load "
				     "./nsview.ko");
}

static bool is_not_built(const struct attempt *a)
{
	return !a->path && *a->facts.dkms;
}

static void say_not_built(const struct attempt *a, struct text *t)
{
	const struct facts *f = &a->facts;

	text_printf(t, "no nsview.ko for Linux %s; DKMS has %s: dkms install nsview/%s -k %s",
		    f->release, f->dkms_failed ? "failed to build it" : "not built it", f->dkms,
		    f->release);
	if (f->dkms_failed)
		text_printf(t, "; why it failed is in /var/lib/dkms/nsview/%s/build/make.log",
			    f->dkms);
}

static bool is_nowhere(const struct attempt *a)
{
	return !a->path;
}

static void say_nowhere(const struct attempt *a, struct text *t)
{
	text_printf(
		t,
		"no nsview.ko for Linux %s, but its headers are there: apt install nsview-dkms, "
		"or in nsview's source: make, and nsview load ./nsview.ko",
		a->facts.release);
}

/* --- the kernel does not take it */

static bool is_debugfs_off(const struct attempt *a)
{
	return strstr(a->log, "folder in debugfs") ||
	       ((a->err == -EPERM || a->err == -ENODEV) && a->facts.debugfs_off);
}

static void say_debugfs_off(const struct attempt *a, struct text *t)
{
	text_puts(t, "debugfs, in which its tables are, is switched off: boot ");
	text_puts(t, a->facts.debugfs_off ? "without debugfs= on the kernel's command line" :
					    "with debugfs=on on the kernel's command line");
}

/* Lockdown has no error of its own. Debian's kernels are locked down by Secure Boot. */
static bool is_locked_down(const struct attempt *a)
{
	return a->err == -EPERM &&
	       (strstr(a->log, "Lockdown:") || !strcmp(a->facts.lockdown, "integrity") ||
		!strcmp(a->facts.lockdown, "confidentiality"));
}

static bool is_signature(const struct attempt *a)
{
	return a->err == -EKEYREJECTED || a->err == -ENOKEY || a->err == -ENOPKG ||
	       a->err == -EBADMSG || is_locked_down(a);
}

/*
 * A key that it does not know has no error of its own where signatures are enforced, but the
 * kernel says then that it rejects that; of a signature that is wrong it says nothing.
 */
static bool is_altered(const struct attempt *a)
{
	return a->is_signed && a->is_heard && !*a->log &&
	       (a->err == -EKEYREJECTED || a->err == -EBADMSG);
}

static void say_altered(const struct attempt *a, struct text *t)
{
	text_printf(t,
		    "%s is signed, but its signature is wrong: the file is not what was signed, or "
		    "the key has been revoked; build and sign it anew (make and scripts/sign in "
		    "nsview's source; DKMS does both)",
		    a->path);
}

static void say_signature(const struct attempt *a, struct text *t)
{
	const struct facts *f = &a->facts;

	text_printf(t, "%s is %s, which this kernel does not take: ", a->path,
		    a->is_signed ? "signed with a key that is not enrolled" : "not signed");
	if (f->secure_boot)
		text_puts(t, "Secure Boot is on");
	else if (is_locked_down(a))
		text_puts(t, "it is locked down");
	else
		text_puts(t, "module.sig_enforce is on");
	if (*f->lockdown && strcmp(f->lockdown, "none") != 0)
		text_printf(t, " (lockdown: %s)", f->lockdown);
	if (a->is_signed_here)
		text_puts(t, "; enrol it: mokutil --import /var/lib/dkms/mok.pub, reboot, and "
			     "choose Enroll MOK before the system starts");
	else if (a->is_signed)
		text_puts(t, "; it is not that of /var/lib/dkms/mok.pub: enrol it (mokutil "
			     "--import its certificate), or build the module anew and sign it here "
			     "(scripts/sign in nsview's source; DKMS does)");
	else
		text_puts(t, "; sign it (scripts/sign in nsview's source; DKMS does) and enrol the "
			     "key: mokutil --import /var/lib/dkms/mok.pub");
}

static size_t release_len(const struct attempt *a)
{
	return a->vermagic ? strcspn(a->vermagic, " ") : 0;
}

static bool is_of_another(const struct attempt *a)
{
	size_t len = release_len(a);

	return (a->err == -ENOEXEC || a->err == -EINVAL || a->err == -ENOENT) && len &&
	       (strlen(a->facts.release) != len ||
		strncmp(a->vermagic, a->facts.release, len) != 0);
}

static void say_of_another(const struct attempt *a, struct text *t)
{
	text_printf(t, "%s was built for Linux %.*s, and this is Linux %s: ", a->path,
		    (int)release_len(a), a->vermagic, a->facts.release);
	if (a->facts.headers)
		text_puts(t, "build it again (make, or dkms autoinstall)");
	else
		text_printf(t, "build it again (make, or dkms autoinstall) with linux-headers-%s",
			    a->facts.release);
}

static bool is_mismatch(const struct attempt *a)
{
	return a->err == -ENOEXEC || a->err == -EINVAL || a->err == -ENOENT;
}

static void say_mismatch(const struct attempt *a, struct text *t)
{
	text_printf(t, "%s does not fit this kernel, Linux %s: %s%s", a->path, a->facts.release,
		    *a->log ? "it says: " : "", *a->log ? a->log : strerror(-a->err));
	text_puts(t, "; build it again with the headers of this very kernel");
}

static bool is_whatever(const struct attempt *a)
{
	return a;
}

static void say_whatever(const struct attempt *a, struct text *t)
{
	text_printf(t, "%s: %s%s%s", a->path, strerror(-a->err),
		    *a->log ? "; the kernel says: " : "", a->log);
}

/* The first that is so. */
static const struct {
	bool (*is)(const struct attempt *a);
	void (*say)(const struct attempt *a, struct text *t);
} reasons[] = {
	{ takes_none, say_takes_none },
	{ is_not_allowed, say_not_allowed },
	{ is_disabled, say_disabled },
	{ is_unlisted, say_unlisted },
	{ is_without_headers, say_without_headers },
	{ is_not_built, say_not_built },
	{ is_nowhere, say_nowhere },
	{ is_debugfs_off, say_debugfs_off },
	{ is_altered, say_altered },
	{ is_signature, say_signature },
	{ is_of_another, say_of_another },
	{ is_mismatch, say_mismatch },
	{ is_whatever, say_whatever },
};

int reason_set(const struct attempt *a, struct problem *p)
{
	_cleanup_text_ struct text words = { 0 };
	size_t i = 0;

	while (!reasons[i].is(a))
		i++;
	reasons[i].say(a, &words);
	return problem_set(p, a->path ? a->err : -ENODEV, "%s", text_str(&words));
}
