/* SPDX-License-Identifier: BSD-3-Clause */
/* What the loader of a process maps no more, and that nothing else is hindered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "caller_loader.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"

/* Libraries of the C library's own, which nothing here needs. */
#define LIBRARY	      "libBrokenLocale.so.1"
#define OTHER_LIBRARY "libanl.so.1"

#define NOT_RANDOM                                                                          \
	"the caller's addresses are not random, so that its loader is where that of every " \
	"program "                                                                          \
	"is"

static int in_child(int (*run)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(run());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static bool loads(const char *name)
{
	return dlopen(name, RTLD_NOW | RTLD_LOCAL) != NULL;
}

static int look_and_bar(const struct sock_filter *other, size_t count)
{
	struct reason reason = { 0 };
	struct caller_loader loader;
	int error = caller_loader_look(&loader, &reason);

	return error < 0 ? error : caller_loader_bar(&loader, 1001, other, count);
}

/* Whoever is not root may have a filter all the same. */
static int bar_with(const struct sock_filter *other, size_t count)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : look_and_bar(other, count);
}

static int bar(void)
{
	return bar_with(NULL, 0);
}

static int without_bar(void)
{
	return loads(LIBRARY) && loads(OTHER_LIBRARY) ? 0 : 1;
}

static int loads_nothing(void)
{
	const char *said;

	if (bar() < 0)
		return 1;
	if (loads(LIBRARY))
		return 2;
	said = dlerror();
	return said != NULL && strstr(said, "failed to map segment") != NULL ? 0 : 3;
}

static void nothing_more_is_loaded(void **state)
{
	(void)state;
	assert_int_equal(in_child(without_bar), 0);
	assert_int_equal(in_child(loads_nothing), 0);
}

static int knows_what_is_there(void)
{
	if (!loads(LIBRARY) || bar() < 0)
		return 1;
	if (!loads(LIBRARY))
		return 2;
	return loads(OTHER_LIBRARY) ? 3 : 0;
}

static void what_is_loaded_can_be_asked_for_again(void **state)
{
	(void)state;
	assert_int_equal(in_child(knows_what_is_there), 0);
}

static int maps_itself(void)
{
	_cleanup_close_ int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	void *file, *memory;

	if (bar() < 0)
		return 1;
	file = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	memory = malloc(64 << 20);
	return file != MAP_FAILED && memory != NULL ? 0 : 2;
}

static bool has_filters(const char *count)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/status", "re");
	char line[256];

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "Seccomp_filters:", 16) == 0)
			return strcmp(line + 17, count) == 0;
	return false;
}

static int bars_often(void)
{
	for (int i = 0; i < 1000; i++)
		if (bar() < 0)
			return 1;
	return has_filters("1\n") ? 0 : 2;
}

static void one_filter_is_enough(void **state)
{
	(void)state;
	assert_int_equal(in_child(bars_often), 0);
}

