/* SPDX-License-Identifier: BSD-3-Clause */
#include <libaudit.h>

int main(void)
{
	return audit_open();
}
