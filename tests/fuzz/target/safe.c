/* SPDX-License-Identifier: GPL-2.0 */
/* Text of strangers on its way out: what is written has no power over where it goes. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "host/put.h"
#include "render/safe.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	use_utf8();
	return 0;
}

static void must_have_none(const struct text *t, const char *bytes, const char *where)
{
	size_t i;

	for (i = 0; i < t->len; i++)
		if ((unsigned char)t->s[i] < 0x20 || t->s[i] == 0x7f ||
		    (t->s[i] && strchr(bytes, t->s[i])))
			broken("byte %02x in what goes to %s: %s", (unsigned char)t->s[i], where,
			       t->s);
	if (mbstowcs(NULL, text_str(t), 0) == (size_t)-1)
		broken("no UTF-8 in what goes to %s", where);
}

/* One string, whole, of the escapes that JSON has. */
static void must_be_json(const struct text *t)
{
	size_t i = 1;

	must_have_none(t, "", "JSON");
	if (t->len < 2 || t->s[0] != '"' || t->s[t->len - 1] != '"')
		broken("no string of JSON: %s", text_str(t));
	while (i < t->len - 1) {
		if (t->s[i] == '"')
			broken("a quote in a string of JSON: %s", t->s);
		if (t->s[i] != '\\') {
			i++;
			continue;
		}
		if (!t->s[i + 1] || !strchr("\"\\/bfnrtu", t->s[i + 1]))
			broken("no escape of JSON: %s", t->s);
		if (t->s[i + 1] == 'u' && strspn(t->s + i + 2, "0123456789abcdefABCDEF") < 4)
			broken("no escape of JSON: %s", t->s);
		i += 2;
	}
	if (i != t->len - 1)
		broken("no end of a string of JSON: %s", t->s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = text_of(data, size);
	struct text t = { 0 };

	safe_terminal(&t, s);
	must_have_none(&t, "", "a terminal");
	safe_width(text_str(&t));
	text_reset(&t);
	safe_raw(&t, s);
	must_have_none(&t, " \t", "a raw line");
	text_reset(&t);
	safe_json(&t, s, strlen(s));
	must_be_json(&t);
	text_reset(&t);
	safe_visible(&t, s);
	must_have_none(&t, "", "a file");
	text_reset(&t);
	safe_markup(&t, s, 40);
	must_have_none(&t, "<>\"'", "a page");
	text_reset(&t);
	put_text(&t, s);
	put_end(&t);
	if (t.s[t.len - 1] != '\n' || memchr(t.s, '\t', t.len) || memchr(t.s, '\n', t.len - 1))
		broken("more than a cell: %s", t.s);
	text_free(&t);
	free(s);
	return 0;
}
