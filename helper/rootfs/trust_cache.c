/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of trust walks in files; see trust_cache.h. */
#include "rootfs/trust_cache.h"

#include <fcntl.h>
#include <linux/major.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "rootfs/rootfs_names.h"
#include "rootfs/rootfs_walk.h"
#include "rootfs/walk_ground.h"
#include "shared/cleanup.h"
#include "system/file_system.h"

#define CACHE_DIRECTORY "trust"
#define SLOT_BITS	6

/* A rootfs has some hundred names, of some ten bytes each. */
#define FILE_MAX (1 << 20)

/* Another helper may walk by other rules. */
static int helper_stamp_read(struct file_stamp *ret_stamp)
{
	_cleanup_close_ int fd = open("/proc/self/exe", O_PATH | O_CLOEXEC);

	return fd < 0 ? -errno : file_stamp_read(ret_stamp, fd);
}

static int head_fill(struct trust_cache_head *head, const struct walk_ground *ground)
{
	struct statfs status;

	if (!file_system_is_local(ground->rootfs_fd) || major(ground->status.st_dev) == LOOP_MAJOR)
		return -EOPNOTSUPP;
	if (fstatfs(ground->rootfs_fd, &status) < 0)
		return -errno;
	*head = (struct trust_cache_head){
		.device = ground->status.st_dev,
		.inode = ground->status.st_ino,
		.type = (uint64_t)status.f_type,
	};
	(void)memcpy(&head->id, &status.f_fsid, sizeof(head->id));
	return helper_stamp_read(&head->helper);
}

static int directory_open(int state_fd)
{
	const int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(state_fd, CACHE_DIRECTORY, flags);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	if (mkdirat(state_fd, CACHE_DIRECTORY, 0700) < 0 && errno != EEXIST)
		return -errno;
	return openat(state_fd, CACHE_DIRECTORY, flags);
}

/* Fibonacci hashing: numbers in a row, or at equal distances, get slots far apart. */
static unsigned int slot_of(const struct trust_cache_head *head)
{
	uint64_t product = (head->inode ^ head->device << 32) * UINT64_C(0x9e3779b97f4a7c15);

	return (unsigned int)(product >> (64 - SLOT_BITS));
}

void trust_cache_open(struct trust_cache *ret_cache, int state_fd, const struct walk_ground *ground)
{
	struct trust_cache cache = { .directory_fd = NO_FD };

	if (state_fd >= 0 && head_fill(&cache.head, ground) == 0)
		cache.directory_fd = directory_open(state_fd);
	(void)snprintf(cache.slot, sizeof(cache.slot), "%02x", slot_of(&cache.head));
	*ret_cache = cache;
}

bool trust_cache_is_wanted(const struct trust_cache *cache)
{
	return cache->directory_fd >= 0;
}

/* True if it is of the same rootfs, by the same helper, and as long as it says. */
static bool is_whole(const struct trust_cache *cache, const struct trust_cache_head *head,
		     uint64_t size)
{
	struct trust_cache_head wanted = cache->head;

	wanted.count = head->count;
	wanted.text_size = head->text_size;
	return memcmp(&wanted, head, sizeof(wanted)) == 0 && head->count <= FILE_MAX &&
	       head->text_size <= FILE_MAX &&
	       size == sizeof(*head) + head->count * sizeof(struct rootfs_name) + head->text_size;
}

static bool names_read(struct rootfs_names *ret_names, FILE *file,
		       const struct trust_cache_head *head)
{
	struct rootfs_name *list = calloc(head->count, sizeof(*list));
	char *text = malloc(head->text_size);
	bool is_read = list != NULL && text != NULL &&
		       fread(list, sizeof(*list), head->count, file) == head->count &&
		       fread(text, 1, head->text_size, file) == head->text_size;

	/* Both belong to the names from here on. */
	return rootfs_names_take(ret_names, list, is_read ? head->count : 0, text,
				 is_read ? head->text_size : 0);
}

bool trust_cache_read(const struct trust_cache *cache, struct rootfs_names *ret_names)
{
	_cleanup_close_ int fd = NO_FD;
	_cleanup_fclose_ FILE *file = NULL;
	struct trust_cache_head head;
	struct stat status;

	if (cache->directory_fd < 0)
		return false;
	fd = openat(cache->directory_fd, cache->slot, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return false;
	file = fdopen(fd, "r");
	if (file == NULL)
		return false;
	(void)TAKE_FD(fd);
	return fread(&head, sizeof(head), 1, file) == 1 &&
	       is_whole(cache, &head, (uint64_t)status.st_size) &&
	       names_read(ret_names, file, &head);
}

static bool file_write(int fd, const struct trust_cache_head *head,
		       const struct rootfs_names *names)
{
	int own_fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	FILE *file = own_fd < 0 ? NULL : fdopen(own_fd, "w");
	bool is_written;

	if (file == NULL)
		cleanup_close(&own_fd);
	if (file == NULL)
		return false;
	is_written =
		fwrite(head, sizeof(*head), 1, file) == 1 &&
		fwrite(names->list, sizeof(*names->list), names->count, file) == names->count &&
		fwrite(names->text, 1, names->text_size, file) == names->text_size;
	return fclose(file) == 0 && is_written;
}

/* It has no name before it is whole: a helper that ends on the way leaves nothing. */
bool trust_cache_write(const struct trust_cache *cache, const struct rootfs_names *names)
{
	struct trust_cache_head head = cache->head;
	_cleanup_close_ int fd =
		openat(cache->directory_fd, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
	char path[64];

	head.count = names->count;
	head.text_size = names->text_size;
	if (fd < 0 || !file_write(fd, &head, names))
		return false;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	(void)unlinkat(cache->directory_fd, cache->slot, 0);
	return linkat(AT_FDCWD, path, cache->directory_fd, cache->slot, AT_SYMLINK_FOLLOW) == 0;
}

void trust_cache_close(struct trust_cache *cache)
{
	cleanup_close(&cache->directory_fd);
	cache->directory_fd = NO_FD;
}