/* getppid(2) fails. */
static const struct sock_filter without_parent[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static bool has_parent(void)
{
	return syscall(SYS_getppid) >= 0;
}

static int bars_with_another(void)
{
	if (!has_parent() || bar_with(without_parent, ARRAY_SIZE(without_parent)) < 0)
		return 1;
	if (has_parent() || errno != EXDEV || !caller_loader_is_barred_for(1001))
		return 2;
	return loads(LIBRARY) ? 3 : has_filters("1\n") ? 0 : 4;
}

static int bars_before_another(void)
{
	if (bar() < 0 || !has_parent() || bar_with(without_parent, ARRAY_SIZE(without_parent)) < 0)
		return 1;
	if (has_parent() || loads(LIBRARY))
		return 2;
	return has_filters("2\n") ? 0 : 3;
}

static void another_filter_comes_with_it(void **state)
{
	(void)state;
	assert_int_equal(in_child(bars_with_another), 0);
	assert_int_equal(in_child(bars_before_another), 0);
}

static int bars_with_too_long_a_one(void)
{
	static const struct sock_filter other[FILTER_MAX + 1];

	return bar_with(other, ARRAY_SIZE(other)) == -E2BIG && !caller_loader_is_barred() ? 0 : 1;
}

static void another_filter_has_a_limit(void **state)
{
	(void)state;
	assert_int_equal(in_child(bars_with_too_long_a_one), 0);
}

static int knows_for_whom(void)
{
	if (caller_loader_is_barred() || caller_loader_is_barred_for(1001))
		return 1;
	if (bar() < 0)
		return 2;
	if (!caller_loader_is_barred() || !caller_loader_is_barred_for(1001))
		return 3;
	return caller_loader_is_barred_for(1002) || caller_loader_is_barred_for(0) ? 4 : 0;
}

static int knows_after_fork(void)
{
	return bar() < 0 ? 1 : in_child(knows_for_whom) == 1 ? 0 : 2;
}

static void whose_it_is_can_be_asked(void **state)
{
	(void)state;
	assert_int_equal(in_child(knows_for_whom), 0);
	assert_int_equal(in_child(knows_after_fork), 0);
}

static int is_barred_after_fork(void)
{
	return bar() < 0 ? 1 : in_child(without_bar) == 1 ? 0 : 2;
}

/* A dynamic program, whose loader maps its libraries. */
static int executes(void)
{
	if (bar() < 0)
		return 1;
	(void)execl("/bin/sh", "sh", "-c", "exec env true", (char *)NULL);
	return 2;
}

/* Without random addresses every program has them in the same place, but not in the caller's. */
static int executes_without_random(void)
{
	if (bar() < 0 || personality(ADDR_NO_RANDOMIZE) < 0)
		return 1;
	(void)execl("/bin/sh", "sh", "-c", "exec env true", (char *)NULL);
	return 2;
}

static void nothing_else_is_hindered(void **state)
{
	(void)state;
	assert_int_equal(in_child(maps_itself), 0);
	assert_int_equal(in_child(executes), 0);
	assert_int_equal(in_child(executes_without_random), 0);
}

static void a_forked_child_loads_nothing_either(void **state)
{
	(void)state;
	assert_int_equal(in_child(is_barred_after_fork), 0);
}

static int bars_without_right(void)
{
	if (setresuid(65534, 65534, 65534) < 0)
		return 1;
	return look_and_bar(NULL, 0) == -EACCES ? 0 : 2;
}

static void it_needs_the_right_to_it(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		print_message("skipped: needs root to give it up\n");
		skip();
	}
	assert_int_equal(in_child(bars_without_right), 0);
}

static int check_fixed(void)
{
	struct reason reason = { 0 };
	struct caller_loader loader;

	if (personality(ADDR_NO_RANDOMIZE) < 0 || caller_loader_look(&loader, &reason) != -EINVAL)
		return 1;
	return strcmp(reason.text, NOT_RANDOM) == 0 ? 0 : 2;
}

static void addresses_have_to_be_random(void **state)
{
	struct reason reason = { 0 };
	struct caller_loader loader;

	(void)state;
	assert_int_equal(caller_loader_look(&loader, &reason), 0);
	assert_string_equal(reason.text, "");
	assert_int_equal(in_child(check_fixed), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_more_is_loaded),
		cmocka_unit_test(what_is_loaded_can_be_asked_for_again),
		cmocka_unit_test(nothing_else_is_hindered),
		cmocka_unit_test(a_forked_child_loads_nothing_either),
		cmocka_unit_test(one_filter_is_enough),
		cmocka_unit_test(another_filter_comes_with_it),
		cmocka_unit_test(another_filter_has_a_limit),
		cmocka_unit_test(whose_it_is_can_be_asked),
		cmocka_unit_test(it_needs_the_right_to_it),
		cmocka_unit_test(addresses_have_to_be_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
