/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads a file of PAM lines as libpam does: text in, lines out. Continued lines, comments, controls
 * in brackets, include, substack, @include.
 * It must never: open a file, or fail on a line; what libpam would not understand is a fault.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum pam_type { PAM_AUTH, PAM_ACCOUNT, PAM_PASSWORD, PAM_SESSION, PAM_ANY };

enum pam_control {
	PAM_CONTROL_REQUIRED,
	PAM_CONTROL_REQUISITE,
	PAM_CONTROL_SUFFICIENT,
	PAM_CONTROL_OPTIONAL,
	PAM_CONTROL_INCLUDE,  /* @include has this and PAM_ANY */
	PAM_CONTROL_SUBSTACK, /* like include, but what ends it ends it alone */
	PAM_CONTROL_ACTIONS,  /* [code=action ...] */
};

#define PAM_JUMPS_MAX 64 /* further jumps are a fault */

struct pam_line {
	unsigned int number; /* the first one of a continued line */
	char *service;	     /* in pam.conf; NULL in a file of pam.d */
	enum pam_type type;
	bool is_quiet; /* '-' before the type: a module that is missing is no fault */
	enum pam_control control;
	char *actions;		  /* what stands in the brackets, or NULL */
	unsigned long long jumps; /* bit N: some return code skips N lines, N > 0 */
	bool can_finish;	  /* some return code ends the stack with what was so far */
	bool does_refuse;	  /* a session error makes the stack fail */
	bool does_die;		  /* and ends it at once */
	char *module;		  /* or the file that is included */
	size_t argument_count;
	char **arguments;
};

/* A line that libpam would not take: it then refuses the whole service. */
struct pam_fault {
	unsigned int number;
	const char *text; /* a constant */
};

struct pam_stack {
	size_t line_count;
	struct pam_line *lines;
	size_t fault_count;
	struct pam_fault *faults;
};

/*
 * Reads a text of length bytes, which need not end with a NUL. has_service: each line begins with
 * the service's name, as in pam.conf. 0 or -ENOMEM; the stack is the caller's to clear.
 */
int pam_stack_read(struct pam_stack *ret_stack, const char *text, size_t length, bool has_service);

void pam_stack_clear(struct pam_stack *stack);

#define _cleanup_pam_stack_ __attribute__((cleanup(pam_stack_clear)))
