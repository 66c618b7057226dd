/* SPDX-License-Identifier: BSD-3-Clause */
/* Asking systemd whether it is through; a socket of the test's stands for it. */
#include "keeper/stop_round.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/message.h"

static int listen_as_systemd(void)
{
	const struct sockaddr_un address = { .sun_family = AF_UNIX,
					     .sun_path = "/run/systemd/notify" };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	tmpfs_over("/run");
	check_number(mkdir("/run/systemd", 0755), 0);
	check_number(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void it_hangs_up_when_systemd_has_read_the_word(void)
{
	int listener_fd = listen_as_systemd();
	int fds[MESSAGE_FDS_MAX], round_fd = stop_round_open();
	uint8_t text[64] = "";

	check(round_fd >= 0);
	check(!is_readable(round_fd, 100));
	check_number(message_receive(listener_fd, text, sizeof(text) - 1, fds, boottime_ms()),
		     strlen("BARRIER=1"));
	check_text((const char *)text, "BARRIER=1");
	check(!is_readable(round_fd, 100));
	check_number(close(fds[0]), 0);
	check(is_readable(round_fd, 0));
}

static void it_hangs_up_when_systemd_ends(void)
{
	int listener_fd = listen_as_systemd();
	int round_fd = stop_round_open();

	check(!is_readable(round_fd, 0));
	check_number(close(listener_fd), 0);
	check(is_readable(round_fd, 0));
}

static void without_systemd_there_is_nothing_to_wait_for(void)
{
	tmpfs_over("/run");
	check(stop_round_open() < 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(it_hangs_up_when_systemd_has_read_the_word),
		fixture_test(it_hangs_up_when_systemd_ends),
		fixture_test(without_systemd_there_is_nothing_to_wait_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
