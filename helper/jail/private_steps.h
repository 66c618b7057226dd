/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Steps of a build that only a jail with a user namespace has.
 * It must never: run in the other half than it says.
 */
#pragma once

struct jail_build;

/* A step outside: has init limit the jail's namespaces through the procfs that is not masked yet.
 */
int private_limit_ask(struct jail_build *build);

/* A step inside: a mount namespace of the jail's own, in which all that is inherited is locked. */
int private_namespace_copy(struct jail_build *build);
