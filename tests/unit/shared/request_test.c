/* SPDX-License-Identifier: BSD-3-Clause */
/* The wire format: what goes in comes out, and nothing that is damaged does harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/request.h"

#include <errno.h>
#include <string.h>

#include "shared/cleanup.h"

static char config_path[] = "/etc/security/nsjail.conf", user[] = "alice", gecos[] = "Alice A.",
	    home[] = "/home/alice", shell[] = "/bin/sh", service[] = "sshd", tty[] = "ssh",
	    rhost[] = "";
static char name_alice[] = "alice", name_web[] = "web", nameless[] = "";
static struct request_group groups[] = {
	{ 1001, name_alice },
	{ 2000, name_web },
	{ 3000, nameless },
};

static const struct request example = {
	.session_id = 0xdeadbeef,
	.is_debug = true,
	.leads_terminal = true,
	.is_query = true,
	.is_audit = true,
	.has_terminal = false,
	.uid = 1001,
	.gid = 4294967294,
	.config_path = config_path,
	.user = user,
	.gecos = gecos,
	.home = home,
	.shell = shell,
	.service = service,
	.tty = tty,
	.rhost = rhost,
	.group_count = ARRAY_SIZE(groups),
	.groups = groups,
};

static const struct verdict example_verdict = {
	.outcome = VERDICT_JAILED,
	.entry = "1001-deadbeef",
	.bounding_set = 1ULL << 40 | 1,
	.no_new_privs = true,
	.has_runtime_dir = true,
	.namespace_count = 2,
	.namespaces = { { 0x20000, 4, 4026531841 }, { 0x20000000, 4, UINT64_MAX } },
};

static uint8_t message[MESSAGE_MAX];

static size_t encode_example(void)
{
	ssize_t length = request_encode(&example, message, sizeof(message));

	assert_true(length > 0);
	return (size_t)length;
}

static void assert_same_text(const struct request *a, const struct request *b)
{
	assert_string_equal(a->config_path, b->config_path);
	assert_string_equal(a->user, b->user);
	assert_string_equal(a->gecos, b->gecos);
	assert_string_equal(a->home, b->home);
	assert_string_equal(a->shell, b->shell);
	assert_string_equal(a->service, b->service);
	assert_string_equal(a->tty, b->tty);
	assert_string_equal(a->rhost, b->rhost);
}

static void request_comes_back(void **state)
{
	struct request found = { 0 };

	(void)state;
	assert_int_equal(request_decode(&found, message, encode_example()), 0);
	assert_int_equal(found.session_id, example.session_id);
	assert_true(found.is_debug);
	assert_true(found.leads_terminal);
	assert_true(found.is_query);
	assert_true(found.is_audit);
	assert_false(found.has_terminal);
	assert_int_equal(found.uid, example.uid);
	assert_int_equal(found.gid, example.gid);
	assert_same_text(&found, &example);
	assert_int_equal(found.group_count, example.group_count);
	for (size_t i = 0; i < found.group_count; i++) {
		assert_int_equal(found.groups[i].gid, groups[i].gid);
		assert_string_equal(found.groups[i].name, groups[i].name);
	}
	request_clear(&found);
	assert_null(found.user);
}

static void verdict_comes_back(void **state)
{
	struct verdict found;
	ssize_t length = verdict_encode(&example_verdict, message, sizeof(message));

	(void)state;
	assert_int_equal(verdict_decode(&found, message, (size_t)length), 0);
	assert_int_equal(found.outcome, VERDICT_JAILED);
	assert_string_equal(found.reason, "");
	assert_string_equal(found.entry, "1001-deadbeef");
	assert_true(found.bounding_set == example_verdict.bounding_set);
	assert_true(found.no_new_privs);
	assert_true(found.has_runtime_dir);
	assert_int_equal(found.namespace_count, 2);
	assert_int_equal(found.namespaces[0].flag, 0x20000);
	assert_int_equal(found.namespaces[0].device, 4);
	assert_true(found.namespaces[1].inode == UINT64_MAX);
}

static void log_line_comes_back(void **state)
{
	struct log_line line = { .level = 3 };
	struct log_line found;
	ssize_t length;

	(void)state;
	memset(line.text, 'x', sizeof(line.text) - 1);
	length = log_line_encode(&line, message, sizeof(message));
	assert_int_equal(log_line_decode(&found, message, (size_t)length), 0);
	assert_int_equal(found.level, 3);
	assert_string_equal(found.text, line.text);
}

static void words_are_words(void **state)
{
	ssize_t length = word_encode(MESSAGE_CLOSED, message, sizeof(message));

	(void)state;
	assert_int_equal(message_type_decode(message, (size_t)length), MESSAGE_CLOSED);
	assert_int_equal(message_type_decode(message, (size_t)length + 1), -EBADMSG);
	assert_int_equal(message_type_decode(message, encode_example()), MESSAGE_REQUEST);
	assert_int_equal(message_type_decode(message, 0), -EBADMSG);
}

/* Each shorter message is copied to an allocation of its size, so that a sanitizer sees over-reads.
 */
