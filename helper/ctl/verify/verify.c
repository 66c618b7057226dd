/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nsjailctl verify: one process joins the jail and leaves a probe there; what the probe tries and
 * what can be seen of it from here are put together.
 */
#include <fcntl.h>
#include <linux/keyctl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ctl/command/command.h"
#include "ctl/enter/enter_join.h"
#include "ctl/list/jail_find.h"
#include "ctl/list/keepers.h"
#include "ctl/output/printable.h"
#include "ctl/verify/verify_inside.h"
#include "ctl/verify/verify_outside.h"
#include "ctl/verify/verify_result.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/message.h"

#define PROBE_TIMEOUT_MS 10000

#define _cleanup_request_ __attribute__((cleanup(request_clear)))

static int fault(const char *text)
{
	(void)fputs("nsjailctl verify: ", stderr);
	printable_write(stderr, text);
	(void)fputc('\n', stderr);
	return CTL_NOT_OK;
}

/* From the process that has joined: the probe's pidfd goes out before anything that it says. */
static int probe_start(struct verify_probe *probe)
{
	_cleanup_close_ int own_pidfd = pidfd_open(getpid(), 0);
	_cleanup_close_ int probe_pidfd = NO_FD;
	static const uint8_t word = 0;
	pid_t child = own_pidfd < 0 ? -1 : fork();
	int error;

	if (child == 0)
		verify_inside(probe, own_pidfd);
	probe_pidfd = child < 0 ? NO_FD : pidfd_open(child, 0);
	error = probe_pidfd < 0
			? -errno
			: message_send(probe->socket_fd, &word, sizeof(word), &probe_pidfd, 1);
	/* Its end has to be the end of the socket. */
	(void)close(probe->socket_fd);
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		continue;
	return error;
}

_Noreturn static void carrier_main(const struct kept_jail *jail, int socket_fd)
{
	_cleanup_request_ struct request request = { 0 };
	struct reason reason = { 0 };
	struct enter_join join;
	struct verify_probe probe = {
		.jail = jail, .request = &request, .join = &join, .socket_fd = socket_fd
	};
	int error = setsid() < 0 ? -errno : enter_account(&request, jail, &reason);

	probe.host_keyring =
		(int32_t)syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
	if (error == 0)
		error = enter_join(&join, jail, &reason);
	if (error < 0)
		(void)fault(reason.text);
	else
		error = probe_start(&probe);
	_exit(error < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* What the probe says is taken for its own word, whatever it claims to be. 1 to go on, 0 at the
 * last one. */
static int result_take(struct verify_results *results, const uint8_t *buffer, size_t length)
{
	struct verify_result result;

	if (length != sizeof(result))
		return -EBADMSG;
	memcpy(&result, buffer, sizeof(result));
	result.is_inside = true;
	result.property[sizeof(result.property) - 1] = '\0';
	result.detail[sizeof(result.detail) - 1] = '\0';
	if (result.property[0] == '\0')
		return 0;
	if ((unsigned int)result.state >= VERIFY_STATES)
		return -EBADMSG;
	verify_add(results, &result);
	return 1;
}

/* All that the probe says; its pidfd comes from the one that started it, before or between. */
static int probe_hear(struct verify_results *results, int socket_fd, int *ret_pidfd)
{
	int64_t deadline_ms = boottime_ms() + PROBE_TIMEOUT_MS;
	bool is_heard = false;

	while (!is_heard || *ret_pidfd < 0) {
		uint8_t buffer[sizeof(struct verify_result)];
		int fds[MESSAGE_FDS_MAX];
		ssize_t length =
			message_receive(socket_fd, buffer, sizeof(buffer), fds, deadline_ms);
		int more = 1;

		for (size_t i = 1; i < MESSAGE_FDS_MAX; i++)
			cleanup_close(&fds[i]);
		if (length <= 0) {
			cleanup_close(&fds[0]);
			return length < 0 ? (int)length : -ECONNRESET;
		}
		if (fds[0] >= 0 && *ret_pidfd < 0)
			*ret_pidfd = fds[0];
		else
			cleanup_close(&fds[0]);
		if (length != 1)
			more = result_take(results, buffer, (size_t)length);
		if (more < 0)
			return more;
		is_heard = is_heard || more == 0;
	}
	return 0;
}

static int jail_look(struct verify_results *results, const struct kept_jail *jail, int socket_fd)
{
	_cleanup_close_ int pidfd = NO_FD;
	int error = probe_hear(results, socket_fd, &pidfd);

	if (error == 0)
		verify_outside(results, jail, pidfd);
	return error;
}

/* Standard input is the host's, and so may be a terminal: nothing of it goes along. */
static pid_t carrier_start(const struct kept_jail *jail, int *ret_socket_fd)
{
	int ends[2];
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	child = fork();
	if (child == 0) {
		(void)close(ends[0]);
		carrier_main(jail, ends[1]);
	}
	if (child < 0)
		child = -errno;
	(void)close(ends[1]);
	*ret_socket_fd = ends[0];
	return child;
}

static int jail_verify(struct verify_results *results, const struct kept_jail *jail)
{
	_cleanup_close_ int socket_fd = NO_FD;
	pid_t carrier = carrier_start(jail, &socket_fd);
	int error = carrier < 0 ? carrier : jail_look(results, jail, socket_fd);

	cleanup_close(&socket_fd);
	socket_fd = NO_FD;
	if (carrier > 0 && error < 0)
		(void)kill(carrier, SIGKILL);
	while (carrier > 0 && waitpid(carrier, NULL, 0) < 0 && errno == EINTR)
		continue;
	return error;
}

static int show(const struct ctl_options *options, const struct verify_results *results,
		const struct kept_jail *jail)
{
	int error = options->is_json ? verify_json(results, jail->name, jail->user)
				     : verify_print(results);

	return error == 0 && !results->is_short && verify_count(results, VERIFY_FAILS) == 0
		       ? CTL_OK
		       : CTL_NOT_OK;
}

int verify_command(const struct ctl_options *options, char **operands)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };
	_cleanup_verify_ struct verify_results results = { 0 };
	const struct kept_jail *jail;
	int error;

	if (geteuid() != 0)
		return fault("only root can enter jails");
	(void)signal(SIGCHLD, SIG_DFL);
	jail = jail_ask_one(&jails, operands[0], "verify");
	if (jail == NULL)
		return CTL_NOT_OK;
	error = jail_verify(&results, jail);
	return error < 0 ? fault("the probe gave no answer") : show(options, &results, jail);
}
