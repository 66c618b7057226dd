/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "state.h"

void report_begin(void)
{
	expect(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, REPORT_FD) == REPORT_FD, "standard output");
}

void report(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	(void)vdprintf(REPORT_FD, format, values);
	va_end(values);
}

void broken(const char *what)
{
	report("BROKEN %s: %s\n", what, strerror(errno));
	_exit(3);
}

void expect(bool is_good, const char *what)
{
	if (!is_good)
		broken(what);
}
