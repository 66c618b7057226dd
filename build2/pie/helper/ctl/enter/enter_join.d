/var/tmp/h-callers/build2/pie/helper/ctl/enter/enter_join.o: \
 helper/ctl/enter/enter_join.c helper/ctl/enter/enter_join.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h pam_nsjail/account.h \
 pam_nsjail/caller_loader.h pam_nsjail/confine.h \
 helper/ctl/list/keeper_call.h helper/keeper/control.h \
 helper/plan/plan_digest.h helper/ctl/list/keepers.h \
 helper/ctl/list/kept_jail.h pam_nsjail/namespace_join.h \
 pam_nsjail/reason.h helper/shared/cleanup.h
helper/ctl/enter/enter_join.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
pam_nsjail/account.h:
pam_nsjail/caller_loader.h:
pam_nsjail/confine.h:
helper/ctl/list/keeper_call.h:
helper/keeper/control.h:
helper/plan/plan_digest.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
pam_nsjail/namespace_join.h:
pam_nsjail/reason.h:
helper/shared/cleanup.h:
