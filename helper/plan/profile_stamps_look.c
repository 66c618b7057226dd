/* SPDX-License-Identifier: BSD-3-Clause */
/* The same paths, once more: see profile_stamps_look.h. */
#include "plan/profile_stamps_look.h"

#include <errno.h>
#include <string.h>

#include "plan/profile_stamps.h"
#include "shared/plan_sources.h"

/* 0 or -errno; that a file is not there is no error. */
static int stamp_look(struct file_stamp *ret_stamp, const char *path)
{
	int error;

	*ret_stamp = (struct file_stamp){ 0 };
	error = file_stamp_look(ret_stamp, path);
	return error == -ENOENT ? 0 : error;
}

bool profile_stamps_are_current(const struct profile_stamps *stamps)
{
	for (size_t i = 0; i < stamps->count; i++) {
		struct file_stamp found;

		if (stamp_look(&found, stamps->list[i].path) < 0 ||
		    memcmp(&found, &stamps->list[i].stamp, sizeof(found)) != 0)
			return false;
	}
	return true;
}

static bool has_digest(const struct profile_stamps *stamps, const char *digest)
{
	char own[PROFILES_DIGEST_SIZE];

	return profile_stamps_digest(own, stamps) == 0 && strcmp(own, digest) == 0;
}

/* The same paths, as their files are now. */
static int stamps_look(struct profile_stamps *ret_stamps, const struct profile_stamps *stamps)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < stamps->count; i++) {
		struct file_stamp found;

		error = stamp_look(&found, stamps->list[i].path);
		if (error == 0)
			error = profile_stamps_add(ret_stamps, stamps->list[i].path, &found);
	}
	return error;
}

bool profile_stamps_renew(struct profile_stamps *stamps, const char *digest)
{
	struct profile_stamps found = { 0 }, old = *stamps;
	bool is_same = has_digest(stamps, digest);

	if (!is_same && stamps_look(&found, stamps) == 0 && has_digest(&found, digest)) {
		*stamps = found;
		found = old;
		is_same = true;
	}
	profile_stamps_clear(&found);
	return is_same;
}
