/* SPDX-License-Identifier: BSD-3-Clause */
/* Heads of programs: of this machine's kind, of others, and of none. Needs root, for a mount. */
#include "system/program_file.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define PROGRAM(class, order, machine_low, machine_high)                                     \
	{                                                                                    \
		0x7f, 'E', 'L', 'F', class, order, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ET_EXEC, 0, \
			machine_low, machine_high                                            \
	}

static const struct {
	const char *name;
	bool is_foreign;
	size_t length;
	uint8_t bytes[20];
} heads[] = {
	{ "x86-64", false, 20, PROGRAM(2, ELFDATA2LSB, EM_X86_64, 0) },
	{ "i386", false, 20, PROGRAM(1, ELFDATA2LSB, EM_386, 0) },
	{ "x86-64 in another order", true, 20, PROGRAM(2, ELFDATA2MSB, 0, EM_X86_64) },
	{ "aarch64", true, 20, PROGRAM(2, ELFDATA2LSB, EM_AARCH64, 0) },
	{ "arm", true, 20, PROGRAM(1, ELFDATA2LSB, EM_ARM, 0) },
	{ "riscv", true, 20, PROGRAM(2, ELFDATA2LSB, EM_RISCV, 0) },
	{ "s390x", true, 20, PROGRAM(2, ELFDATA2MSB, 0, EM_S390) },
	{ "no machine", true, 20, PROGRAM(2, ELFDATA2LSB, 0, 0) },
	{ "a head that is cut", false, 19, PROGRAM(2, ELFDATA2LSB, EM_AARCH64, 0) },
	{ "a script", false, 20, "#!/bin/sh\necho hell" },
	{ "nothing", false, 0, "" },
};

static int head_file(size_t index)
{
	_cleanup_close_ int fd = memfd_create("head", MFD_CLOEXEC);
	char path[64];

	check_number(write(fd, heads[index].bytes, heads[index].length), (long)heads[index].length);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_PATH | O_CLOEXEC);
}

static void handlers_begin(void)
{
	check_number(mount("tmpfs", "/proc/sys/fs", "tmpfs", 0, "mode=755"), 0);
	check_number(mkdir("/proc/sys/fs/binfmt_misc", 0755), 0);
	check_number(close(creat("/proc/sys/fs/binfmt_misc/register", 0200)), 0);
	check_number(close(creat("/proc/sys/fs/binfmt_misc/status", 0644)), 0);
}

static void what_runs_here_is_told_from_what_does_not(void)
{
	handlers_begin();
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
		int fd = head_file(i);

		check(fd >= 0);
		if (program_file_is_foreign(fd) != heads[i].is_foreign)
			(void)fprintf(stderr, "%s\n", heads[i].name);
		check_number(program_file_is_foreign(fd), heads[i].is_foreign);
		(void)close(fd);
	}
}

static void a_handler_may_run_anything(void)
{
	handlers_begin();
	check_number(close(creat("/proc/sys/fs/binfmt_misc/qemu-any", 0644)), 0);
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
		int fd = head_file(i);

		check(!program_file_is_foreign(fd));
		(void)close(fd);
	}
}

static void what_can_not_be_read_is_not_foreign(void)
{
	int fd = open("/", O_PATH | O_CLOEXEC);

	check(!program_file_is_foreign(fd));
	check(!program_file_is_foreign(NO_FD));
	(void)close(fd);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(what_runs_here_is_told_from_what_does_not),
		fixture_test(a_handler_may_run_anything),
		fixture_test(what_can_not_be_read_is_not_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
