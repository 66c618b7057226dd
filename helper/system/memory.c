/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that is given back; see memory.h. */
#include "system/memory.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEAP_MAX    ((uintptr_t)64 * 1024 * 1024)
#define STACK_DEPTH ((uintptr_t)256 * 1024) /* more than any call of ours reaches down */

/*
 * From the second page below us, because a system call and a signal need some of the first, to what
 * may be below the mapping: madvise(2) takes what is there of it and complains of the rest.
 */
__attribute__((noinline)) static void stack_trim(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t end = here / page * page - page;

	(void)madvise((void *)(end - STACK_DEPTH), STACK_DEPTH, MADV_DONTNEED);
}

void memory_trim(void)
{
	(void)malloc_trim(0);
	stack_trim();
}

/*
 * In a static program libc puts what belongs to the thread, errno and the stack's guard, at the
 * beginning of the heap: that stays, with a page to spare. Elsewhere nobody knows where the heap
 * begins, and it stays as it is.
 */
void memory_abandon(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t begin = ((uintptr_t)&errno / page + 2) * page;
	uintptr_t end = (uintptr_t)sbrk(0) / page * page;

	memory_trim();
	if (begin < end && end - begin <= HEAP_MAX)
		(void)madvise((void *)begin, end - begin, MADV_DONTNEED);
}
