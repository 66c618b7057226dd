/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether the files of profiles are what they were. Needs root, whose alone their paths are. */
#include "plan/profile_stamps.h"
#include "plan/profile_stamps_look.h"

#include <unistd.h>

#include "config_fixture.h"

#define ONE PLACE "/one.conf"
#define TWO PLACE "/two.conf" /* not there at first */

static struct profile_stamps stamps_of_both(void)
{
	struct profile_stamps stamps = { 0 };
	struct file_stamp one;

	write_text(ONE, "[profile one]\n");
	(void)unlink(TWO);
	assert_int_equal(file_stamp_look(&one, ONE), 0);
	assert_int_equal(profile_stamps_add(&stamps, ONE, &one), 0);
	assert_int_equal(profile_stamps_add(&stamps, TWO, &(struct file_stamp){ 0 }), 0);
	return stamps;
}

static void none_are_always_current(void **state)
{
	struct profile_stamps none = { 0 };
	char digest[PROFILES_DIGEST_SIZE] = "x";

	(void)state;
	assert_int_equal(profile_stamps_digest(digest, &none), 0);
	assert_string_equal(digest, "");
	assert_true(profile_stamps_are_current(&none));
	assert_true(profile_stamps_renew(&none, ""));
	assert_false(profile_stamps_renew(&none, "x"));
}

static void what_comes_changes_or_goes_is_seen(void **state)
{
	struct profile_stamps stamps = stamps_of_both();

	(void)state;
	assert_true(profile_stamps_are_current(&stamps));
	write_text(TWO, "[profile two]\n");
	assert_false(profile_stamps_are_current(&stamps));
	assert_int_equal(unlink(TWO), 0);
	assert_true(profile_stamps_are_current(&stamps));
	write_text(ONE, "[profile one]\nsysfs = yes\n");
	assert_false(profile_stamps_are_current(&stamps));
	profile_stamps_clear(&stamps);
	stamps = stamps_of_both();
	assert_int_equal(unlink(ONE), 0);
	assert_false(profile_stamps_are_current(&stamps));
	profile_stamps_clear(&stamps);
}

static void what_can_not_be_trusted_is_not_current(void **state)
{
	struct profile_stamps stamps = stamps_of_both();

	(void)state;
	assert_int_equal(chmod(PLACE, 0777), 0);
	assert_false(profile_stamps_are_current(&stamps));
	assert_int_equal(chmod(PLACE, 0755), 0);
	profile_stamps_clear(&stamps);
}

static void only_the_sum_of_what_is_there_renews(void **state)
{
	struct profile_stamps stamps = stamps_of_both(), other;
	char before[PROFILES_DIGEST_SIZE], after[PROFILES_DIGEST_SIZE];

	(void)state;
	assert_int_equal(profile_stamps_digest(before, &stamps), 0);
	write_text(TWO, "[profile two]\n");
	other = (struct profile_stamps){ 0 };
	for (size_t i = 0; i < stamps.count; i++) {
		struct file_stamp found;

		assert_int_equal(file_stamp_look(&found, stamps.list[i].path), 0);
		assert_int_equal(profile_stamps_add(&other, stamps.list[i].path, &found), 0);
	}
	assert_int_equal(profile_stamps_digest(after, &other), 0);
	assert_string_not_equal(before, after);
	assert_false(profile_stamps_renew(&stamps, "another"));
	assert_false(profile_stamps_are_current(&stamps));
	assert_true(profile_stamps_renew(&stamps, before));
	assert_false(profile_stamps_are_current(&stamps));
	assert_true(profile_stamps_renew(&stamps, after));
	assert_true(profile_stamps_are_current(&stamps));
	assert_false(profile_stamps_renew(&stamps, before));
	profile_stamps_clear(&stamps);
	profile_stamps_clear(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(none_are_always_current),
		PLACE_TEST(what_comes_changes_or_goes_is_seen),
		PLACE_TEST(what_can_not_be_trusted_is_not_current),
		PLACE_TEST(only_the_sum_of_what_is_there_renews),
	};

	return cmocka_run_group_tests(tests, place_make, NULL);
}
