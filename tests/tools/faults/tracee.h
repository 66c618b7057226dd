/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processes that are traced, each with its role, which is the same in every run: "1.helper" is
 * the first process that ran the helper's program, "1.helper.2" its second child; who takes a name
 * of ours goes by that: "1.keeper", "1.init".
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#define SYSCALL_NUMBERS 1024
#define ROLE_SIZE	64

struct tracee {
	pid_t pid;	 /* 0: a free place */
	bool is_born;	 /* its parent's word has come, so the role is known */
	bool is_stopped; /* its own first stop came before that word */
	bool is_watched; /* it or an ancestor runs the helper's program */
	bool takes_name; /* in a prctl(2) that gives it one */
	int error;	 /* what the call that it is in is to end with; 0: its own result */
	long brk_wanted; /* what a brk(2) that is to fail was called with */
	unsigned int children;
	char role[ROLE_SIZE];
	unsigned int calls[SYSCALL_NUMBERS]; /* since it has this role */
};

/* The one of this number; made when there is none. Ends the program when there are too many. */
struct tracee *tracee_of(pid_t pid);

/* Calls act for each that there is; returns how many. */
int tracees_each(void (*act)(struct tracee *tracee));

void tracee_forget(struct tracee *tracee);

/* child is parent's, with a role made from the parent's. */
void tracee_bear(struct tracee *parent, struct tracee *child);

/* To be called when it has another program, or another name of its own. */
void tracee_program_changed(struct tracee *tracee);
void tracee_name_changed(struct tracee *tracee);
