/* SPDX-License-Identifier: BSD-3-Clause */
/* The heads of programs; see program_file.h. */
#include "system/program_file.h"

#include <elf.h>
#include <endian.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "shared/cleanup.h"
#include "shared/noatime.h"

#define HANDLERS "/proc/sys/fs/binfmt_misc"

/* What the head of every kind of ELF file begins with. */
struct elf_head {
	uint8_t ident[EI_NIDENT];
	uint16_t type, machine;
};

/* What runs here, with what a kernel for it runs besides; empty where we do not know. */
static const uint16_t machines[] = {
#if defined(__x86_64__)
	EM_X86_64,
	EM_386,
#elif defined(__aarch64__)
	EM_AARCH64,
	EM_ARM,
#endif
	EM_NONE,
};

static const uint8_t own_order = __BYTE_ORDER == __LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB;

/* False if there is no telling: a tenant may hold a lease on his file, say. */
static bool head_read(int fd, struct elf_head *head)
{
	_cleanup_close_ int file_fd = NO_FD;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	file_fd = noatime_open(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return file_fd >= 0 && pread(file_fd, head, sizeof(*head), 0) == sizeof(*head) &&
	       memcmp(head->ident, ELFMAG, SELFMAG) == 0;
}

static bool has_machine(const struct elf_head *head)
{
	if (machines[0] == EM_NONE)
		return true;
	for (size_t i = 0; machines[i] != EM_NONE; i++)
		if (head->ident[EI_DATA] == own_order && head->machine == machines[i])
			return true;
	return false;
}

/* Which programs a handler is for is the kernel's to say: any handler will do. */
static bool has_handlers(void)
{
	static const char *const own[] = { ".", "..", "register", "status" };
	_cleanup_closedir_ DIR *directory = opendir(HANDLERS);
	const struct dirent *entry;
	size_t known = 0, count = 0;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		count++;
		for (size_t i = 0; i < ARRAY_SIZE(own); i++)
			known += strcmp(entry->d_name, own[i]) == 0;
	}
	return count > known;
}

bool program_file_is_foreign(int fd)
{
	struct elf_head head;

	return head_read(fd, &head) && !has_machine(&head) && !has_handlers();
}
