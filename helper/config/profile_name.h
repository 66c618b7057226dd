/* SPDX-License-Identifier: BSD-3-Clause */
/* How profiles are named. It must never: say where one is found, which is profile_find.h. */
#pragma once

#define PROFILE_KEY	  "profile"
#define PROFILE_NAME_SIZE 257 /* with its NUL, and a byte more than a name may have */
