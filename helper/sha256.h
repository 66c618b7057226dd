/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SHA-256 as FIPS 180-4 has it, for one text that is there as a whole: a library for it would cost
 * every login more than the sum does.
 * It must never: be used to keep a secret; it runs in whatever time the text takes.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32 /* bytes */

void sha256(const void *data, size_t size, uint8_t ret_sum[SHA256_SIZE]);
