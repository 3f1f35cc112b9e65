/* SPDX-License-Identifier: GPL-2.0 */
#include "path.h"

#include <stdlib.h>
#include <string.h>

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
