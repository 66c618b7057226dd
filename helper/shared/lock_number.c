/* SPDX-License-Identifier: BSD-3-Clause */
/* Which bytes of a file are whose; see lock_number.h. */
#include "shared/lock_number.h"

#include <fcntl.h>
#include <sys/random.h>

#include "shared/cleanup.h"

#define WORDS  4
#define ROUNDS 22

/* Far behind all numbers, and what is made of them. */
#define KEY_LOCK ((off_t)1 << 62)

static uint16_t rotate_left(uint16_t word, int count)
{
	return (uint16_t)(word << count | word >> (16 - count));
}

/* One round on both halves. The same one, with the round's number as its key, makes the keys. */
static void mix(uint16_t *left, uint16_t *right, uint16_t key)
{
	*left = (uint16_t)((rotate_left(*left, 9) + *right) ^ key);
	*right = rotate_left(*right, 2) ^ *left;
}

uint32_t lock_number_of(const uint16_t key[WORDS], uint32_t uid)
{
	uint16_t left = (uint16_t)(uid >> 16), right = (uint16_t)uid;
	uint16_t round_key = key[0];
	uint16_t words[] = { key[1], key[2], key[3] };

	for (uint16_t i = 0; i < ROUNDS; i++) {
		mix(&left, &right, round_key);
		mix(&words[i % ARRAY_SIZE(words)], &round_key, i);
	}
	return (uint32_t)left << 16 | right;
}

static int key_read(int fd, uint16_t key[WORDS])
{
	const size_t size = WORDS * sizeof(*key);
	ssize_t length = pread(fd, key, size, 0);

	if (length < 0)
		return -errno;
	return length == (ssize_t)size ? 0 : -EBADMSG;
}

static int key_lock(int fd, short type)
{
	struct flock range = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = KEY_LOCK, .l_len = 1
	};
	int result;

	do
		result = fcntl(fd, F_OFD_SETLKW, &range);
	while (result < 0 && errno == EINTR);
	return result < 0 ? -errno : 0;
}

/* Whoever dies before it is written has written nothing: a few bytes come as a whole. */
static int key_write(int fd)
{
	uint16_t key[WORDS];

	if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
		return -errno;
	return pwrite(fd, key, sizeof(key), 0) == (ssize_t)sizeof(key) ? 0 : -errno;
}

int lock_number_prepare(int lock_fd)
{
	uint16_t key[WORDS];
	int error = key_read(lock_fd, key);

	if (error != -EBADMSG)
		return error;
	error = key_lock(lock_fd, F_WRLCK);
	if (error < 0)
		return error;
	error = key_read(lock_fd, key);
	if (error == -EBADMSG)
		error = key_write(lock_fd);
	(void)key_lock(lock_fd, F_UNLCK);
	return error;
}

int lock_number(uint32_t *ret_number, int lock_fd, uid_t uid)
{
	uint16_t key[WORDS];
	int error = key_read(lock_fd, key);

	if (error == 0)
		*ret_number = lock_number_of(key, uid);
	return error;
}
