/* SPDX-License-Identifier: GPL-2.0 */
#include "mountinfo.h"

#include <stdlib.h>
#include <string.h>

/* A field may be empty, as the source of a mount may. NULL when there is none left. */
static char *next_field(char **at)
{
	char *field = *at, *end;

	if (!field)
		return NULL;
	end = strchr(field, ' ');
	if (end)
		*end++ = '\0';
	*at = end;
	return field;
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* What would end a field or a line is written as \ooo, and so is the backslash. */
static char *unescape(char *s)
{
	char *from, *to;

	if (!s || !strchr(s, '\\'))
		return s;
	for (from = to = s; *from; to++) {
		if (from[0] == '\\' && is_octal(from[1]) && is_octal(from[2]) &&
		    is_octal(from[3])) {
			*to = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
	return s;
}

static bool read_number(const char *s, uint64_t *ret)
{
	char *end;

	if (!s || *s < '0' || *s > '9')
		return false;
	*ret = strtoull(s, &end, 10);
	return !*end;
}

static void read_tag(const char *tag, struct mountinfo *m)
{
	if (!strncmp(tag, "shared:", 7))
		read_number(tag + 7, &m->shared);
	else if (!strncmp(tag, "master:", 7))
		read_number(tag + 7, &m->slave);
	else if (!strcmp(tag, "unbindable"))
		m->unbindable = 1;
}

static bool read_line(char *line, struct mountinfo *m)
{
	char *tag;

	*m = (struct mountinfo){ .shared = NSVIEW_NONE, .slave = NSVIEW_NONE };
	if (!read_number(next_field(&line), &m->id) || !read_number(next_field(&line), &m->parent))
		return false;
	m->device = next_field(&line);
	m->root = unescape(next_field(&line));
	m->point = unescape(next_field(&line));
	m->options = unescape(next_field(&line));
	for (tag = next_field(&line); tag && strcmp(tag, "-"); tag = next_field(&line))
		read_tag(tag, m);
	m->fstype = unescape(next_field(&line));
	m->source = unescape(next_field(&line));
	m->super = unescape(line);
	return m->super != NULL;
}

bool mountinfo_next(char **at, struct mountinfo *ret)
{
	while (*at && **at) {
		char *line = *at;
		char *end = strchr(line, '\n');

		if (end)
			*end++ = '\0';
		*at = end;
		if (read_line(line, ret))
			return true;
	}
	return false;
}

bool mountinfo_namespace(const char *fstype, const char *root, enum ns_type *ret_type,
			 uint64_t *ret_inum)
{
	const char *open;
	char *end;

	if (!fstype || !root || strcmp(fstype, "nsfs"))
		return false;
	open = strstr(root, ":[");
	if (!open)
		return false;
	for (*ret_type = 0; *ret_type < NS_TYPES; (*ret_type)++)
		if (!strncmp(ns_type_names[*ret_type], root, (size_t)(open - root)) &&
		    !ns_type_names[*ret_type][open - root])
			break;
	if (*ret_type == NS_TYPES || open[2] < '0' || open[2] > '9')
		return false;
	*ret_inum = strtoull(open + 2, &end, 10);
	return !strcmp(end, "]");
}
