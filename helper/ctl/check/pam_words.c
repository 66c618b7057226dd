/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines and words of PAM files; see pam_words.h. */
#include "ctl/check/pam_words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cleanup.h"

#define BLANKS " \t\n"

/* One line without its newline and comment; NUL bytes become blanks. The caller's. */
static char *physical_line(struct pam_text *text, bool *ret_has_comment)
{
	size_t left = (size_t)(text->end - text->next);
	const char *newline = memchr(text->next, '\n', left);
	size_t length = newline == NULL ? left : (size_t)(newline - text->next);
	char *line = malloc(length + 1);
	char *comment;

	if (line == NULL)
		return NULL;
	memcpy(line, text->next, length);
	line[length] = '\0';
	for (size_t i = 0; i < length; i++)
		if (line[i] == '\0')
			line[i] = ' ';
	comment = strchr(line, '#');
	*ret_has_comment = comment != NULL;
	if (comment != NULL)
		*comment = '\0';
	text->next += newline == NULL ? length : length + 1;
	text->line++;
	return line;
}

/* True if the line goes on; the backslash and the blanks before it are cut off. */
static bool cut_continuation(char *line, bool has_comment)
{
	size_t length = strlen(line);

	while (length > 0 && strchr(BLANKS, line[length - 1]) != NULL)
		length--;
	if (length == 0 || line[length - 1] != '\\' || has_comment)
		return false;
	line[length - 1] = '\0';
	return true;
}

static bool is_blank(const char *line)
{
	return line[strspn(line, BLANKS)] == '\0';
}

/* Adds line, which it takes, to *whole. */
static int line_join(char **whole, char *line)
{
	_cleanup_free_ char *part = line;
	char *longer = NULL;

	if (*whole == NULL) {
		*whole = TAKE_PTR(part);
		return 0;
	}
	if (asprintf(&longer, "%s %s", *whole, part) < 0)
		return -ENOMEM;
	free(*whole);
	*whole = longer;
	return 0;
}

char *pam_text_line(struct pam_text *text, unsigned int *ret_number, int *ret_error)
{
	_cleanup_free_ char *whole = NULL;
	bool goes_on = true;

	*ret_error = 0;
	while (goes_on && text->next < text->end) {
		unsigned int number = text->line;
		bool has_comment;
		char *line = physical_line(text, &has_comment);

		if (line == NULL) {
			*ret_error = -ENOMEM;
			return NULL;
		}
		goes_on = cut_continuation(line, has_comment);
		if (whole == NULL && is_blank(line)) {
			free(line);
			goes_on = true;
			continue;
		}
		if (whole == NULL)
			*ret_number = number;
		*ret_error = line_join(&whole, line);
		if (*ret_error < 0)
			return NULL;
	}
	return TAKE_PTR(whole);
}

/* Takes away the backslash of each '\]' up to the closing bracket, and returns what is behind. */
static char *unbracket(char *word)
{
	char *out = word;

	while (*word != '\0' && *word != ']') {
		if (word[0] == '\\' && word[1] == ']')
			word++;
		*out++ = *word++;
	}
	word += *word == ']';
	*out = '\0';
	return word;
}

char *pam_word_next(char **line, int *is_bracketed)
{
	char *word = *line + strspn(*line, BLANKS);

	*is_bracketed = *word == '[';
	if (*word == '\0')
		return NULL;
	if (*is_bracketed) {
		*line = unbracket(++word);
		return word;
	}
	*line = word + strcspn(word, BLANKS);
	if (**line != '\0')
		*(*line)++ = '\0';
	return word;
}
