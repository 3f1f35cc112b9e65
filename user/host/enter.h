/* SPDX-License-Identifier: GPL-2.0 */
/* Going into other namespaces, and fetching descriptors from there. */
#ifndef NSVIEW_ENTER_H
#define NSVIEW_ENTER_H

#include <stdbool.h>
#include <stdint.h>

#include "ways.h"

/*
 * Runs @fn in the net namespace of @fd and returns what it returned, or -errno
 * if one could not enter, which takes no right where one is already. Not to
 * come back would make all that follows a lie: then the program ends, with words and
 * EXIT_FAILED, before it says anything.
 */
int ns_do(int fd, int nstype, int (*fn)(void *arg), void *arg);

/* The same for who goes to many: @home is where one comes back to, from ns_home(). */
int ns_do_from(int home, int fd, int nstype, int (*fn)(void *arg), void *arg);

/* The net namespace of this thread: a descriptor, or -errno, which ns_do_from() returns. */
int ns_home(void);

/*
 * Opens @path as a process in the mount namespace of @mnt would: from the
 * directory @dir for reading; or, if @dir is -1, as open_point() does, from that
 * namespace's root. A descriptor or -errno.
 */
int open_in_mnt(int mnt, int dir, const char *path);

/*
 * The same, but -EALREADY if @is_enough says so of the id of the mount whose root is that
 * namespace's root (NSVIEW_NONE: unknown). It is called in a process that has this one's
 * memory while this one stands still.
 */
int open_in_mnt_unless(int mnt, int dir, const char *path,
		       bool (*is_enough)(const void *arg, uint64_t mount), const void *arg);

/* What is mounted at @path from @root, with O_PATH: nothing is waited for or done. */
int open_point(int root, const char *path);

/* The net namespace of a socket or of a descriptor of /dev/net/tun (SIOCGSKNS). */
int ns_of_socket(int sock);

/* A copy of descriptor @fd of process @pid (pidfd_getfd(2)). */
int fd_of_process(uint64_t pid, uint64_t fd);

/* The same of a thread that has descriptors of its own; -EINVAL before Linux 6.9. */
int fd_of_thread(uint64_t tid, uint64_t fd);

#endif
