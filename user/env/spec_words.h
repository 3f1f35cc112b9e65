/* SPDX-License-Identifier: GPL-2.0 */
/* What the arguments of options mean. Each returns 0, or -errno with words. */
#ifndef NSVIEW_ENV_SPEC_WORDS_H
#define NSVIEW_ENV_SPEC_WORDS_H

#include "spec.h"

int env_set_share(struct env_spec *s, char *arg, struct problem *p);
int env_set_join(struct env_spec *s, char *arg, struct problem *p);
int env_set_net(struct env_spec *s, char *arg, struct problem *p);
int env_set_port(struct env_spec *s, char *arg, struct problem *p);
int env_set_bind(struct env_spec *s, char *arg, struct problem *p);
int env_set_tmpfs(struct env_spec *s, char *arg, struct problem *p);
int env_set_cpus(struct env_spec *s, char *arg, struct problem *p);
int env_set_offset(struct env_spec *s, char *arg, struct problem *p);
int env_set_io(struct env_spec *s, char *arg, struct problem *p);

/* Whether all of it goes together. */
int env_spec_check(const struct env_spec *s, enum env_verb_kind verb, const struct help *help,
		   struct problem *p);

#endif
