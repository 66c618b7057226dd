/* SPDX-License-Identifier: BSD-3-Clause */
/* The terminal that the caller leads, if it does. */
#include "login/login.h"

#include <errno.h>
#include <unistd.h>

int login_terminal_give(struct login *login, uid_t uid, gid_t gid)
{
	if (login->terminal_fd < 0 || !login->request.leads_terminal ||
	    !login->plan.has_user_namespace || fchown(login->terminal_fd, uid, gid) == 0)
		return 0;
	return report_error(&login->report, errno, "the terminal can not be given to the jail");
}
