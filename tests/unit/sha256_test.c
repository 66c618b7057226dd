/* SPDX-License-Identifier: BSD-3-Clause */
/* SHA-256 against FIPS 180-4's examples, and at every length where the padding changes. */
#include "sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shared/cleanup.h"

static const struct {
	const char *text;
	const char *sum;
} examples[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
	  "lmnopqrsmnopqrstnopqrstu",
	  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
};

static void spell(const uint8_t sum[SHA256_SIZE], char text[2 * SHA256_SIZE + 1])
{
	for (int i = 0; i < SHA256_SIZE; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", sum[i]);
}

static void examples_come_out(void **state)
{
	char text[2 * SHA256_SIZE + 1];
	uint8_t sum[SHA256_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
		sha256(examples[i].text, strlen(examples[i].text), sum);
		spell(sum, text);
		assert_string_equal(text, examples[i].sum);
	}
}

static void a_million_bytes(void **state)
{
	_cleanup_free_ char *data = malloc(1000000);
	char text[2 * SHA256_SIZE + 1];
	uint8_t sum[SHA256_SIZE];

	(void)state;
	assert_non_null(data);
	memset(data, 'a', 1000000);
	sha256(data, 1000000, sum);
	spell(sum, text);
	assert_string_equal(text,
			    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* The sum of the sums of 0 to 255 bytes 0, 1, 2...; made with another program. */
static void every_length_is_padded(void **state)
{
	uint8_t data[256], sums[256 * SHA256_SIZE], sum[SHA256_SIZE];
	char text[2 * SHA256_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)i;
	for (size_t i = 0; i < sizeof(data); i++)
		sha256(data, i, sums + i * SHA256_SIZE);
	sha256(sums, sizeof(sums), sum);
	spell(sum, text);
	assert_string_equal(text,
			    "b93dd1116d1648691c732d2011543b161309b842afef7ecb6f17adf2ebbd3426");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_come_out),
		cmocka_unit_test(a_million_bytes),
		cmocka_unit_test(every_length_is_padded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
