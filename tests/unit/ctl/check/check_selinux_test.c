/* SPDX-License-Identifier: BSD-3-Clause */
/* What is said of SELinux: from files as selinuxfs has them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "fixture.h"
#include "shared/cleanup.h"

#define SELINUXFS FIXTURE_DIRECTORY "/selinux"

static void without_it_nothing_is_said(void)
{
	_cleanup_findings_ struct findings findings = { 0 };

	check_selinux(SELINUXFS, &findings);
	check_number(findings.count, 0);
	directory_make(SELINUXFS, 0755);
	check_selinux(SELINUXFS, &findings);
	check_number(findings.count, 0);
}

static void enforcing_is_an_error_with_a_way_out(void)
{
	_cleanup_findings_ struct findings findings = { 0 };

	file_make(SELINUXFS "/enforce", "1", 0644);
	check_selinux(SELINUXFS, &findings);
	check_number(findings.count, 1);
	check_number(findings.list[0].severity, SEVERITY_ERROR);
	check_text(findings.list[0].text, "not supported yet");
	check_text(findings.list[0].mend, "SELINUX=permissive");
}

static void permissive_is_a_notice(void)
{
	_cleanup_findings_ struct findings findings = { 0 };

	file_make(SELINUXFS "/enforce", "0", 0644);
	check_selinux(SELINUXFS, &findings);
	check_number(findings.count, 1);
	check_number(findings.list[0].severity, SEVERITY_NOTICE);
}

/* A directory of that name can not be read. */
static void what_can_not_be_read_is_a_warning(void)
{
	_cleanup_findings_ struct findings findings = { 0 };

	directory_make(SELINUXFS "/enforce", 0755);
	check_selinux(SELINUXFS, &findings);
	check_number(findings.count, 1);
	check_number(findings.list[0].severity, SEVERITY_WARNING);
	check_text(findings.list[0].text, "Is a directory");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(without_it_nothing_is_said),
		fixture_test(enforcing_is_an_error_with_a_way_out),
		fixture_test(permissive_is_a_notice),
		fixture_test(what_can_not_be_read_is_a_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
