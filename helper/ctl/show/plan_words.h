/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A plan in words: what a key has come to, with every token expanded and every default settled.
 * It must never: read the configuration; the plan alone counts.
 */
#pragma once

#include <stddef.h>

struct config_key;
struct jail_plan;
struct mount_entry;

/*
 * What the plan holds for a key: the caller's. NULL if it holds nothing that has words (the text as
 * it was written counts then), or without memory.
 */
char *plan_words(const struct jail_plan *plan, const struct config_key *key);

/* "bind", "tmpfs" or "mask". */
const char *plan_words_mount_kind(const struct mount_entry *entry);

/* The options of a mount, joined with commas: the caller's, or NULL without memory. */
char *plan_words_mount_options(const struct mount_entry *entry);
