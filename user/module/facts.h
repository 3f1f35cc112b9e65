/* SPDX-License-Identifier: GPL-2.0 */
/* What of a host says why nsview.ko can not be loaded there. */
#ifndef NSVIEW_MODULE_FACTS_H
#define NSVIEW_MODULE_FACTS_H

#include <stdbool.h>

#define FACTS_WORD 65

struct facts {
	char release[FACTS_WORD]; /* of the running kernel */
	char lockdown[FACTS_WORD]; /* none, integrity or confidentiality; empty: not known */
	char dkms[FACTS_WORD]; /* the version of nsview that DKMS has the source of; or empty */
	char unlisted[FACTS_WORD]; /* nsview.ko in /lib/modules that depmod has not seen: where */
	bool headers; /* what modules of this kernel are built with */
	bool dkms_failed; /* it has tried to build that for this kernel, and left a log */
	bool sig_enforce;
	bool secure_boot;
	bool modules_disabled; /* until the next boot */
	bool debugfs_off; /* by the kernel's command line */
	bool no_modules; /* it is built to take none */
	bool not_allowed; /* this process has no CAP_SYS_MODULE, or not the first namespace's */
};

/*
 * Reads what there is below @root ("" is this host); what can not be read is not so. A
 * release that is filled in already is taken for the running kernel's.
 */
void facts_read(struct facts *f, const char *root);

/*
 * Whether the certificate that DKMS and scripts/sign sign with below @root is the one of the
 * number @serial, which is hexadecimal with colons in between.
 */
bool facts_is_own_key(const char *root, const char *serial);

#endif
