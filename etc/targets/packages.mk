# SPDX-License-Identifier: BSD-3-Clause
# Packages

DIST_NAME  := pam_nsjail-$(VERSION)
DIST       := $(BUILD)/$(DIST_NAME).tar.gz
DIST_PARTS := Makefile README.md LICENSE NEWS SECURITY.md .clang-format .clang-tidy .gitignore .ci \
	pam_nsjail helper tests etc docs findings
DEB_BUILD  := $(BUILD)/deb

# What git knows, or, in what was unpacked, all that is there. The same files make the same bytes.
dist:
	@mkdir -p $(BUILD)
	$(call say,DIST,$(DIST)){ git ls-files -- $(DIST_PARTS) 2>/dev/null || \
		find $(DIST_PARTS) ! -type d; } | LC_ALL=C sort >$(BUILD)/dist-files
	$(Q)tar -c --files-from=$(BUILD)/dist-files --transform='s,^,$(DIST_NAME)/,' --format=gnu \
		--owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w \
		--mtime="@$$(stat -c %Y NEWS)" | gzip -n -9 >$(DIST).new
	$(Q)mv $(DIST).new $(DIST)

# From the tarball, as everybody else would. Its variables are not ours.
deb: dist
	$(Q)tests/install_packages build package
	$(Q)rm -rf $(DEB_BUILD) && mkdir -p $(DEB_BUILD)
	$(Q)tar -C $(DEB_BUILD) -xf $(DIST)
	$(Q)cp -r $(DEB_BUILD)/$(DIST_NAME)/etc/debian $(DEB_BUILD)/$(DIST_NAME)/debian
	$(Q)cd $(DEB_BUILD)/$(DIST_NAME) && env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS \
		dpkg-buildpackage --no-sign --jobs=$(JOBS)
	$(Q)cp $(DEB_BUILD)/*.deb $(BUILD)/
	@ls -1 $(BUILD)/*.deb

.PHONY: dist deb
