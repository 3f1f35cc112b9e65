/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What may follow on a command line: the shells' completions ask
 *
 *	nsview --complete WORD...
 *
 * with the words after "nsview", of which the last, maybe empty, is being typed. Each
 * line is an offer: VALUE TAB HELP; or :files, :dirs or :command, which the shell knows.
 */
#ifndef NSVIEW_COMPLETE_H
#define NSVIEW_COMPLETE_H

#include "verb.h"

void complete(const struct verb *verbs, size_t n, char **words, int nwords);

#endif
