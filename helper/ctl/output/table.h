/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rows for people, in columns as wide as their widest cell. Cells are foreign text.
 * It must never: cut a cell; whoever looks for a path needs all of it.
 */
#pragma once

#include <stddef.h>

struct table {
	const char *const *heads; /* ended by NULL */
	size_t column_count;
	size_t cell_count;
	char **cells; /* printable, row by row */
	int error;    /* the first, -errno */
};

/* An empty table; heads must outlive it. */
struct table table_make(const char *const *heads);

/* Adds a row of column_count cells; NULL is shown as "-". An error is kept for table_print. */
void table_row(struct table *table, const char *const *cells);

/* Prints to standard output: nothing if there is no row. 0 or -errno. */
int table_print(const struct table *table);

void table_clear(struct table *table);

#define _cleanup_table_ __attribute__((cleanup(table_clear)))
