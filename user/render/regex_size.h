/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a regular expression is one that regcomp(3) can do in the time of a blink. */
#ifndef NSVIEW_REGEX_SIZE_H
#define NSVIEW_REGEX_SIZE_H

/*
 * regcomp(3) copies what is repeated by + or {}, and what is repeated in that again: some
 * dozens of them in one another are more than there is memory. And a repetition of what may
 * be empty, as (a*)+ is, is a loop that one can go round without a character: it tries all
 * ways through such loops, which for eight of them takes minutes.
 *
 * NULL, or in words of this program why the extended regular expression @regex (regex(7)) may
 * be such a one. It need not be valid: that is for regcomp(3) to say.
 */
const char *regex_objection(const char *regex);

#endif
