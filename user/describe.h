/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What man pages, the JSON schema and their tests are made from: all verbs, options and
 * columns, as lines of cells by tabs; "-" is an absent one.
 *
 *	release	RELEASE
 *	verb	NAME GROUP USAGE DOES
 *	text	VERB LINE
 *	example	VERB LINE
 *	option	VERB LETTER NAME ARG HELP
 *	sheet	VERB VIEW ARRAY json|eyes nested|tree|flat WHEN
 *	column	VERB VIEW ARRAY NAME KEY TYPE usual|extra json|eyes WORDS HELP
 *
 * A sheet's lines follow it. WORDS, by commas, are those that a text may be.
 */
#ifndef NSVIEW_DESCRIBE_H
#define NSVIEW_DESCRIBE_H

#include <stddef.h>

#include "verb.h"

/* On stdout. @groups[i] is the heading that the help has for @verbs[i]. */
void describe(const struct verb *verbs, const char *const *groups, size_t n);

#endif
