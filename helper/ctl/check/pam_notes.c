/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/check/pam_notes.h"

#include "ctl/check/pam_profile.h"
#include "ctl/check/pam_steps.h"
#include "shared/cleanup.h"

struct module_note {
	const char *name;
	const char *text;
	bool is_left_behind; /* something of the user's, outside of the jail */
};

/* After ours they run as root with the jail's files before their eyes. */
static const struct module_note notes_after[] = {
	{ "pam_motd.so", "it would run the jail's update-motd.d as the host's root", false },
	{ "pam_lastlog.so", "it would write the jail's lastlog as the host's root", false },
	{ "pam_lastlog2.so", "it would write the jail's lastlog as the host's root", false },
	{ "pam_limits.so", "it would take limits from the jail's /etc/security", false },
	{ "pam_env.so", "it would read the jail's /etc/environment as root", false },
	{ "pam_namespace.so", "it would run the jail's namespace.init as root", false },
	{ "pam_mail.so", "it would look into the jail's /var/mail as root", false },
	{ "pam_systemd.so", "it would speak to whatever listens in the jail", false },
	{ "pam_exec.so", "it would run a program of the jail as root", false },
};

/* These do harm, or nothing, wherever they stand. */
static const struct module_note notes_anywhere[] = {
	{ "pam_systemd.so",
	  "starts the user's service manager outside of the jail, where units of his home run",
	  true },
	{ "pam_namespace.so", "mounts in the caller's namespace, which the jail does not have",
	  false },
	{ "pam_chroot.so", "leaves the caller in another root, where the module does not start",
	  false },
	{ "pam_ssh_add.so", "leaves an agent running outside of the jail, as the tenant", true },
	{ "pam_gnome_keyring.so", "leaves a daemon running outside of the jail, as the tenant",
	  true },
	{ "pam_kwallet.so", "leaves a daemon running outside of the jail, as the tenant", true },
	{ "pam_kwallet5.so", "leaves a daemon running outside of the jail, as the tenant", true },
	{ "pam_mount.so", "mounts outside of the jail; it must stand before pam_nsjail.so", false },
};

static const char *note_find(const struct module_note *notes, size_t count,
			     const struct pam_step *step)
{
	for (size_t i = 0; i < count; i++)
		if (pam_step_is(step, notes[i].name))
			return notes[i].text;
	return NULL;
}

const char *pam_notes_after(const struct pam_step *step)
{
	return note_find(notes_after, ARRAY_SIZE(notes_after), step);
}

const char *pam_notes_anywhere(const struct pam_step *step)
{
	return note_find(notes_anywhere, ARRAY_SIZE(notes_anywhere), step);
}

bool pam_notes_is_left_behind(const struct pam_step *step)
{
	for (size_t i = 0; i < ARRAY_SIZE(notes_anywhere); i++)
		if (notes_anywhere[i].is_left_behind && pam_step_is(step, notes_anywhere[i].name))
			return true;
	return false;
}
