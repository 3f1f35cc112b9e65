/* SPDX-License-Identifier: GPL-2.0 */
/* What is typed while `watch` runs, and the lines that it shows. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "watch/screen.h"
#include "watch/terminal.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	use_utf8();
	return 0;
}

static void press(const char *bytes, size_t n)
{
	while (n) {
		size_t len = 0;

		key_parse(bytes, n, &len);
		if (len > n)
			broken("a key of %zu bytes, of %zu", len, n);
		if (!len)
			break;
		bytes += len;
		n -= len;
	}
}

static void take(struct frame *f, struct input *in)
{
	struct text t = { 0 };
	char *text = input_text(in);

	if (text)
		text_puts(&t, text);
	free(text);
	if (frame_take(f, &t))
		broken("out of memory");
}

/* An escape sequence is one of ours; else nothing but what is printed. */
static void look_at(const struct text *out)
{
	size_t i;

	for (i = 0; i < out->len; i++)
		if (((unsigned char)out->s[i] < 0x20 && !strchr("\033\r\n", out->s[i])) ||
		    out->s[i] == 0x7f)
			broken("byte %02x on the screen", (unsigned char)out->s[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = input_of(data, size);
	struct window w = { .rows = 2 + size % 7, .columns = 1 + size % 30, .left = size % 3 };
	struct frame now = { 0 }, before = { 0 }, notes = { 0 };
	struct text out = { 0 };
	char *typed;
	size_t n;

	typed = input_bytes(&in, &n);
	if (typed)
		press(typed, n);
	free(typed);
	take(&now, &in);
	take(&before, &in);
	take(&notes, &in);
	screen_bound(&w, &now, &notes);
	if (screen_draw(&out, &now, size & 1 ? &before : NULL, &notes, &w, "ps"))
		broken("out of memory");
	look_at(&out);
	text_free(&out);
	frame_free(&now);
	frame_free(&before);
	frame_free(&notes);
	return 0;
}