static void every_truncation_is_refused(void **state)
{
	size_t length = encode_example();

	(void)state;
	for (size_t cut = 0; cut < length; cut++) {
		_cleanup_free_ uint8_t *part = malloc(cut + 1);
		struct request found = { .uid = 77 };

		assert_non_null(part);
		part = realloc(part, cut == 0 ? 1 : cut);
		memcpy(part, message, cut);
		assert_int_equal(request_decode(&found, part, cut), -EBADMSG);
		assert_int_equal(found.uid, 77);
		assert_null(found.user);
	}
}

static void every_truncated_verdict_is_refused(void **state)
{
	size_t length = (size_t)verdict_encode(&example_verdict, message, sizeof(message));
	struct verdict found = { .namespace_count = 77 };

	(void)state;
	for (size_t cut = 0; cut < length; cut++)
		assert_int_equal(verdict_decode(&found, message, cut), -EBADMSG);
	assert_int_equal(found.namespace_count, 77);
}

static void bytes_behind_are_refused(void **state)
{
	struct request found = { 0 };
	struct verdict verdict;
	struct log_line line;
	size_t length = encode_example();

	(void)state;
	message[length] = 0;
	assert_int_equal(request_decode(&found, message, length + 1), -EBADMSG);
	length = (size_t)verdict_encode(&example_verdict, message, sizeof(message));
	assert_int_equal(verdict_decode(&verdict, message, length + 1), -EBADMSG);
	length = (size_t)log_line_encode(&(struct log_line){ 3, "x" }, message, sizeof(message));
	assert_int_equal(log_line_decode(&line, message, length + 1), -EBADMSG);
}

