/* SPDX-License-Identifier: BSD-3-Clause */
/* The smallest object that dlopen(3) wants to map; see verify_loader.h. */
#include "ctl/verify/verify_loader.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shared/cleanup.h"

#define OBJECT_SIZE 65536 /* the largest page that there is */

/* The linker's: our own header knows class, byte order and machine. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

struct object {
	ElfW(Ehdr) header;
	ElfW(Phdr) parts[2];
	ElfW(Dyn) dynamic[2]; /* which says that it must not be loaded: known once it is mapped */
};

static int object_write(int fd)
{
	struct object object = {
		.header = __ehdr_start,
		.dynamic = { { .d_tag = DT_FLAGS_1, .d_un.d_val = DF_1_NOOPEN } },
	};

	object.header.e_type = ET_DYN;
	object.header.e_entry = 0;
	object.header.e_phoff = offsetof(struct object, parts);
	object.header.e_phnum = ARRAY_SIZE(object.parts);
	object.header.e_shoff = object.header.e_shnum = object.header.e_shstrndx = 0;
	object.parts[0] = (ElfW(Phdr)){ .p_type = PT_LOAD,
					.p_flags = PF_R,
					.p_filesz = OBJECT_SIZE,
					.p_memsz = OBJECT_SIZE,
					.p_align = OBJECT_SIZE };
	object.parts[1] = (ElfW(Phdr)){ .p_type = PT_DYNAMIC,
					.p_flags = PF_R,
					.p_offset = offsetof(struct object, dynamic),
					.p_vaddr = offsetof(struct object, dynamic),
					.p_filesz = sizeof(object.dynamic),
					.p_memsz = sizeof(object.dynamic) };
	if (write(fd, &object, sizeof(object)) != (ssize_t)sizeof(object))
		return -EIO;
	return ftruncate(fd, OBJECT_SIZE) < 0 ? -errno : 0;
}

long verify_loader_attempt(void)
{
	_cleanup_close_ int fd = memfd_create("verify", MFD_CLOEXEC);
	char path[64];
	const char *said;
	int error = fd < 0 ? -errno : object_write(fd);

	if (error == 0) {
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		if (access(path, R_OK) < 0)
			return -1;
		if (dlopen(path, RTLD_LAZY) != NULL)
			return 0;
		said = dlerror();
		error = said != NULL && strstr(said, "failed to map segment") != NULL ? -EACCES
										      : -ENOEXEC;
	}
	errno = -error;
	return -1;
}
