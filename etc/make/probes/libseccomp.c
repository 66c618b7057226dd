/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether the filters can be made: older versions have faults that libseccomp's own notes tell. */
#include <seccomp.h>
#include <stddef.h>

#define VERSION (SCMP_VER_MAJOR * 10000 + SCMP_VER_MINOR * 100 + SCMP_VER_MICRO)

_Static_assert(VERSION >= 20501, "2.5.1 is the oldest that the filters are made with");

int main(void)
{
	return seccomp_version() == NULL;
}
