/* SPDX-License-Identifier: BSD-3-Clause */
/* From words to lines; see pam_stack.h. */
#include "ctl/check/pam_stack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ctl/check/pam_words.h"
#include "shared/cleanup.h"

static const struct {
	const char *name;
	enum pam_type type;
} types[] = {
	{ "auth", PAM_AUTH },
	{ "account", PAM_ACCOUNT },
	{ "password", PAM_PASSWORD },
	{ "session", PAM_SESSION },
};

/* What pam.conf(5) says that they stand for. */
static const struct {
	const char *name;
	enum pam_control control;
	bool can_finish;
	bool does_refuse;
	bool does_die;
} controls[] = {
	{ "required", PAM_CONTROL_REQUIRED, false, true, false },
	{ "requisite", PAM_CONTROL_REQUISITE, false, true, true },
	{ "sufficient", PAM_CONTROL_SUFFICIENT, true, false, false },
	{ "optional", PAM_CONTROL_OPTIONAL, false, false, false },
	{ "include", PAM_CONTROL_INCLUDE, false, false, false },
	{ "substack", PAM_CONTROL_SUBSTACK, false, false, false },
};

enum action { ACTION_PASS, ACTION_FINISH, ACTION_REFUSE, ACTION_DIE };

static const struct {
	const char *name;
	enum action action;
} actions[] = {
	{ "ignore", ACTION_PASS }, { "ok", ACTION_PASS },    { "reset", ACTION_PASS },
	{ "done", ACTION_FINISH }, { "bad", ACTION_REFUSE }, { "die", ACTION_DIE },
};

static const char *jump_take(struct pam_line *line, const char *value)
{
	char *end;
	unsigned long count = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || count == 0)
		return "an action is neither a word of PAM's nor a number";
	if (count >= PAM_JUMPS_MAX)
		return "a jump is longer than 63 lines";
	line->jumps |= 1ULL << count;
	return NULL;
}

static const char *action_take(struct pam_line *line, const char *code, const char *value,
			       bool *has_session_err)
{
	bool is_refusal = strcasecmp(code, "session_err") == 0;
	bool decides = is_refusal || (strcasecmp(code, "default") == 0 && !*has_session_err);

	*has_session_err = *has_session_err || is_refusal;
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		if (strcasecmp(value, actions[i].name) != 0)
			continue;
		line->can_finish = line->can_finish || actions[i].action == ACTION_FINISH;
		if (decides) {
			line->does_die = actions[i].action == ACTION_DIE;
			line->does_refuse = line->does_die || actions[i].action == ACTION_REFUSE;
		}
		return NULL;
	}
	if (decides)
		line->does_refuse = line->does_die = false;
	return jump_take(line, value);
}

/* code=action pairs; what is not named is bad (libpam). */
static const char *actions_take(struct pam_line *line, char *words)
{
	bool has_session_err = false;
	char *rest = NULL;

	line->control = PAM_CONTROL_ACTIONS;
	line->does_refuse = true;
	for (char *pair = strtok_r(words, " \t\n", &rest); pair != NULL;
	     pair = strtok_r(NULL, " \t\n", &rest)) {
		char *equals = strchr(pair, '=');
		const char *fault;

		if (equals == NULL)
			return "a control in brackets is no list of code=action";
		*equals = '\0';
		fault = action_take(line, pair, equals + 1, &has_session_err);
		if (fault != NULL)
			return fault;
	}
	return NULL;
}

static const char *control_take(struct pam_line *line, char **rest)
{
	int is_bracketed;
	char *word = pam_word_next(rest, &is_bracketed);

	if (word == NULL)
		return "there is no control";
	if (is_bracketed) {
		/* Without memory it is NULL, as for a control that is a word: less is known of it
		 * then. */
		line->actions = strdup(word);
		return actions_take(line, word);
	}
	for (size_t i = 0; i < ARRAY_SIZE(controls); i++) {
		if (strcasecmp(word, controls[i].name) != 0)
			continue;
		line->control = controls[i].control;
		line->can_finish = controls[i].can_finish;
		line->does_refuse = controls[i].does_refuse;
		line->does_die = controls[i].does_die;
		return NULL;
	}
	return "the control is no word of PAM's";
}

