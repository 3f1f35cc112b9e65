/* SPDX-License-Identifier: GPL-2.0 */
/* The object that a person means. */
#ifndef NSVIEW_FIND_H
#define NSVIEW_FIND_H

#include "../host/host.h"

/*
 * A device: NAME or ifindex, of the host's net namespace or else the only one
 * so called; NS/NAME for one of another namespace, NS as find_ns() takes it.
 * NULL with words, that list the candidates if there are several.
 */
struct dev *find_dev(const struct host *h, const char *word, struct problem *p);

/*
 * A namespace: net:[INUM], INUM, the path of an nsfs file (only where the host
 * is this one), or a pid, whose namespace of @type it is. @type NS_TYPES: of any
 * type, and then no pid will do. NULL with words.
 */
struct ns *find_ns(const struct host *h, const char *word, enum ns_type type, struct problem *p);

#endif