/* A flipped bit either changes a value or is noticed; what comes out is whole in both cases. */
static void flipped_bits_do_no_harm(void **state)
{
	size_t length = encode_example();

	(void)state;
	for (size_t bit = 0; bit < length * 8; bit++) {
		struct request found = { 0 };
		int error;

		message[bit / 8] ^= (uint8_t)(1 << bit % 8);
		error = request_decode(&found, message, length);
		message[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_true(error == 0 || error == -EBADMSG || error == -EPROTO);
		assert_true(error == 0 || found.user == NULL);
		if (error == 0)
			assert_true(strlen(found.user) + strlen(found.rhost) < length);
		request_clear(&found);
	}
}

static void flipped_verdicts_stay_in_range(void **state)
{
	size_t length = (size_t)verdict_encode(&example_verdict, message, sizeof(message));

	(void)state;
	for (size_t bit = 0; bit < length * 8; bit++) {
		struct verdict found;
		int error;

		message[bit / 8] ^= (uint8_t)(1 << bit % 8);
		error = verdict_decode(&found, message, length);
		message[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (error < 0)
			continue;
		assert_true(found.outcome <= VERDICT_COVERED);
		assert_true(found.namespace_count <= NAMESPACE_COUNT);
		assert_true(strnlen(found.entry, sizeof(found.entry)) < sizeof(found.entry));
	}
}

static void another_version_is_told_apart(void **state)
{
	const uint32_t version = PROTOCOL_VERSION + 1;
	struct request found = { 0 };
	size_t length = encode_example();

	(void)state;
	memcpy(message, &version, sizeof(version));
	assert_int_equal(request_decode(&found, message, length), -EPROTO);
	assert_int_equal(message_type_decode(message, length), -EPROTO);
}

static void another_type_is_refused(void **state)
{
	struct verdict verdict;
	struct log_line line;
	struct request request = { 0 };
	size_t length = encode_example();

	(void)state;
	assert_int_equal(verdict_decode(&verdict, message, length), -EBADMSG);
	assert_int_equal(log_line_decode(&line, message, length), -EBADMSG);
	length = (size_t)verdict_encode(&example_verdict, message, sizeof(message));
	assert_int_equal(request_decode(&request, message, length), -EBADMSG);
}

static void nul_in_a_string_is_refused(void **state)
{
	struct request found = { 0 };
	size_t length = encode_example();
	uint8_t *at = memmem(message, length, "Alice A.", 8);

	(void)state;
	assert_non_null(at);
	at[3] = '\0';
	assert_int_equal(request_decode(&found, message, length), -EBADMSG);
}

static void levels_are_those_of_syslog(void **state)
{
	struct log_line line;
	size_t length;

	(void)state;
	length = (size_t)log_line_encode(&(struct log_line){ 8, "x" }, message, sizeof(message));
	assert_int_equal(log_line_decode(&line, message, length), -EBADMSG);
	length = (size_t)log_line_encode(&(struct log_line){ -1, "x" }, message, sizeof(message));
	assert_int_equal(log_line_decode(&line, message, length), -EBADMSG);
}

static void small_buffers_are_not_overrun(void **state)
{
	size_t length = encode_example();

	(void)state;
	for (size_t size = 0; size < length; size++) {
		memset(message, 0xa5, sizeof(message));
		assert_int_equal(request_encode(&example, message, size), -EMSGSIZE);
		assert_int_equal(message[size], 0xa5);
	}
	assert_int_equal(request_encode(&example, message, length), length);
}

static void oversize_is_refused(void **state)
{
	static uint8_t large[MESSAGE_MAX + 64];
	static char long_text[MESSAGE_MAX + 1];
	static struct request_group many[REQUEST_GROUPS + 1];
	struct request request = example;
	struct request found = { 0 };

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	request.gecos = long_text;
	assert_int_equal(request_encode(&request, large, sizeof(large)), -EMSGSIZE);
	request = example;
	request.groups = many;
	request.group_count = ARRAY_SIZE(many);
	assert_int_equal(request_encode(&request, large, sizeof(large)), -EMSGSIZE);
	assert_true(request_encode(&example, large, sizeof(large)) > 0);
	assert_int_equal(request_decode(&found, large, sizeof(large)), -EBADMSG);
}

/* The count of groups is the last number before them: four thousand million are announced. */
static void group_counts_are_not_believed(void **state)
{
	const uint32_t count = UINT32_MAX;
	struct request request = example;
	struct request found = { 0 };
	ssize_t length;

	(void)state;
	request.group_count = 0;
	length = request_encode(&request, message, sizeof(message));
	assert_int_equal(request_decode(&found, message, (size_t)length), 0);
	request_clear(&found);
	memcpy(message + length - sizeof(count), &count, sizeof(count));
	assert_int_equal(request_decode(&found, message, (size_t)length), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_comes_back),
		cmocka_unit_test(verdict_comes_back),
		cmocka_unit_test(log_line_comes_back),
		cmocka_unit_test(words_are_words),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(every_truncated_verdict_is_refused),
		cmocka_unit_test(bytes_behind_are_refused),
		cmocka_unit_test(flipped_bits_do_no_harm),
		cmocka_unit_test(flipped_verdicts_stay_in_range),
		cmocka_unit_test(another_version_is_told_apart),
		cmocka_unit_test(another_type_is_refused),
		cmocka_unit_test(nul_in_a_string_is_refused),
		cmocka_unit_test(levels_are_those_of_syslog),
		cmocka_unit_test(small_buffers_are_not_overrun),
		cmocka_unit_test(oversize_is_refused),
		cmocka_unit_test(group_counts_are_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
