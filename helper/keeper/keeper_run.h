/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a keeper does from the verdict to the jail's end: it counts the sessions, answers its
 * clients, and cleans up after the last one.
 * It must never: wait for a tenant, or leave anything of the jail behind.
 */
#pragma once

struct keeper;

/* Keeps the jail until it is over and everything is removed. */
void keeper_run(struct keeper *keeper);
