/* SPDX-License-Identifier: GPL-2.0 */
#include "path.h"

#include <stdlib.h>
#include <string.h>

#include "../host/port_attrs.h"

bool path_has(const struct host *h, enum table_id table)
{
	return h->tables & TABLE_ID_BIT(table);
}

/* What follows "KEY=" in the settings of a device, or NULL. */
static const char *setting(const struct dev *dev, const char *key, size_t *len)
{
	const char *s = dev->more ? dev->more->settings : NULL;
	size_t n = strlen(key);

	while (s && *s) {
		if (!strncmp(s, key, n) && s[n] == '=') {
			*len = strcspn(s + n + 1, ",");
			return s + n + 1;
		}
		s += strcspn(s, ",");
		s += *s == ',';
	}
	return NULL;
}

uint64_t path_setting(const struct dev *dev, const char *key)
{
	size_t len;
	const char *s = setting(dev, key, &len);

	return s && *s >= '0' && *s <= '9' ? strtoull(s, NULL, 10) : NSVIEW_NONE;
}

bool path_setting_is(const struct dev *dev, const char *key, const char *word)
{
	size_t len;
	const char *s = setting(dev, key, &len);

	return s && len == strlen(word) && !strncmp(s, word, len);
}

bool path_in_words(const char *words, const char *word)
{
	size_t len, n = strlen(word);

	for (; words && *words; words += len + (words[len] == ',')) {
		len = strcspn(words, ",");
		if (len == n && !strncmp(words, word, n))
			return true;
	}
	return false;
}

bool path_in_ranges(const char *ranges, uint64_t n)
{
	while (ranges && *ranges) {
		char *end;
		uint64_t from = strtoull(ranges, &end, 10), to = from;

		if (end == ranges)
			return false;
		if (*end == '-')
			to = strtoull(end + 1, &end, 10);
		if (n >= from && n <= to)
			return true;
		ranges = *end == ',' ? end + 1 : NULL;
	}
	return false;
}

static const char *state_word(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < PORT_STATES; i++)
		if (strlen(port_states[i]) == len && !strncmp(port_states[i], s, len))
			return port_states[i];
	return NULL;
}

/* Of "1-9:state=forwarding,1-9:mcast_router=1,10:state=blocking" that of @vid. */
const char *path_vlan_state(const struct dev *dev, uint64_t vid)
{
	static const char key[] = ":state=";
	const char *s = dev->more ? dev->more->vlan_options : NULL;

	for (; s && *s; s += *s == ',') {
		char *end;
		uint64_t from = strtoull(s, &end, 10), to = from;

		if (end == s)
			return NULL;
		if (*end == '-')
			to = strtoull(end + 1, &end, 10);
		s = end + strcspn(end, ",");
		if (vid < from || vid > to || strncmp(end, key, strlen(key)))
			continue;
		end += strlen(key);
		return state_word(end, (size_t)(s - end));
	}
	return NULL;
}
