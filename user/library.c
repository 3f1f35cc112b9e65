/* SPDX-License-Identifier: GPL-2.0 */
#include "library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

int library_open(void **handle, const char *file, const char *const *names, size_t n,
		 void *functions, struct problem *p)
{
	void *lib = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	size_t i;

	if (!lib)
		return problem_set(p, -ELIBACC, "%s", dlerror());
	for (i = 0; i < n; i++) {
		void *function = dlsym(lib, names[i]);

		if (!function) {
			problem_set(p, -ELIBACC, "%s", dlerror());
			dlclose(lib);
			return -ELIBACC;
		}
		memcpy((char *)functions + i * sizeof(function), &function, sizeof(function));
	}
	*handle = lib;
	return 0;
}
