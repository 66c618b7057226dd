/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From root in the jail to the user's program: groups, ids, directory, environment, execve(2).
 * It must never: go on as root, or pass on a descriptor that was not meant for the program.
 */
#pragma once

struct request;

/*
 * Becomes the user and the program in this process, with the descriptors in files as 0, 1 and 2; a
 * terminal among them becomes its own. Ends the process if something fails.
 */
_Noreturn void run_program(const struct request *request, char *const *program, char *const *more,
			   const int files[3], int terminal_fd);
