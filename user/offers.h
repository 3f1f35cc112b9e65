/* SPDX-License-Identifier: GPL-2.0 */
/* What a shell may offer for a word: names of what there is on this host. */
#ifndef NSVIEW_OFFERS_H
#define NSVIEW_OFFERS_H

#include <stdbool.h>
#include <stddef.h>

#include "host/host.h"

/* A word while it is typed. Offers go to stdout: VALUE TAB HELP, a line each. */
struct typed {
	const char *word; /* all there is of it */
	size_t kept; /* how much of it stands before what is offered, such as "NS,TYPE," */
	bool any_case;
};

/* Prints it if that is how @t can go on. @help may be NULL, and anybody's. */
void offer(const struct typed *t, const char *value, const char *help);
/* That the shell is to offer some of its own: files, dirs or command. */
void offer_of_shell(const char *what);

void offer_pids(const struct typed *t);
/* net:[4026531840]: types first, then those of one. @type: only of that; NS_TYPES: of any. */
void offer_namespaces(const struct typed *t, enum ns_type type);
/* Those in /run/netns; @paths, or when a path is typed: as paths. */
void offer_named_nets(const struct typed *t, bool paths);
void offer_devices(const struct typed *t);
void offer_environments(const struct typed *t);
/* Paths from the root of the hierarchy, a level at a time. */
void offer_cgroups(const struct typed *t);

#endif
