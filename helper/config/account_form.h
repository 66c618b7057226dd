/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether an account can be one of a jail: what a path and a line of a passwd file can not hold.
 * It must never: be asked about somebody who is not jailed.
 */
#pragma once

struct report;
struct request;

/* 0, or -EINVAL with the reason in report. */
int account_form_check(const struct request *request, struct report *report);
