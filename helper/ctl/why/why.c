/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl why: from the id that a refused user was shown to the reason and what can be done. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/command/command.h"
#include "ctl/output/json_print.h"
#include "ctl/output/printable.h"
#include "ctl/why/why_causes.h"
#include "ctl/why/why_log.h"
#include "shared/cleanup.h"

static json_t *causes_json(const char *line)
{
	_cleanup_free_ char *rest = why_reason(line);
	json_t *causes = json_array();
	char *next = rest;

	while (next != NULL) {
		char *cause = next;
		char *end = strstr(cause, "; ");

		next = end == NULL ? NULL : end + 2;
		if (end != NULL)
			*end = '\0';
		(void)json_array_append_new(causes,
					    json_pack("{s:o, s:o}", "cause", json_text(cause),
						      "mend", json_text(why_cause_mend(cause))));
	}
	return causes;
}

int why_command(const struct ctl_options *options, char **operands)
{
	_cleanup_free_ char *line = NULL;

	if (!why_id_is_valid(operands[0], strlen(operands[0]))) {
		(void)fputs("nsjailctl why: an id has eight digits of 0-9 and a-f\n", stderr);
		return CTL_USAGE;
	}
	line = why_log_find(operands[0], options->log_path);
	if (line == NULL) {
		(void)fprintf(stderr,
			      "nsjailctl why: no log line with the id %s; --log names another "
			      "file\n",
			      operands[0]);
		return CTL_NOT_OK;
	}
	if (!options->is_json) {
		why_write(stdout, line);
		return CTL_OK;
	}
	return json_print(json_pack("{s:s, s:o, s:o}", "id", operands[0], "line", json_text(line),
				    "causes", causes_json(line))) < 0
		       ? CTL_NOT_OK
		       : CTL_OK;
}
