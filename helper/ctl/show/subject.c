/* SPDX-License-Identifier: BSD-3-Clause */
/* Account and plan; see subject.h. */
#include "ctl/show/subject.h"

#include <string.h>

#include "account.h"
#include "config/plan_make.h"
#include "ctl/show/findings.h"
#include "ctl/why/why_causes.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "system/report.h"

static int texts_fill(struct request *request, const char *config_path)
{
	request->config_path = strdup(config_path);
	request->service = strdup("nsjailctl");
	request->tty = strdup("");
	request->rhost = strdup("");
	return request->config_path == NULL || request->service == NULL || request->tty == NULL ||
			       request->rhost == NULL
		       ? -ENOMEM
		       : 0;
}

static int account_fill(struct subject *subject, const char *user, const char *config_path,
			struct findings *findings)
{
	struct report report = findings_report(findings);
	struct reason reason = { 0 };
	int error;

	*subject = (struct subject){ .request = { .session_id = 0 } };
	error = texts_fill(&subject->request, config_path);
	if (error < 0)
		return report_error(&report, -error, "%s", user);
	error = account_find(&subject->request, user, &reason);
	if (error < 0)
		findings_add(findings, SEVERITY_ERROR, findings->where, why_cause_mend(reason.text),
			     "%s", reason.text);
	return error;
}

int subject_load(struct subject *subject, const char *user, const char *config_path,
		 struct findings *findings)
{
	struct report report = findings_report(findings);
	int error = account_fill(subject, user, config_path, findings);

	return error < 0 ? error : plan_make(&subject->plan, &subject->request, &report);
}

int subject_load_from(struct subject *subject, const char *user, const char *config_path,
		      const struct config_file *main_file, const struct config_file *own_file,
		      struct findings *findings)
{
	struct report report = findings_report(findings);
	int error = account_fill(subject, user, config_path, findings);

	if (error < 0)
		return error;
	return plan_make_from(&subject->plan, main_file, own_file, &subject->request, &report);
}

void subject_clear(struct subject *subject)
{
	jail_plan_clear(&subject->plan);
	request_clear(&subject->request);
}
