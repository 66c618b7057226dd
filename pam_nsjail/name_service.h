/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the host's name service has to wait for anybody when it is asked for accounts.
 * It must never: call a service prompt that it does not know.
 */
#pragma once

#include <stdbool.h>

/*
 * True if nsswitch.conf(5) names nothing for users and groups but the host's files, and what
 * process 1 knows where nobody else answers beside it (nss-systemd(8)).
 */
bool name_service_is_prompt(void);