/* The file's name for @include, which stands where the type does. */
static const char *type_take(struct pam_line *line, char **rest)
{
	int is_bracketed;
	const char *word = pam_word_next(rest, &is_bracketed);

	if (word == NULL)
		return "there is no type";
	line->is_quiet = word[0] == '-';
	word += line->is_quiet;
	if (strcasecmp(word, "@include") == 0) {
		line->type = PAM_ANY;
		line->control = PAM_CONTROL_INCLUDE;
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcasecmp(word, types[i].name) != 0)
			continue;
		line->type = types[i].type;
		return control_take(line, rest);
	}
	return "the type is no word of PAM's";
}

/* 0 or -ENOMEM. */
static int arguments_take(struct pam_line *line, char *rest)
{
	int is_bracketed;
	const char *word;

	while ((word = pam_word_next(&rest, &is_bracketed)) != NULL) {
		char **grown = reallocarray(line->arguments, line->argument_count + 1,
					    sizeof(*line->arguments));

		if (grown == NULL)
			return -ENOMEM;
		line->arguments = grown;
		grown[line->argument_count] = strdup(word);
		if (grown[line->argument_count] == NULL)
			return -ENOMEM;
		line->argument_count++;
	}
	return 0;
}

static void line_clear(struct pam_line *line)
{
	for (size_t i = 0; i < line->argument_count; i++)
		free(line->arguments[i]);
	free(line->arguments);
	free(line->actions);
	free(line->module);
	free(line->service);
	*line = (struct pam_line){ 0 };
}

#define _cleanup_line_ __attribute__((cleanup(line_clear)))

/* 0 or -ENOMEM; *ret_fault is set if the line is none. */
static int line_take(struct pam_line *line, char *rest, bool has_service, const char **ret_fault)
{
	const char *service = NULL, *module;
	int is_bracketed;

	if (has_service)
		service = pam_word_next(&rest, &is_bracketed);
	*ret_fault = type_take(line, &rest);
	if (*ret_fault != NULL)
		return 0;
	module = pam_word_next(&rest, &is_bracketed);
	if (module == NULL) {
		*ret_fault = "there is no module";
		return 0;
	}
	line->module = strdup(module);
	line->service = service == NULL ? NULL : strdup(service);
	if (line->module == NULL || (service != NULL && line->service == NULL))
		return -ENOMEM;
	return arguments_take(line, rest);
}

static int fault_add(struct pam_stack *stack, unsigned int number, const char *text)
{
	struct pam_fault *grown =
		reallocarray(stack->faults, stack->fault_count + 1, sizeof(*stack->faults));

	if (grown == NULL)
		return -ENOMEM;
	stack->faults = grown;
	grown[stack->fault_count++] = (struct pam_fault){ number, text };
	return 0;
}

static int line_add(struct pam_stack *stack, char *text, unsigned int number, bool has_service)
{
	_cleanup_line_ struct pam_line line = { .number = number };
	struct pam_line *grown;
	const char *fault;
	int error = line_take(&line, text, has_service, &fault);

	if (error < 0)
		return error;
	if (fault != NULL)
		return fault_add(stack, number, fault);
	grown = reallocarray(stack->lines, stack->line_count + 1, sizeof(*stack->lines));
	if (grown == NULL)
		return -ENOMEM;
	stack->lines = grown;
	grown[stack->line_count++] = line;
	line = (struct pam_line){ 0 };
	return 0;
}

int pam_stack_read(struct pam_stack *ret_stack, const char *text, size_t length, bool has_service)
{
	_cleanup_pam_stack_ struct pam_stack stack = { 0 };
	struct pam_text place = { .next = text, .end = text + length, .line = 1 };
	unsigned int number;
	int error = 0;

	while (error == 0) {
		_cleanup_free_ char *line = pam_text_line(&place, &number, &error);

		if (line == NULL)
			break;
		error = line_add(&stack, line, number, has_service);
	}
	if (error < 0)
		return error;
	*ret_stack = stack;
	stack = (struct pam_stack){ 0 };
	return 0;
}

void pam_stack_clear(struct pam_stack *stack)
{
	for (size_t i = 0; i < stack->line_count; i++)
		line_clear(&stack->lines[i]);
	free(stack->lines);
	free(stack->faults);
	*stack = (struct pam_stack){ 0 };
}
