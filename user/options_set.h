/* SPDX-License-Identifier: GPL-2.0 */
/* The argument of one option each, for options.c. All: 0, or -errno with words. */
#ifndef NSVIEW_OPTIONS_SET_H
#define NSVIEW_OPTIONS_SET_H

#include "options.h"

/* -p, and pids as arguments. */
int options_add_pid(struct options *o, const char *arg, struct problem *p);
/* -t: names by commas. */
int options_set_types(struct options *o, const char *arg, struct problem *p);
int options_set_group(struct options *o, const char *arg, struct problem *p);
/* --color: @arg is NULL where it is alone. NO_COLOR is heard by "auto". */
int options_set_color(struct options *o, const char *arg, struct problem *p);
/* -T: @arg is NULL where it is alone. */
int options_set_tree(struct options *o, const char *arg, struct problem *p);
int options_set_list(struct options *o, struct problem *p);
int options_set_format(struct options *o, enum out_format format, struct problem *p);
/* --to or --source, which @option is; @ret is as inet_ntop(3) writes it. */
int options_set_address(char *ret, size_t size, const char *option, const char *arg,
			struct problem *p);
int options_set_picture(struct options *o, const char *arg, struct problem *p);

/* When all are known: whether --to and --source go together. */
int options_check_packet(const struct options *o, struct problem *p);

#endif
