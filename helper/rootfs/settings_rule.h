/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The rule by which a rootfs of @usr shows parts of the host's /etc: what is root's alone to write
 * and everybody's to read, but for names that stand for the machine, its accounts and its services.
 * It must never: look at the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* True if what stands at path (below /etc) may be shown, for all that its name says. */
bool settings_rule_takes_name(const char *path);

/* The same for a file's name alone, wherever it stands: false if it speaks of a secret. */
bool settings_rule_takes_file(const char *name);

/* True if a service of this name does not matter: what is there is also for its clients. */
bool settings_rule_has_clients(const char *path);

/*
 * True if owner and mode allow it: root's, writable by nobody else, readable by everybody, and a
 * file or a directory.
 */
bool settings_rule_takes_mode(uint32_t uid, uint32_t mode);
