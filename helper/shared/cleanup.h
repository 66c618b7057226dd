/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ownership by attribute: a variable marked _cleanup_... releases what it holds when it goes out of
 * scope, with errno kept. Initialise it where it is declared; hand over with TAKE_PTR and TAKE_FD.
 */
#pragma once

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* "No descriptor": close() of it is harmless, and it can not be mistaken for AT_FDCWD or -1. */
#define NO_FD (-EBADF)

#define ARRAY_SIZE(array)                                                        \
	(sizeof(array) / sizeof((array)[0]) +                                    \
	 0 * sizeof(char[1 - 2 * __builtin_types_compatible_p(__typeof__(array), \
							      __typeof__(&(array)[0]))]))

#define TAKE_PTR(pointer)                               \
	({                                              \
		__typeof__(pointer) taken_ = (pointer); \
		(pointer) = NULL;                       \
		taken_;                                 \
	})

#define TAKE_FD(fd)                \
	({                         \
		int taken_ = (fd); \
		(fd) = NO_FD;      \
		taken_;            \
	})

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer); /* glibc 2.33: free() keeps errno */
}

static inline void cleanup_close(const int *fd)
{
	int kept = errno;

	if (*fd >= 0)
		(void)close(*fd);
	errno = kept;
}

static inline void cleanup_closedir(DIR **directory)
{
	int kept = errno;

	if (*directory != NULL)
		(void)closedir(*directory);
	errno = kept;
}

static inline void cleanup_fclose(FILE **file)
{
	int kept = errno;

	if (*file != NULL)
		(void)fclose(*file);
	errno = kept;
}

#define _cleanup_free_	   __attribute__((cleanup(cleanup_free)))
#define _cleanup_close_	   __attribute__((cleanup(cleanup_close)))
#define _cleanup_closedir_ __attribute__((cleanup(cleanup_closedir)))
#define _cleanup_fclose_   __attribute__((cleanup(cleanup_fclose)))
