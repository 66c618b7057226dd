# SPDX-License-Identifier: BSD-3-Clause
# Installation

# The pages speak of the paths of a plain `make install`.
INSTALLED_PATHS = sed -e 's,/usr/local/sbin/\(pam_nsjail\|nsjailctl\),$(SBINDIR)/\1,g' \
	-e 's,/etc/security/nsjail,$(SYSCONFDIR)/security/nsjail,g'
INSTALLED_MAN   = $(foreach page,$(MAN_PAGES),$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
INSTALLED_DOC   = $(patsubst docs/%,$(DOCDIR)/docs/%,$(DOC_PAGES) docs/assign.schema.json docs/users.schema.json) $(addprefix $(DOCDIR)/,README.md \
	SECURITY.md NEWS LICENSE pam.d-sshd.example nsjail-antispoof.nft.example)

install: all
	$(INSTALL) -d -m 0755 $(DESTDIR)$(PAMDIR) $(DESTDIR)$(SBINDIR) \
		$(DESTDIR)$(SYSCONFDIR)/security/nsjail.d $(DESTDIR)$(MANDIR)/man5 \
		$(DESTDIR)$(MANDIR)/man8 $(DESTDIR)$(DOCDIR)/docs $(DESTDIR)$(COMPDIR) $(DESTDIR)$(DATADIR)
	$(INSTALL) -m 0755 $(HELPER) $(DESTDIR)$(HELPER_PATH)
	$(INSTALL) -m 0755 $(SUBIDS) $(DESTDIR)$(SUBIDS_PATH)
	$(INSTALL) -m 0755 $(GROUPS) $(DESTDIR)$(GROUPS_PATH)
	$(INSTALL) -m 0755 $(SCOPE) $(DESTDIR)$(SCOPE_PATH)
	$(if $(AUDIT),$(INSTALL) -m 0755 $(AUDIT) $(DESTDIR)$(AUDIT_PATH))
	$(INSTALL) -m 0755 $(VETH) $(DESTDIR)$(VETH_PATH)
	$(INSTALL) -m 0755 $(CTL) $(DESTDIR)$(CTL_PATH)
	$(INSTALL) -m 0755 etc/pam_lines $(DESTDIR)$(DATADIR)/pam_lines
	$(INSTALL) -m 0644 etc/nsjailctl.bash-completion $(DESTDIR)$(COMPDIR)/nsjailctl
	$(INSTALL) -m 0644 $(MODULE) $(DESTDIR)$(PAMDIR)/pam_nsjail.so
	test -e $(DESTDIR)$(CONFIG_PATH) || \
		$(INSTALL) -m 0644 etc/nsjail.conf $(DESTDIR)$(CONFIG_PATH)
	$(INSTALL) -m 0644 $(filter %.5,$(MAN_PAGES)) $(DESTDIR)$(MANDIR)/man5
	$(INSTALL) -m 0644 $(filter %.8,$(MAN_PAGES)) $(DESTDIR)$(MANDIR)/man8
	for page in $(INSTALLED_MAN); do \
		$(INSTALLED_PATHS) <docs/$${page##*/} >$(DESTDIR)$$page || exit 1; \
	done
	$(INSTALL) -m 0644 README.md SECURITY.md NEWS LICENSE etc/pam.d-sshd.example \
		etc/nsjail-antispoof.nft.example $(DESTDIR)$(DOCDIR)
	$(INSTALL) -m 0644 $(DOC_PAGES) docs/assign.schema.json docs/users.schema.json \
		$(DESTDIR)$(DOCDIR)/docs

# A PAM line that names a missing module locks everybody out, so those have to go first. What the
# administrator wrote stays: nsjail.conf, and nsjail.d unless it is empty.
uninstall:
	@if etc/pam_lines '$(DESTDIR)'; then \
		echo 'these PAM lines name the module: take them out first (nsjailctl pam disable)' >&2; exit 1; fi
	rm -f $(addprefix $(DESTDIR),$(PAMDIR)/pam_nsjail.so $(HELPER_PATH) $(SUBIDS_PATH) $(GROUPS_PATH) \
		$(VETH_PATH) $(SCOPE_PATH) $(SBINDIR)/pam_nsjail_audit $(CTL_PATH) $(COMPDIR)/nsjailctl $(DATADIR)/pam_lines \
		$(INSTALLED_MAN) $(INSTALLED_DOC))
	rmdir $(DESTDIR)$(DATADIR) $(DESTDIR)$(DOCDIR)/docs $(DESTDIR)$(DOCDIR) 2>/dev/null || true
	rmdir $(DESTDIR)$(SYSCONFDIR)/security/nsjail.d 2>/dev/null || true

.PHONY: install uninstall
