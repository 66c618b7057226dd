/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Applications may run with 0, 1 or 2 closed; whatever we opened then would be taken for standard
 * input or output. This room fills the gaps with /dev/null while the module works.
 * It must never: touch a descriptor that the application has open.
 */
#pragma once

#include <stdbool.h>

struct low_fds {
	bool is_ours[3];
};

/* Fills the gaps. 0, or -errno; what was filled until then is noted in low_fds either way. */
int low_fds_fill(struct low_fds *low_fds);

/* Closes what low_fds_fill opened. */
void low_fds_release(struct low_fds *low_fds);

#define _cleanup_low_fds_ __attribute__((cleanup(low_fds_release)))
