/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "refused_mark.h"

#include <stddef.h>

#define DATA_NAME "pam_nsjail_refused"

void refused_mark_set(pam_handle_t *pamh)
{
	(void)pam_set_data(pamh, DATA_NAME, pamh, NULL);
}

void refused_mark_clear(pam_handle_t *pamh)
{
	if (refused_mark_is_set(pamh))
		(void)pam_set_data(pamh, DATA_NAME, NULL, NULL);
}

bool refused_mark_is_set(const pam_handle_t *pamh)
{
	const void *data = NULL;

	return pam_get_data(pamh, DATA_NAME, &data) == PAM_SUCCESS && data != NULL;
}
