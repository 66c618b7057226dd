/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The form that every path of a plan has. It must never: look at what is there.
 */
#pragma once

/* What keeps a path from being absolute and canonical, as a constant, or NULL. */
const char *path_form_fault(const char *path);
