/* SPDX-License-Identifier: GPL-2.0 */
/* The object that a person means. */
#ifndef NSVIEW_FIND_H
#define NSVIEW_FIND_H

#include "../host/host.h"
#include "../options.h"

/*
 * A device: NAME or ifindex, of the host's net namespace or else the only one
 * so called; NS/NAME for one of another namespace, NS as find_ns() takes it.
 * NULL with words, that list the candidates if there are several.
 */
struct dev *find_dev(const struct host *h, const char *word, struct problem *p);

/*
 * A device, or a net namespace: one of @dev and @net is NULL then. Of what is called so a
 * device of the host's net namespace comes first, then a namespace or environment, which
 * only root gives names to, then a device elsewhere, where others do. 0, or -ESRCH with words.
 */
int find_dev_or_net(const struct host *h, const char *word, struct dev **dev, struct ns **net,
		    struct problem *p);

/*
 * A namespace: net:[INUM], INUM, :ID (64-bit, as nsenter(1) takes it), the path of an nsfs
 * file, the name of a net namespace in /run/netns, a pid or the name of an environment,
 * whose namespace of @type it is. @type NS_TYPES: of any type, and then neither a pid nor
 * an environment will do. In saved tables paths are those of the host's mounts. NULL with
 * words.
 */
struct ns *find_ns(const struct host *h, const char *word, enum ns_type type, struct problem *p);

/*
 * The same, of whatever type it is; a pid or environment stands for its namespace of @type.
 */
struct ns *find_ns_of(const struct host *h, const char *word, enum ns_type type, struct problem *p);

/*
 * What has @word, a name, as find_ns() takes it: NULL in @ret if nothing is called so. -errno
 * with words if something is, but does not tell which namespace that is.
 */
int find_called(const struct host *h, const char *word, enum ns_type type, struct ns **ret,
		struct problem *p);

/*
 * Sets a mark for each namespace that @word means, in the order of h->namespaces: the one
 * that find_ns() finds, or all of a process or environment. 0, or -ESRCH with words.
 */
int find_namespaces(const struct host *h, const char *word, bool *marks, struct problem *p);

/* The one of @type that a process is in; NULL with words if it does not show that. */
struct ns *find_ns_of_task(const struct host *h, const struct task *t, enum ns_type type,
			   struct problem *p);

/* Whether it shows one of its namespaces; else -EACCES or -ESRCH with words. */
int find_shows(const struct host *h, const struct task *t, struct problem *p);

/* Whether @word can be nothing else: net:[INUM], INUM or :ID. */
bool find_is_ns(const char *word);

/* Whether @word is a namespace as links of /proc say it, net:[4026531840]; then which. */
bool find_link(const char *word, enum ns_type *type, uint64_t *inum);

/* Whether @word is what people call things: no number, link, id or path. */
bool find_is_name(const char *word);

/* The tables besides tasks that the arguments need: for names of environments, and for ids. */
unsigned int find_tables(const struct options *o);

/* Whether the mounts of saved tables tell what @word means. */
bool find_needs_mounts(const char *word);

#endif
