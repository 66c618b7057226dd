/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl enter: a program in a jail that is up, as its user and confined as he is. */
#include <stdio.h>
#include <string.h>

#include "ctl/command/command.h"
#include "ctl/enter/enter_join.h"
#include "ctl/enter/enter_tool.h"
#include "ctl/list/jail_find.h"
#include "ctl/list/keepers.h"
#include "ctl/output/printable.h"
#include "ctl/session/session_process.h"
#include "ctl/session/session_program.h"
#include "reason.h"
#include "shared/cleanup.h"

#define _cleanup_request_ __attribute__((cleanup(request_clear)))

struct entry_wish {
	const struct ctl_options *options;
	const struct kept_jail *jail;
	char **program; /* the user's operand stands before it */
};

static int fault(const char *text)
{
	(void)fputs("nsjailctl enter: ", stderr);
	printable_write(stderr, text);
	(void)fputc('\n', stderr);
	return RUN_STATUS_NONE;
}

/* A program is called by its name, and this one has no path in the jail. */
static char **tool_arguments(const struct entry_wish *wish)
{
	const char *slash = strrchr(wish->options->tool, '/');
	const char *name = slash == NULL ? wish->options->tool : slash + 1;
	char **arguments = wish->program - 1;

	arguments[0] = (char *)(uintptr_t)name;
	return arguments;
}

static int wish_run(void *data, int socket_fd, const int files[3])
{
	const struct entry_wish *wish = data;
	const char *tool = wish->options->tool;
	_cleanup_request_ struct request request = { 0 };
	_cleanup_close_ int tool_fd = NO_FD;
	struct reason reason = { 0 };
	struct enter_join join;
	int error = enter_account(&request, wish->jail, &reason);

	if (error == 0 && tool != NULL) {
		tool_fd = enter_tool_open(tool, &reason);
		error = tool_fd < 0 ? tool_fd : 0;
	}
	if (error == 0)
		error = enter_join(&join, wish->jail, &reason);
	if (error < 0)
		return fault(reason.text);
	return session_program_run(&(struct session_program){
		.command = "enter",
		.request = &request,
		.arguments = tool == NULL ? wish->program : tool_arguments(wish),
		.tool_fd = tool_fd,
		.has_host_groups = true,
		.socket_fd = socket_fd,
		.files = files });
}

int enter_command(const struct ctl_options *options, char **operands)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };
	struct entry_wish wish = { .options = options, .program = operands + 1 };
	const struct session_process process = { .command = "enter",
						 .run = wish_run,
						 .data = &wish };

	if (geteuid() != 0)
		return fault("only root can enter jails");
	wish.jail = jail_ask_one(&jails, operands[0], "enter");
	return wish.jail == NULL ? RUN_STATUS_NONE : session_process_run(&process);
}
