/* SPDX-License-Identifier: GPL-2.0 */
#include "debugfs.h"

#include <mntent.h>
#include <string.h>

bool debugfs_find(struct text *path)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	bool found = false;
	struct mntent *m;

	while (mounts && !found && (m = getmntent(mounts))) {
		found = !strcmp(m->mnt_type, "debugfs");
		if (found)
			text_puts(path, m->mnt_dir);
	}
	if (mounts)
		endmntent(mounts);
	if (!found)
		text_puts(path, DEBUGFS);
	return found;
}
