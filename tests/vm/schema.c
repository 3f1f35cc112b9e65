// SPDX-License-Identifier: GPL-2.0
/*
 * schema: the tables and columns that kmod/schema.h specifies, for the tests:
 * a line for each table, "TABLE COLUMN:TYPE ..." by tabs; with -v its version.
 */
#include <stdio.h>
#include <string.h>

#include "../../kmod/schema.h"

#define COLUMN(name, type, what) "\t" #name ":" #type
#define TABLE(name, columns) #name columns(COLUMN) "\n"

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "-v"))
		return printf("%d\n", NSVIEW_VERSION) < 0;
	return fputs(NSVIEW_TABLES(TABLE), stdout) < 0;
}
