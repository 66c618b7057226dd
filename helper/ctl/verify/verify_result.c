/* SPDX-License-Identifier: BSD-3-Clause */
/* Results of a look at a jail; see verify_result.h. */
#include "ctl/verify/verify_result.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/output/json_print.h"
#include "ctl/output/printable.h"
#include "ctl/output/table.h"
#include "shared/cleanup.h"

static const char *const states[VERIFY_STATES] = { "holds", "FAILS", "open" };
static const char *const json_states[VERIFY_STATES] = { "holds", "fails", "open" };

void verify_add(struct verify_results *results, const struct verify_result *result)
{
	struct verify_result *grown =
		reallocarray(results->list, results->count + 1, sizeof(*grown));

	if (grown == NULL) {
		results->is_short = true;
		return;
	}
	results->list = grown;
	grown[results->count++] = *result;
}

void verify_tell(struct verify_results *results, enum verify_state state, const char *property,
		 const char *format, ...)
{
	struct verify_result result = { .state = state };
	va_list values;

	(void)snprintf(result.property, sizeof(result.property), "%s", property);
	va_start(values, format);
	(void)vsnprintf(result.detail, sizeof(result.detail), format, values);
	va_end(values);
	verify_add(results, &result);
}

size_t verify_count(const struct verify_results *results, enum verify_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < results->count; i++)
		count += results->list[i].state == state;
	return count;
}

int verify_print(const struct verify_results *results)
{
	static const char *const heads[] = { "RESULT", "SEEN", "PROPERTY", "DETAIL", NULL };
	_cleanup_table_ struct table table = table_make(heads);
	size_t failed = verify_count(results, VERIFY_FAILS);
	enum style style = failed > 0 ? STYLE_ERROR : STYLE_GOOD;
	int error;

	for (size_t i = 0; i < results->count; i++) {
		const struct verify_result *result = &results->list[i];

		table_row(&table, (const char *const[]){ states[result->state],
							 result->is_inside ? "inside" : "outside",
							 result->property, result->detail });
	}
	error = table_print(&table);
	(void)printf("%s%zu of %zu properties hold, %zu fail, %zu are open by configuration%s\n",
		     style_begin(stdout, style), verify_count(results, VERIFY_HOLDS),
		     results->count, failed, verify_count(results, VERIFY_OPEN),
		     style_end(stdout, style));
	return error;
}

int verify_json(const struct verify_results *results, const char *jail, const char *user)
{
	json_t *array = json_array();

	for (size_t i = 0; i < results->count; i++) {
		const struct verify_result *result = &results->list[i];

		(void)json_array_append_new(array,
					    json_pack("{s:s, s:s, s:o, s:o}", "result",
						      json_states[result->state], "seen",
						      result->is_inside ? "inside" : "outside",
						      "property", json_text(result->property),
						      "detail", json_text(result->detail)));
	}
	return json_print(json_pack("{s:o, s:o, s:b, s:o}", "jail", json_text(jail), "user",
				    json_text(user), "ok",
				    verify_count(results, VERIFY_FAILS) == 0 && !results->is_short,
				    "properties", array));
}

void verify_clear(struct verify_results *results)
{
	free(results->list);
	*results = (struct verify_results){ 0 };
}
