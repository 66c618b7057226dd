/* SPDX-License-Identifier: BSD-3-Clause */
/* Rows in columns; see table.h. */
#include "ctl/output/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/output/printable.h"
#include "shared/cleanup.h"

struct table table_make(const char *const *heads)
{
	struct table table = { .heads = heads };

	while (heads[table.column_count] != NULL)
		table.column_count++;
	return table;
}

static void cell_add(struct table *table, const char *text)
{
	char *copy = printable_copy(text == NULL || text[0] == '\0' ? "-" : text);

	if (copy == NULL)
		table->error = -ENOMEM;
	table->cells[table->cell_count++] = copy;
}

void table_row(struct table *table, const char *const *cells)
{
	char **grown;

	if (table->error < 0)
		return;
	grown = reallocarray(table->cells, table->cell_count + table->column_count, sizeof(*grown));
	if (grown == NULL) {
		table->error = -ENOMEM;
		return;
	}
	table->cells = grown;
	for (size_t i = 0; i < table->column_count; i++)
		cell_add(table, cells[i]);
}

static size_t column_width(const struct table *table, size_t column)
{
	size_t width = strlen(table->heads[column]);

	for (size_t i = column; i < table->cell_count; i += table->column_count) {
		size_t length = strlen(table->cells[i]);

		width = length > width ? length : width;
	}
	return width;
}

static void row_print(const struct table *table, const char *const *cells, const size_t *widths)
{
	size_t last = table->column_count - 1;

	for (size_t i = 0; i < last; i++)
		(void)printf("%-*s  ", (int)widths[i], cells[i]);
	(void)printf("%s\n", cells[last]);
}

int table_print(const struct table *table)
{
	_cleanup_free_ size_t *widths = calloc(table->column_count, sizeof(*widths));

	if (table->error < 0)
		return table->error;
	if (widths == NULL)
		return -ENOMEM;
	if (table->cell_count == 0)
		return 0;
	for (size_t i = 0; i < table->column_count; i++)
		widths[i] = column_width(table, i);
	(void)fputs(style_begin(stdout, STYLE_HEAD), stdout);
	row_print(table, table->heads, widths);
	(void)fputs(style_end(stdout, STYLE_HEAD), stdout);
	for (size_t i = 0; i < table->cell_count; i += table->column_count)
		row_print(table, (const char *const *)table->cells + i, widths);
	return 0;
}

void table_clear(struct table *table)
{
	for (size_t i = 0; i < table->cell_count; i++)
		free(table->cells[i]);
	free(table->cells);
	table->cells = NULL;
	table->cell_count = 0;
}
