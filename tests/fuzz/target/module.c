/* SPDX-License-Identifier: GPL-2.0 */
/* nsview.ko as a file, whose ELF libkmod reads; and what the host says of why it is not loaded. */
#define _GNU_SOURCE
#include "../kernel.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "module/facts.h"
#include "module/kernel_log.h"
#include "module/ko.h"
#include "module/reason.h"

static int file;
static char path[FILE_PATH_MAX];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	file = file_for("libkmod.so.2", path);
	return 0;
}

static void read_ko(const uint8_t *data, size_t size)
{
	struct problem p = { "" };
	struct ko ko;

	file_put(file, data, size);
	if (!ko_open(&ko, path, &p)) {
		if (!ko.path)
			broken("no path");
		ko_close(&ko);
	} else if (!p.words[0]) {
		broken("refused without words");
	}
}

static void explain(const uint8_t *data, size_t size)
{
	struct attempt a = { .err = -1, .path = "/nsview.ko", .vermagic = "6.1.0 SMP" };
	struct problem p = { "" };
	char log[256];

	kernel_begin(input_of(data, size));
	facts_read(&a.facts, "/nowhere");
	kernel_end();
	file_put(file, data, size);
	kernel_log_reason(file, log, sizeof(log));
	a.log = log;
	reason_set(&a, &p);
	if (!p.words[0])
		broken("no reason");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size && *data == 0x7f)
		read_ko(data, size);
	else
		explain(data, size);
	return 0;
}
