/* SPDX-License-Identifier: BSD-3-Clause */
/* Kinds of file systems; see file_system.h. */
#include "system/file_system.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "shared/cleanup.h"

/* The number of the mount that a descriptor is on, as the first field of mountinfo has it. */
static bool mount_number(int fd, unsigned long long *ret_number)
{
	struct statx status;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &status) < 0 ||
	    (status.stx_mask & STATX_MNT_ID) == 0)
		return false;
	*ret_number = status.stx_mnt_id;
	return true;
}

/* Finds the type of that mount, as mountinfo has it. */
static bool mount_type_find(int fd, char *ret_type, size_t size)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/mountinfo", "re");
	_cleanup_free_ char *line = NULL;
	unsigned long long number;
	char prefix[32];
	size_t line_size = 0;

	if (file == NULL || !mount_number(fd, &number))
		return false;
	(void)snprintf(prefix, sizeof(prefix), "%llu ", number);
	while (getline(&line, &line_size, file) >= 0) {
		const char *type = strstr(line, " - ");

		if (strncmp(line, prefix, strlen(prefix)) != 0 || type == NULL)
			continue;
		type += strlen(" - ");
		(void)snprintf(ret_type, size, "%.*s", (int)strcspn(type, " "), type);
		return true;
	}
	return false;
}

/* fuse, fuseblk and what programs call themselves, fuse.sshfs for one. */
static bool is_type_of_programs(const char *type)
{
	return strncmp(type, "fuse", strlen("fuse")) == 0;
}

/*
 * SELinux has a right of its own for statfs(2), and whoever may open the file may lack it. One
 * number serves FUSE and virtiofs: the name of the type tells.
 */
int file_system_is_in_user_space(int fd)
{
	char type[64] = "";
	struct statfs status;
	int error = fstatfs(fd, &status) < 0 ? errno : 0;

	if (error == 0 && status.f_type != FUSE_SUPER_MAGIC)
		return 0;
	if (!mount_type_find(fd, type, sizeof(type)) && error != 0)
		return -error;
	return error == 0 ? strcmp(type, "virtiofs") != 0 : is_type_of_programs(type);
}

/* On a FAT every owner and mode is what somebody said when he mounted it. */
static const struct {
	long type;
	const char *fault;
} faults[] = {
	{ AUTOFS_SUPER_MAGIC, "is a place where the automounter has mounted nothing" },
	{ MSDOS_SUPER_MAGIC, "is on a file system that keeps no owners" },
	{ EXFAT_SUPER_MAGIC, "is on a file system that keeps no owners" },
};

const char *file_system_fault(long type)
{
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		if (faults[i].type == type)
			return faults[i].fault;
	return NULL;
}

const char *file_system_fault_of(int fd)
{
	struct statfs status;

	return fstatfs(fd, &status) < 0 ? NULL : file_system_fault(status.f_type);
}

/* NFS has neither whiteouts nor trusted attributes (Linux 6.18, ovl_make_workdir). */
static const struct {
	long type;
	const char *fault;
} upper_faults[] = {
	{ OVERLAYFS_SUPER_MAGIC,
	  "is on an overlay, which can not be the upper layer of another one" },
	{ NFS_SUPER_MAGIC, "is on NFS, which can not be the upper layer of an overlay" },
};

const char *file_system_upper_fault_of(int fd)
{
	struct statfs status;

	if (fstatfs(fd, &status) < 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(upper_faults); i++)
		if (upper_faults[i].type == status.f_type)
			return upper_faults[i].fault;
	return file_system_fault(status.f_type);
}

bool file_system_is_overlay(int fd)
{
	struct statfs status;

	return fstatfs(fd, &status) == 0 && status.f_type == OVERLAYFS_SUPER_MAGIC;
}

#define ZFS_SUPER_MAGIC 0x2fc12fc1

static const long local_types[] = {
	EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC,
	F2FS_SUPER_MAGIC, TMPFS_MAGIC,	   ZFS_SUPER_MAGIC,
};

bool file_system_is_local(int fd)
{
	struct statfs status;

	if (fstatfs(fd, &status) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(local_types); i++)
		if (status.f_type == local_types[i])
			return true;
	return false;
}
