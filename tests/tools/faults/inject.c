/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "inject.h"

#include <elf.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

/* What is gone meanwhile was killed, and has no result. */
#if defined(__x86_64__) || defined(__aarch64__)
static void registers_set(pid_t pid, void (*change)(struct user_regs_struct *registers, long value),
			  long value)
{
	struct user_regs_struct registers;
	struct iovec whole = { &registers, sizeof(registers) };

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &whole) < 0)
		return;
	change(&registers, value);
	(void)ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &whole);
}
#endif

#if defined(__x86_64__)
static void number_change(struct user_regs_struct *registers, long value)
{
	registers->orig_rax = (unsigned long long)value;
}

static void argument_change(struct user_regs_struct *registers, long value)
{
	registers->rdi = (unsigned long long)value;
}

static void result_change(struct user_regs_struct *registers, long value)
{
	registers->rax = (unsigned long long)value;
}

bool inject_is_known(void)
{
	return true;
}

void inject_skip(pid_t pid)
{
	registers_set(pid, number_change, -1);
}

void inject_argument(pid_t pid, long value)
{
	registers_set(pid, argument_change, value);
}

void inject_argument_back(pid_t pid, long value)
{
	registers_set(pid, argument_change, value);
}

void inject_error(pid_t pid, int error)
{
	registers_set(pid, result_change, -error);
}
#elif defined(__aarch64__)
/* The first argument and the result are in the same one. */
static void result_change(struct user_regs_struct *registers, long value)
{
	registers->regs[0] = (unsigned long long)value;
}

bool inject_is_known(void)
{
	return true;
}

void inject_skip(pid_t pid)
{
	int none = -1;
	struct iovec whole = { &none, sizeof(none) };

	(void)ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &whole);
}

void inject_argument(pid_t pid, long value)
{
	registers_set(pid, result_change, value);
}

void inject_argument_back(pid_t pid, long value)
{
	(void)pid;
	(void)value;
}

void inject_error(pid_t pid, int error)
{
	registers_set(pid, result_change, -error);
}
#else
bool inject_is_known(void)
{
	return false;
}

void inject_skip(pid_t pid)
{
	(void)pid;
}

void inject_argument(pid_t pid, long value)
{
	(void)pid;
	(void)value;
}

void inject_argument_back(pid_t pid, long value)
{
	(void)pid;
	(void)value;
}

void inject_error(pid_t pid, int error)
{
	(void)pid;
	(void)error;
}
#endif
