/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who says what is in a file and whose it is: the kernel, or a program.
 * It must never: be asked of what tenants can make, see file_system.h.
 */
#pragma once

struct report;

/*
 * 0 if the kernel says it. Or -errno with the cause in report, which begins with subject: a file
 * system in user space, or one that can not be looked at, with the label that SELinux goes by.
 */
int file_origin_check(int fd, const char *subject, struct report *report);
