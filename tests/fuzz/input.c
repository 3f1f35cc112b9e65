/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "fuzz.h"

#include <dlfcn.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void broken(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("broken: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	abort();
}

int file_for(const char *library, char path[FILE_PATH_MAX])
{
	int file = memfd_create("input", MFD_CLOEXEC);

	if (file < 0)
		broken("no file in memory");
	if (!dlopen(library, RTLD_NOW))
		broken("%s", dlerror());
	snprintf(path, FILE_PATH_MAX, "/proc/self/fd/%d", file);
	return file;
}

void file_put(int file, const void *bytes, size_t size)
{
	if (ftruncate(file, 0) || pwrite(file, bytes, size, 0) != (ssize_t)size ||
	    lseek(file, 0, SEEK_SET))
		broken("a file in memory");
}

void use_utf8(void)
{
	if (!setlocale(LC_ALL, "C.UTF-8"))
		broken("no locale C.UTF-8");
}

struct input input_of(const uint8_t *data, size_t size)
{
	return (struct input){ (const char *)data, size };
}

static char *copy_of(const char *from, size_t len, size_t more)
{
	char *copy = malloc(len + more ? len + more : 1);

	if (!copy)
		broken("out of memory");
	memcpy(copy, from, len);
	memset(copy + len, 0, more);
	return copy;
}

static const char *next_part(struct input *in, size_t *len)
{
	const char *from = in->at, *end;

	if (!in->left)
		return NULL;
	end = memmem(from, in->left, PART_END, strlen(PART_END));
	*len = end ? (size_t)(end - from) : in->left;
	in->at += *len + (end ? strlen(PART_END) : 0);
	in->left -= *len + (end ? strlen(PART_END) : 0);
	return from;
}

char *input_bytes(struct input *in, size_t *len)
{
	const char *from = next_part(in, len);

	return from ? copy_of(from, *len, 0) : NULL;
}

char *input_text(struct input *in)
{
	size_t len;
	const char *from = next_part(in, &len);

	return from ? copy_of(from, strnlen(from, len), 1) : NULL;
}

char *text_of(const uint8_t *data, size_t size)
{
	return copy_of((const char *)data, strnlen((const char *)data, size), 1);
}

int words_of(char *line, char **words, int max)
{
	int n = 0;

	while (n + 1 < max && (words[n] = strsep(&line, " \n")))
		n += *words[n] != '\0';
	words[n] = NULL;
	return n;
}
