/* SPDX-License-Identifier: GPL-2.0 */
/* linux/nsfs.h, and what of it older headers lack. */
#ifndef NSVIEW_NSFS_H
#define NSVIEW_NSFS_H

#include <linux/nsfs.h>
#include <stdint.h>
#include <sys/ioctl.h>

/* Since Linux 6.18. */
#ifndef NS_GET_ID
#define NS_GET_ID _IOR(NSIO, 13, uint64_t)
#endif

#endif
