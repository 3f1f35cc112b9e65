/* SPDX-License-Identifier: GPL-2.0 */
/* A verb, of whichever kind, as help, man pages and completion have it. */
#ifndef NSVIEW_VERB_H
#define NSVIEW_VERB_H

#include "env/verbs.h"
#include "help.h"
#include "options.h"
#include "view/view.h"

/* A view, or one of a group with options of its own. */
struct verb {
	const struct view *view; /* or */
	const struct command *command;
};

const char *verb_name(const struct verb *v);
/* One line. */
const char *verb_does(const struct verb *v);
/* What has rows: the verb itself, or the view that a verb of a group shows; or NULL. */
const struct view *verb_view(const struct verb *v);
/* What there is to say of it; false: nothing. */
bool verb_help(const struct verb *v, struct help *ret);

/*
 * The sheets of a view, for some options it has another. False: there is no @n-th.
 * @ret_when says when it is that one, NULL: whenever it is no other; @ret_eyes that JSON
 * never is.
 */
bool verb_sheet(const struct verb *v, size_t n, const struct sheet **ret, const char **ret_when,
		bool *ret_eyes);

#endif
