/* SPDX-License-Identifier: BSD-3-Clause */
/* Free heap and used-up stack go back to the kernel; what is in use stays as it is. */
#include "system/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

#define CHUNK	   1000
#define CHUNKS	   2000
#define STACK_KIB  200
#define ENOUGH_KIB 1500 /* of the heap's 2000 */

/* AddressSanitizer keeps what is freed, on purpose. */
static void need_plain_heap(void)
{
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
}

static long anonymous_kib(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[256];
	long found = -1;

	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "RssAnon:", 8) == 0)
			found = strtol(line + 8, NULL, 10);
	assert_int_equal(fclose(file), 0);
	assert_true(found >= 0);
	return found;
}

/* The last one stays, so that it is not only the heap's end that could be cut off. */
static char *heap_use(void)
{
	static char *chunks[CHUNKS];

	for (size_t i = 0; i < CHUNKS; i++) {
		chunks[i] = malloc(CHUNK);
		assert_non_null(chunks[i]);
		memset(chunks[i], 'x', CHUNK);
	}
	for (size_t i = 0; i < CHUNKS - 1; i++)
		free(chunks[i]);
	return chunks[CHUNKS - 1];
}

__attribute__((noinline)) static void stack_use(void)
{
	volatile char deep[STACK_KIB * 1024];

	for (size_t i = 0; i < sizeof(deep); i += 512)
		deep[i] = 'x';
}

static void free_heap_is_given_back(void **state)
{
	char *kept;
	long before;

	(void)state;
	need_plain_heap();
	kept = heap_use();
	before = anonymous_kib();
	memory_trim();
	assert_true(anonymous_kib() <= before - ENOUGH_KIB);
	for (size_t i = 0; i < CHUNK; i++)
		assert_int_equal(kept[i], 'x');
	free(kept);
}

static void used_stack_is_given_back(void **state)
{
	char mine[64] = "still here";
	long before;

	(void)state;
	need_plain_heap();
	stack_use();
	before = anonymous_kib();
	memory_trim();
	assert_true(anonymous_kib() <= before - STACK_KIB / 2);
	assert_string_equal(mine, "still here");
}

/* What init does from then on: it reaps, and sees errors. */
static void who_has_abandoned_its_memory_can_reap(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		memory_abandon();
		child = fork();
		if (child == 0)
			_exit(7);
		if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != 7)
			_exit(1);
		_exit(waitpid(-1, NULL, 0) < 0 && errno == ECHILD ? 0 : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(free_heap_is_given_back),
		cmocka_unit_test(used_stack_is_given_back),
		cmocka_unit_test(who_has_abandoned_its_memory_can_reap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
