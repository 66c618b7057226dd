# SPDX-License-Identifier: BSD-3-Clause
# One program for each room, linked with the real objects.

UNIT_SOURCES   := $(wildcard tests/unit/*/*_test.c tests/unit/*/*/*_test.c)
UNIT_FIXTURES  := $(BUILD)/pie/tests/unit/fixture.o
UNIT_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(UNIT_SOURCES)) $(UNIT_FIXTURES)
UNIT_TESTS     := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SOURCES))

UNIT_PARTS := $(UNIT_FIXTURES) $(CTL_ARCHIVE) $(MODULE_ARCHIVE) $(HELPER_ARCHIVE)

$(UNIT_TESTS): $(BUILD)/unit/%: $(BUILD)/pie/tests/unit/%.o $(UNIT_PARTS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $< $(UNIT_PARTS) \
		-lcmocka -lmnl $(CTL_LIBS) $(HELPER_LIBS)
