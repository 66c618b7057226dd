/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the loader of this process still maps files, tried with an object that is made for it.
 * It must never: be asked outside of a child that ends thereupon; what is mapped holds no code.
 */
#pragma once

/* 0 if the object was mapped, or -1 with errno: EACCES if the loader is barred, ENOENT without a
 * /proc to name the object in. */
long verify_loader_attempt(void);
