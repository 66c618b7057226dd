/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "host/host_etc_files.h"

#include "host/accounts.h"
#include "plan/jail_plan.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/new_file.h"
#include "system/report.h"

static int file_write(struct jail_build *build, int etc_fd, const char *name,
		      const struct host_file *file)
{
	int error = 0;

	if (file->data != NULL)
		error = new_file_write(etc_fd, name, file->data, file->size);
	return error < 0 ? report_error(build->report, -error, "can not write /etc/%s", name) : 0;
}

int host_etc_files_write(struct jail_build *build, int etc_fd, int rootfs_etc_fd)
{
	int error = 0;

	if (build->plan->accounts == ACCOUNTS_MERGE)
		error = accounts_merge(etc_fd, rootfs_etc_fd, build->request, build->report);
	if (error == 0)
		error = file_write(build, etc_fd, "resolv.conf", &build->sources->resolv_conf);
	if (error == 0)
		error = file_write(build, etc_fd, "localtime", &build->sources->localtime);
	return error;
}
