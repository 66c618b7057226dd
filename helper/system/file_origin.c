/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "system/file_origin.h"

#include <stdio.h>
#include <sys/xattr.h>

#include "system/file_system.h"
#include "system/report.h"

#define LABEL	  "security.selinux"
#define LABEL_MAX 128

/* By its path: fgetxattr(2) takes no descriptor of O_PATH. Empty where there is none to be read. */
static void label_read(int fd, char ret_label[LABEL_MAX])
{
	char path[32];
	ssize_t length;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = getxattr(path, LABEL, ret_label, LABEL_MAX - 1);
	ret_label[length < 0 ? 0 : length] = '\0';
}

int file_origin_check(int fd, const char *subject, struct report *report)
{
	char label[LABEL_MAX];
	int outcome = file_system_is_in_user_space(fd);

	if (outcome == 0)
		return 0;
	if (outcome > 0)
		return report_error(report, 0, "%s is on a file system in user space", subject);
	label_read(fd, label);
	return report_error(
		report, -outcome, "%s is on a file system that can not be looked at%s%s%s", subject,
		label[0] == '\0' ? "" : ", its label is '", label, label[0] == '\0' ? "" : "'");
}
