/* SPDX-License-Identifier: BSD-3-Clause */
/* From the handle to the account; what it promises stands in the header. */
#include "account_load.h"

#include <string.h>

#include "account_ask.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define PAM_ITEM_LENGTH 255

static int load_items(struct request *request, const pam_handle_t *pamh, struct reason *reason)
{
	const struct {
		int item;
		char **copy;
	} items[] = {
		{ PAM_SERVICE, &request->service },
		{ PAM_TTY, &request->tty },
		{ PAM_RHOST, &request->rhost },
	};

	for (size_t i = 0; i < ARRAY_SIZE(items); i++) {
		const void *value = NULL;

		if (pam_get_item(pamh, items[i].item, &value) != PAM_SUCCESS || value == NULL)
			value = "";
		*items[i].copy = strndup(value, PAM_ITEM_LENGTH);
		if (*items[i].copy == NULL)
			return reason_add(reason, ENOMEM, "the items of the PAM handle");
	}
	return 0;
}

int account_load(struct request *request, pam_handle_t *pamh, struct reason *doubt,
		 struct reason *reason)
{
	const void *item = NULL;
	int error;

	if (pam_get_item(pamh, PAM_USER, &item) != PAM_SUCCESS || item == NULL)
		return reason_add(reason, 0, "PAM_USER is not set");
	error = load_items(request, pamh, reason);
	return error == 0 ? account_ask(request, item, doubt, reason) : error;
}
