# SPDX-License-Identifier: BSD-3-Clause
# What opens PAM sessions, one by one, from Debian trees of their own. CALLERS='su vsftpd' tries some of them;
# RESULTS=docs/callers.md puts the table of all into that page.
check-callers: packages
	$(SUBMAKE) programs
	$(RUN) RESULTS='$(RESULTS)' tests/callers/check $(CALLERS)

.PHONY: check-callers
