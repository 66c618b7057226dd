/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The label that SELinux goes by, for messages. It must never: decide anything.
 */
#pragma once

#define FILE_LABEL_WORDS_MAX 160

/*
 * Writes ", its label is 'LABEL'" for what fd is on (O_PATH, too), or nothing where there is none
 * or it may not be read, and returns text.
 */
const char *file_label_words(char text[FILE_LABEL_WORDS_MAX], int fd);
