/* SPDX-License-Identifier: BSD-3-Clause */
/* SHA-256; the names are those of FIPS 180-4, 4.1.2 and 6.2. */
#include "sha256.h"

#include <endian.h>
#include <string.h>

#define BLOCK_SIZE 64
#define ROUNDS	   64

static const uint32_t constants[ROUNDS] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

static const uint32_t beginning[8] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static uint32_t rotate(uint32_t word, int bits)
{
	return word >> bits | word << (32 - bits);
}

static void schedule_fill(uint32_t w[ROUNDS], const uint8_t *block)
{
	for (int t = 0; t < 16; t++) {
		memcpy(&w[t], block + 4 * t, sizeof(w[t]));
		w[t] = be32toh(w[t]);
	}
	for (int t = 16; t < ROUNDS; t++) {
		uint32_t small0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
		uint32_t small1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;

		w[t] = small1 + w[t - 7] + small0 + w[t - 16];
	}
}

/* v holds a to h, in this order. */
static void round_run(uint32_t v[8], uint32_t added)
{
	uint32_t big1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
	uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
	uint32_t big0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
	uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
	uint32_t first = v[7] + big1 + choice + added;

	memmove(&v[1], &v[0], 7 * sizeof(v[0]));
	v[4] += first;
	v[0] = first + big0 + majority;
}

static void block_take(uint32_t hash[8], const uint8_t *block)
{
	uint32_t w[ROUNDS];
	uint32_t v[8];

	schedule_fill(w, block);
	memcpy(v, hash, sizeof(v));
	for (int t = 0; t < ROUNDS; t++)
		round_run(v, constants[t] + w[t]);
	for (int i = 0; i < 8; i++)
		hash[i] += v[i];
}

/* What is left, a bit of 1, zeros, and the length in bits: one block or two. */
static void end_take(uint32_t hash[8], const uint8_t *rest, size_t rest_size, size_t size)
{
	uint8_t blocks[2 * BLOCK_SIZE] = { 0 };
	size_t used = rest_size + 1 + sizeof(uint64_t) <= BLOCK_SIZE ? BLOCK_SIZE : 2 * BLOCK_SIZE;
	uint64_t bits = htobe64((uint64_t)size * 8);

	memcpy(blocks, rest, rest_size);
	blocks[rest_size] = 0x80;
	memcpy(blocks + used - sizeof(bits), &bits, sizeof(bits));
	for (size_t at = 0; at < used; at += BLOCK_SIZE)
		block_take(hash, blocks + at);
}

void sha256(const void *data, size_t size, uint8_t ret_sum[SHA256_SIZE])
{
	const uint8_t *bytes = data;
	size_t whole = size - size % BLOCK_SIZE;
	uint32_t hash[8];

	memcpy(hash, beginning, sizeof(hash));
	for (size_t at = 0; at < whole; at += BLOCK_SIZE)
		block_take(hash, bytes + at);
	end_take(hash, bytes + whole, size - whole, size);
	for (int i = 0; i < 8; i++) {
		uint32_t word = htobe32(hash[i]);

		memcpy(ret_sum + 4 * i, &word, sizeof(word));
	}
}
