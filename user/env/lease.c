/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "lease.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int lock(int file, uint32_t record, short type)
{
	struct flock lock = {
		.l_type = type,
		.l_whence = SEEK_SET,
		.l_start = (off_t)record * LEASE_RECORD,
		.l_len = LEASE_RECORD,
	};

	if (!fcntl(file, F_OFD_SETLK, &lock))
		return 0;
	return errno == EACCES ? -EAGAIN : -errno;
}

int lease_open(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600), err;

	if (fd < 0)
		return -errno;
	err = lock(fd, 0, F_RDLCK);
	if (err)
		close(fd);
	return err ? err : fd;
}

bool lease_is_last(int file)
{
	return !lock(file, 0, F_WRLCK);
}

int lease_take(int file, uint32_t record)
{
	return lock(file, record, F_WRLCK);
}

void lease_read(int file, uint32_t record, char ret[LEASE_RECORD])
{
	ssize_t len = pread(file, ret, LEASE_RECORD - 1, (off_t)record * LEASE_RECORD);

	ret[len < 0 ? 0 : len] = '\0';
}

int lease_write(int file, uint32_t record, const char *text)
{
	char whole[LEASE_RECORD] = "";

	memcpy(whole, text, strnlen(text, sizeof(whole) - 1));
	return pwrite(file, whole, sizeof(whole), (off_t)record * LEASE_RECORD) < 0 ? -errno : 0;
}

void lease_unlock(int file, uint32_t record)
{
	lock(file, record, F_UNLCK);
}

void lease_give_back(int file, uint32_t record)
{
	lease_write(file, record, "");
	lease_unlock(file, record);
}
