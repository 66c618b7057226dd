/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/pam/pam_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/check/pam_profile.h"
#include "ctl/file/text_line.h"
#include "ctl/pam/pam_mark.h"
#include "shared/cleanup.h"

static const struct pam_skip *skip_find(const struct pam_edit *edit, unsigned int number)
{
	for (size_t i = 0; i < edit->skip_count; i++)
		if (edit->skips[i].number == number)
			return &edit->skips[i];
	return NULL;
}

/* With a '\' at its end, whatever libpam makes of it there: in a comment it goes for nothing. */
static bool is_continued(const char *line, const char *end)
{
	while (end > line && strchr(" \t\n", end[-1]) != NULL)
		end--;
	return end > line && end[-1] == '\\';
}

static void skip_write(FILE *stream, const struct pam_edit *edit, const struct pam_skip *skip,
		       const char *line, size_t length)
{
	bool has_newline = length > 0 && line[length - 1] == '\n';

	if (skip->include != NULL)
		(void)fprintf(stream, PAM_MARK_KEPT "%.*s%s", (int)length, line,
			      has_newline ? "" : "\n");
	(void)fprintf(stream, "session [success=1 default=ignore] %s jailed%s" PAM_MARK "\n",
		      PAM_PROFILE_MODULE, edit->words);
	if (skip->include != NULL)
		(void)fprintf(stream, "session substack %s" PAM_MARK "\n", skip->include);
	else
		(void)fwrite(line, 1, length, stream);
}

static void end_write(FILE *stream, const struct pam_edit *edit)
{
	if (edit->is_profile) {
		pam_profile_write(stream, edit->words, PAM_MARK);
		return;
	}
	if (edit->has_limits)
		(void)fputs("session required pam_limits.so" PAM_MARK "\n", stream);
	(void)fprintf(stream, "session required %s%s" PAM_MARK "\n", PAM_PROFILE_MODULE,
		      edit->words);
}

static const char *text_write(FILE *stream, const struct pam_edit *edit, const char *text)
{
	unsigned int number = 1;
	bool is_complete = true; /* the last line has its newline */
	const char *end = text;

	for (const char *line = text; *line != '\0'; line = end, number++) {
		const struct pam_skip *skip = skip_find(edit, number);

		end = text_line_end(line);
		if (is_continued(line, end) && (skip != NULL || *end == '\0'))
			return skip != NULL ? "a line that jailed users should skip goes on in the "
					      "next one"
					    : "the last line goes on behind the end of the file";
		if (skip != NULL)
			skip_write(stream, edit, skip, line, (size_t)(end - line));
		else
			(void)fwrite(line, 1, (size_t)(end - line), stream);
		is_complete = end[-1] == '\n' || (skip != NULL && skip->include != NULL);
	}
	if (!is_complete)
		(void)fputc('\n', stream);
	end_write(stream, edit);
	return NULL;
}

char *pam_edit_apply(const struct pam_edit *edit, const char *text, const char **ret_fault)
{
	char *edited = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&edited, &size);

	*ret_fault = NULL;
	if (stream == NULL)
		return NULL;
	*ret_fault = text_write(stream, edit, text);
	if (fclose(stream) == 0 && *ret_fault == NULL)
		return edited;
	free(edited);
	return NULL;
}

void pam_edit_clear(struct pam_edit *edit)
{
	free(edit->skips);
	*edit = (struct pam_edit){ 0 };
}
