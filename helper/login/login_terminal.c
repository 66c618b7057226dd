/* SPDX-License-Identifier: BSD-3-Clause */
/* The caller's terminal: whether the jail can have it, and how it gets it. */
#include "login/login.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ids/idmap.h"
#include "keeper/join.h"
#include "mounts/terminal_node.h"
#include "plan/services.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/program_text.h"

/*
 * What login(1) of util-linux says when it can not open its terminal a second time, by the path
 * that it had on the host: its child does that in the jail, as root, to lead the terminal. It says
 * so in every version, and shadow's, which goes on with what it has, does not.
 */
#define REOPENS "FATAL: can't reopen tty"

/* 1 if the caller's program does that, 0 if not, or -errno with the reason in the report. */
static int caller_reopens(struct login *login)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int reopens = -ESRCH;

	if (getsockopt(HELPER_SOCKET_FD, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
		reopens = program_text_has(peer.pid, REOPENS);
	return reopens < 0 ? report_error(&login->report, -reopens, "the caller's program")
			   : reopens;
}

/* What login(1) opens is what it calls it. */
static bool has_path(const struct login *login)
{
	const char *path = login->request.tty;
	const char *name = strncmp(path, "/dev/", 5) == 0 ? path + 5 : path;

	return login->terminal.name[0] != '\0' && strcmp(login->terminal.name, name) == 0;
}

/*
 * A pseudo terminal of the jail's own may have the number that the caller's has outside: login
 * would take that one from whoever is at it.
 */
int login_terminal_look(struct login *login)
{
	int error = 0;

	if (!services_is_of_login(login->request.service))
		return 0;
	if (login->terminal_fd >= 0)
		error = terminal_look(&login->terminal, login->terminal_fd);
	if (error < 0)
		return report_error(&login->report, -error, "terminal '%s'", login->request.tty);
	if (has_path(login))
		return 0;
	login->terminal.name[0] = '\0';
	error = caller_reopens(login);
	if (error <= 0)
		return error;
	return report_error(&login->report, 0,
			    "login opens its terminal '%s' by path, and in a jail only consoles "
			    "and serial lines in /dev have theirs",
			    login->request.tty);
}

/*
 * login(1) hands the terminal that it leads over to the user, and in a user namespace it can do so
 * only with what its ids cover. Getty takes it back.
 */
static int owner_set(struct login *login, const struct idmap *idmap)
{
	if (login->terminal_fd < 0 || !login->request.leads_terminal || !idmap->is_active)
		return 0;
	if (fchown(login->terminal_fd, idmap_uid(idmap, 0), idmap_gid(idmap, 0)) == 0)
		return 0;
	return report_error(&login->report, errno, "the terminal can not be given to the jail");
}

int login_terminal_give(struct login *login, const struct idmap *idmap, int devices_fd)
{
	int error = owner_set(login, idmap);

	if (error < 0 || login->terminal.name[0] == '\0' || devices_fd < 0)
		return error;
	error = terminal_node_make(devices_fd, &login->terminal,
				   idmap_gid(idmap, login->request.gid));
	return error == 0 ? 0
			  : report_error(&login->report, -error, "terminal '%s' in the jail's /dev",
					 login->terminal.name);
}

int login_terminal_bring(struct login *login, const struct patience *patience)
{
	_cleanup_close_ int devices_fd = NO_FD;
	int error = 0;

	if (login->terminal.name[0] != '\0')
		error = join_devices_open(&login->keeper.entry, patience, &devices_fd,
					  &login->report);
	return error < 0 ? error : login_terminal_give(login, &login->idmap, devices_fd);
}

int login_terminal_grant(struct login *login)
{
	const char *name = login->terminal.name;
	int error;

	if (name[0] == '\0')
		return 0;
	error = terminal_node_grant(&login->keeper.terminal, login->keeper.init.devices_fd, name);
	return error == 0 ? 0
			  : report_error(&login->report, -error, "terminal '%s' in the jail's /dev",
					 name);
}

void login_terminal_drop(struct login *login)
{
	cleanup_close(&login->terminal_fd);
	login->terminal_fd = NO_FD;
}
