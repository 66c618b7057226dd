/* SPDX-License-Identifier: BSD-3-Clause */
/* From a file to a sealed copy; see enter_tool.h. */
#include "ctl/enter/enter_tool.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include "reason.h"
#include "shared/cleanup.h"

#define TOOL_MAX (256L * 1024 * 1024)

static int file_open(const char *path, off_t *ret_size, struct reason *reason)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return reason_add(reason, errno, "tool '%s'", path);
	if (!S_ISREG(status.st_mode) || status.st_size <= 0 || status.st_size > TOOL_MAX)
		return reason_add(reason, 0, "tool '%s' is no program", path);
	*ret_size = status.st_size;
	return TAKE_FD(fd);
}

/* Linux 6.3 wants to be told that it is to be executed; before that the flag is an error. */
static int memory_open(void)
{
	const unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create("tool", flags | MFD_EXEC);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("tool", flags);
	return fd < 0 ? -errno : fd;
}

static int copy(int to_fd, int from_fd, off_t size)
{
	off_t done = 0;

	while (done < size) {
		ssize_t moved = sendfile(to_fd, from_fd, NULL, (size_t)(size - done));

		if (moved <= 0)
			return moved < 0 ? -errno : -EIO;
		done += moved;
	}
	return fcntl(to_fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) <
			       0
		       ? -errno
		       : 0;
}

/* With an interpreter it would be a program of the jail's that is started. */
static bool is_static(int fd)
{
	ElfW(Ehdr) head;
	ElfW(Phdr) segment;

	if (pread(fd, &head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_phentsize != sizeof(segment))
		return false;
	for (unsigned int i = 0; i < head.e_phnum; i++) {
		off_t place = (off_t)(head.e_phoff + i * sizeof(segment));

		if (pread(fd, &segment, sizeof(segment), place) != (ssize_t)sizeof(segment) ||
		    segment.p_type == PT_INTERP)
			return false;
	}
	return head.e_phnum > 0;
}

int enter_tool_open(const char *path, struct reason *reason)
{
	off_t size = 0;
	_cleanup_close_ int file_fd = file_open(path, &size, reason);
	_cleanup_close_ int memory_fd = NO_FD;
	int error;

	if (file_fd < 0)
		return file_fd;
	memory_fd = memory_open();
	if (memory_fd < 0)
		return reason_add(reason, -memory_fd, "no memory for tool '%s'", path);
	error = copy(memory_fd, file_fd, size);
	if (error < 0)
		return reason_add(reason, -error, "tool '%s' can not be copied", path);
	/* The copy is looked at, not the file: that one may change. */
	if (!is_static(memory_fd))
		return reason_add(reason, 0, "tool '%s' is no static program", path);
	return TAKE_FD(memory_fd);
}
