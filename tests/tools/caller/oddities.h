/* SPDX-License-Identifier: BSD-3-Clause */
/* Ways in which an application may be odd: each is a step that takes the word's value, or NULL. */
#pragma once

/* SIGCHLD: default, ignored, handled, blocked, nocldwait. */
void oddity_sigchld(const char *value);

/* Reports what came of children that the application does not know: signals and wait(2). */
void oddity_children(const char *value);

/* An interval timer of so many microseconds, with a handler that interrupts system calls. */
void oddity_alarm(const char *value);

/* Reports whether it has fired. */
void oddity_alarms(const char *value);

/* Signals blocked, a handler, an ignored signal, umask, environment, limits, name: all odd. */
void oddity_everything(const char *value);

/* A descriptor to be closed; "all" fills the table up instead; "standard" is 0 to 2. */
void oddity_close(const char *value);
void oddity_fill(const char *value);

/* The soft RLIMIT_NOFILE. */
void oddity_limit(const char *value);

/* A thread that waits for ever; a child with our root and working directory; and its end. */
void oddity_thread(const char *value);
void oddity_share(const char *value);
void oddity_unshare_fs(const char *value);

void oddity_chroot(const char *directory);
void oddity_chdir(const char *directory);

/* A namespace of the application's own: mnt or uts. */
void oddity_unshare(const char *value);
