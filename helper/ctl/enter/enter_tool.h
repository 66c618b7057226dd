/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program of the host's for use in a jail: a sealed copy in memory, which is run by its
 * descriptor. It must never: be a program that needs files of the jail to start, or lead back to
 * the file that it was copied from.
 */
#pragma once

struct reason;

/* The copy's descriptor, the caller's, or -errno with the cause in reason. */
int enter_tool_open(const char *path, struct reason *reason);
