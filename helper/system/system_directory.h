/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Directories that a system has for itself or for all: the root directory, what stands in it, and
 * what stands in /etc, /run, /usr and /var. It must never: go by a name, of which a directory may
 * have many.
 */
#pragma once

/* 1 if the directory that fd is open on is one of them, 0 if not; -errno if there is no telling. */
int system_directory_is(int fd);
