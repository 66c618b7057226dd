/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A datagram of a tenant to his /dev/log: what the keeper makes of it stands in the host's log, and
 * nsjailctl finds no refusal there.
 */
#include "fuzz.h"

#include <sys/mman.h>
#include <syslog.h>
#include <unistd.h>

#include "ctl/why/why_log.h"
#include "keeper/log_text.h"
#include "shared/cleanup.h"

/* As a log daemon writes it down (log_relay.c). */
#define HEAD "Nov 30 18:00:00 host nsjail[77]: user 'alice' (1001): "
#define ID   "0123abcd"

static int log_fd;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_fd = memfd_create("log", MFD_CLOEXEC);
	expect(log_fd >= 0);
	return 0;
}

static void expect_no_refusal(const char *text)
{
	char path[32];
	_cleanup_free_ char *found = NULL;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", log_fd);
	expect(ftruncate(log_fd, 0) == 0 && lseek(log_fd, 0, SEEK_SET) == 0);
	expect(dprintf(log_fd, HEAD "%s\n", text) > 0);
	found = why_log_find(ID, path);
	expect(found == NULL);
}

static void expect_text(const char *text, size_t length)
{
	expect(length < LOG_TEXT_MAX && strlen(text) == length);
	for (size_t i = 0; i < length; i++)
		expect(text[i] >= ' ' && text[i] <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *datagram = fuzz_text(data, size);
	char text[LOG_TEXT_MAX], again[LOG_TEXT_MAX];
	int priority = log_text_priority(datagram, size);
	size_t length = log_text_make(text, datagram, size);

	expect((priority & LOG_FACMASK) == LOG_USER && LOG_PRI(priority) >= LOG_ERR);
	expect_text(text, length);
	expect_no_refusal(text);
	/* Nothing behind the end is looked at. */
	datagram[size] = '\n';
	expect(log_text_make(again, datagram, size) == length && strcmp(again, text) == 0);
	free(datagram);
	return 0;
}
