/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether subordinate ids can be asked for: shadow 4.9 had other names for it before its release.
 */
#include <shadow/subid.h>
#include <stdio.h>

int main(void)
{
	struct subid_range *ranges;

	return subid_init("probe", stderr) ? subid_get_uid_ranges("root", &ranges) : 0;
}
