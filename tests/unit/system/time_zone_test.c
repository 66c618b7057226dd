/* SPDX-License-Identifier: BSD-3-Clause */
/* What is the name of a time zone, and where the host's stands. */
#include "system/time_zone.h"

#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

struct row {
	const char *text, *name;
};

static void links_end_with_a_name(void **state)
{
	static const struct row rows[] = {
		{ "/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin" },
		{ "../usr/share/zoneinfo/America/Port-au-Prince", "America/Port-au-Prince" },
		{ "/usr/share/zoneinfo/Etc/GMT+5", "Etc/GMT+5" },
		{ "/usr/share/zoneinfo/UTC", "UTC" },
		{ "/srv/zone", "" },
		{ "/usr/share/zoneinfo/", "" },
		{ "/usr/share/zoneinfo/../../etc/shadow", "" },
		{ "/usr/share/zoneinfo/Europe//Berlin", "" },
		{ "/usr/share/zoneinfo/Europe/", "" },
		{ "/usr/share/zoneinfo//Europe", "" },
		{ "/usr/share/zoneinfo/Europe/Ber\nlin", "" },
		{ "/usr/share/zoneinfo/"
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "" },
	};
	char name[TIME_ZONE_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(time_zone_of_link(name, rows[i].text), rows[i].name[0] != '\0');
		assert_string_equal(name, rows[i].name);
	}
}

static void a_line_is_a_name(void **state)
{
	static const struct row rows[] = {
		{ "Europe/Berlin\n", "Europe/Berlin" },
		{ "UTC", "UTC" },
		{ "", "" },
		{ "\n", "" },
		{ "# nothing\n", "" },
		{ "/Europe/Berlin\n", "" },
	};
	char name[TIME_ZONE_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(time_zone_of_line(name, rows[i].text), rows[i].name[0] != '\0');
		assert_string_equal(name, rows[i].name);
	}
}

static void check_zone(const char *name, bool is_link)
{
	struct time_zone zone;

	time_zone_find(&zone);
	check_text(zone.name, name);
	check_number(zone.name[0] != '\0', name[0] != '\0');
	check_number(zone.is_link, is_link);
}

/* The link counts, because it is what the C library goes by. */
static void the_hosts_zone_is_where_localtime_leads(void)
{
	tmpfs_over("/etc");
	check_zone("", false);
	file_make("/etc/timezone", "Asia/Tokyo\n", 0644);
	file_make("/etc/localtime", "TZif", 0644);
	check_zone("Asia/Tokyo", false);
	check_number(unlink("/etc/localtime"), 0);
	check_number(symlink("/usr/share/zoneinfo/Europe/Berlin", "/etc/localtime"), 0);
	check_zone("Europe/Berlin", true);
	check_number(unlink("/etc/localtime"), 0);
	check_number(symlink("/srv/zone", "/etc/localtime"), 0);
	check_zone("", false);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_end_with_a_name),
		cmocka_unit_test(a_line_is_a_name),
		fixture_test(the_hosts_zone_is_where_localtime_leads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
