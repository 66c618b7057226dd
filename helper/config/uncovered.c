/* SPDX-License-Identifier: BSD-3-Clause */
/* What speaks for letting somebody in; see uncovered.h. */
#include "config/uncovered.h"

#include <errno.h>

#include "shared/request.h"
#include "system/host_accounts.h"
#include "system/report.h"

static int section_error(const struct layers *layers, const struct config_section *section,
			 const struct request *request, struct report *report, const char *reason)
{
	return report_error(report, 0, "%s:%u: user '%s' is covered by no section, and '[%s]' %s",
			    layers->main_file.path, section->line, request->user, section->name,
			    reason);
}

static int account_check(const struct request *request, struct report *report)
{
	int result = host_accounts_has_user(HOST_PASSWD, request->user, request->uid);

	if (result < 0)
		return report_error(report, -result, "'%s' can not be read", HOST_PASSWD);
	if (result == 0)
		return report_error(report, 0,
				    "user '%s' is covered by no section, and his account is not in "
				    "'%s'",
				    request->user, HOST_PASSWD);
	return 0;
}

static int local_check(const struct layers *layers, const struct request *request,
		       struct report *report)
{
	const struct config_section *foreign = layers->groups.foreign;

	if (foreign != NULL)
		return section_error(layers, foreign, request, report,
				     "names a group that is not in '" HOST_GROUP "'");
	return account_check(request, report);
}

/*
 * A directory that has lost a group may still have another one: what it says counts where no
 * section could have come first.
 */
static int group_check(const struct layers *layers, const struct request *request,
		       struct report *report)
{
	if (layers->groups.is_own || layers->groups.passed == NULL)
		return 0;
	return local_check(layers, request, report);
}

static int allow_check(const struct layers *layers, const struct request *request,
		       struct report *report)
{
	if (layers->groups.unknown == NULL)
		return 0;
	return section_error(layers, layers->groups.unknown, request, report,
			     "names a group that nobody knows");
}

int uncovered_judge(const struct layers *layers, enum layer_kind layer, enum uncovered_mode mode,
		    const struct request *request, struct report *report)
{
	if (layer == LAYER_OWN_FILE || layer == LAYER_USER)
		return 0;
	if (layer == LAYER_GROUP)
		return group_check(layers, request, report);
	switch (mode) {
	case UNCOVERED_ALLOW:
		return allow_check(layers, request, report);
	case UNCOVERED_LOCAL:
		return local_check(layers, request, report);
	case UNCOVERED_REFUSE:
		break;
	}
	return report_error(report, 0,
			    "user '%s' is covered by no section, and uncovered is 'refuse'",
			    request->user);
}
