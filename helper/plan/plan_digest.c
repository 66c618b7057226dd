/* SPDX-License-Identifier: BSD-3-Clause */
/* Canonical text and sum of a plan; see plan_digest.h. */
#include "plan/plan_digest.h"

#include <inttypes.h>
#include <sha2.h>
#include <stdbool.h>
#include <string.h>

#include "plan/ip_range.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"

enum field_kind {
	FIELD_TEXT,
	FIELD_BOOL,
	FIELD_U32,
	FIELD_U64,
	FIELD_LIMIT,
	FIELD_ADDRESS,
	FIELD_RANGE,
};

_Static_assert(PLAN_DIGEST_SIZE == SHA256_DIGEST_STRING_LENGTH, "SHA256Data fills it");

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset, size; /* of the first member, and of each of them */
	size_t all;	     /* the size of all together */
};

/* Enums have no negative values: unsigned int is their type. */
#define KIND(type) \
	_Generic(*(type *)NULL,                  \
		char *: FIELD_TEXT,            \
		bool: FIELD_BOOL,              \
		uint32_t: FIELD_U32,           \
		uint64_t: FIELD_U64,           \
		struct limit: FIELD_LIMIT,     \
		struct ip_address: FIELD_ADDRESS, \
		struct ip_range: FIELD_RANGE)
#define FIELD(object, type, member)                                        \
	{                                                                  \
		.name = #member, .kind = KIND(type), .size = sizeof(type), \
		.offset = offsetof(struct object, member),                 \
		.all = sizeof(((struct object *)NULL)->member),            \
	}
#define PLAN(type, member, ...) FIELD(jail_plan, type, member),
#define MOUNT(type, member)	FIELD(mount_entry, type, member)
#define ACCOUNT(type, member)	FIELD(request, type, member)

static const struct field plan_fields[] = { JAIL_PLAN_SHAPE(PLAN) };

/* Not file and line: a comment in the configuration makes no other jail. */
static const struct field mount_fields[] = {
	MOUNT(enum mount_kind, kind),
	MOUNT(char *, target),
	MOUNT(char *, source),
	MOUNT(uint64_t, attributes),
	MOUNT(bool, is_home),
	MOUNT(bool, is_optional),
	MOUNT(char *, size),
	MOUNT(bool, is_target_optional),
	MOUNT(char *, inodes),
	MOUNT(unsigned int, mode),
	MOUNT(uid_t, uid),
	MOUNT(gid_t, gid),
};

/* Not gecos: nothing hangs on it, and what it says is old in a jail at the worst. */
static const struct field account_fields[] = {
	ACCOUNT(char *, user), ACCOUNT(uid_t, uid),    ACCOUNT(gid_t, gid),
	ACCOUNT(char *, home), ACCOUNT(char *, shell),
};

static bool is_plain(char byte)
{
	return byte >= ' ' && byte <= '~' && byte != '\\';
}

/* What came from outside can not look like the end of a line or like another field. */
static void text_write(FILE *stream, const char *text)
{
	while (*text != '\0') {
		size_t length = 0;

		while (is_plain(text[length]))
			length++;
		(void)fwrite(text, 1, length, stream);
		text += length;
		if (*text != '\0')
			(void)fprintf(stream, "\\x%02x", (unsigned int)(unsigned char)*text++);
	}
}

static void address_write(FILE *stream, const struct ip_address *address)
{
	char text[IP_TEXT_MAX];

	ip_address_text(address, text);
	(void)fputs(text, stream);
}

static void range_write(FILE *stream, const struct ip_range *range)
{
	address_write(stream, &range->address);
	(void)fprintf(stream, "/%u", range->prefix);
}

static void value_write(FILE *stream, const struct field *field, const char *member)
{
	switch (field->kind) {
	case FIELD_TEXT:
		text_write(stream, *(const char *const *)member);
		break;
	case FIELD_BOOL:
		(void)fputs(*(const bool *)member ? "yes" : "no", stream);
		break;
	case FIELD_U32:
		(void)fprintf(stream, "%" PRIu32, *(const uint32_t *)member);
		break;
	case FIELD_U64:
		(void)fprintf(stream, "%" PRIu64, *(const uint64_t *)member);
		break;
	case FIELD_LIMIT:
		(void)fprintf(stream, "%" PRIu64, ((const struct limit *)member)->value);
		break;
	case FIELD_ADDRESS:
		address_write(stream, (const struct ip_address *)member);
		break;
	case FIELD_RANGE:
		range_write(stream, (const struct ip_range *)member);
		break;
	}
}

static bool has_value(const struct field *field, const char *member)
{
	switch (field->kind) {
	case FIELD_TEXT:
		return *(const char *const *)member != NULL;
	case FIELD_BOOL:
		return *(const bool *)member;
	case FIELD_U32:
		return *(const uint32_t *)member != 0;
	case FIELD_U64:
		return *(const uint64_t *)member != 0;
	case FIELD_LIMIT:
		return ((const struct limit *)member)->is_set;
	case FIELD_ADDRESS:
		return ((const struct ip_address *)member)->family != 0;
	case FIELD_RANGE:
		return ((const struct ip_range *)member)->address.family != 0;
	}
	return true;
}

/* INDEX tells the members of an array apart. */
static void field_write(FILE *stream, const struct field *field, size_t index, const char *object)
{
	const char *member = object + field->offset + index * field->size;

	if (!has_value(field, member))
		return;
	(void)fputs(field->name, stream);
	if (field->all > field->size)
		(void)fprintf(stream, "[%zu]", index);
	(void)fputs(" = ", stream);
	value_write(stream, field, member);
	(void)fputc('\n', stream);
}

static void fields_write(FILE *stream, const struct field *fields, size_t count, const void *object)
{
	for (size_t i = 0; i < count; i++)
		for (size_t index = 0; index * fields[i].size < fields[i].all; index++)
			field_write(stream, &fields[i], index, object);
}

static int group_compare(const void *first, const void *second)
{
	const struct request_group *a = first, *b = second;

	return a->gid != b->gid ? (a->gid < b->gid ? -1 : 1) : strcmp(a->name, b->name);
}

/* Sorted: name services promise no order. */
static int groups_write(FILE *stream, const struct request *request)
{
	_cleanup_free_ struct request_group *groups =
		calloc(request->group_count + 1, sizeof(*groups));

	if (groups == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < request->group_count; i++)
		groups[i] = request->groups[i];
	qsort(groups, request->group_count, sizeof(*groups), group_compare);
	for (size_t i = 0; i < request->group_count; i++) {
		(void)fprintf(stream, "group = %" PRIu32 " ", groups[i].gid);
		text_write(stream, groups[i].name);
		(void)fputc('\n', stream);
	}
	return 0;
}

static int account_write(FILE *stream, const struct request *request)
{
	fields_write(stream, account_fields, ARRAY_SIZE(account_fields), request);
	return groups_write(stream, request);
}

static int stream_finish(FILE *stream, int error)
{
	if (ferror(stream))
		error = -ENOMEM;
	return fclose(stream) != 0 ? -ENOMEM : error;
}

static int stream_make(char **text, size_t *size, const struct jail_plan *plan,
		       const struct request *request)
{
	FILE *stream = open_memstream(text, size);
	int error;

	if (stream == NULL)
		return -ENOMEM;
	error = account_write(stream, request);
	fields_write(stream, plan_fields, ARRAY_SIZE(plan_fields), plan);
	for (size_t i = 0; i < plan->mount_count; i++, (void)fputs("mount\n", stream))
		fields_write(stream, mount_fields, ARRAY_SIZE(mount_fields), &plan->mounts[i]);
	return stream_finish(stream, error);
}

int plan_text_make(char **ret_text, const struct jail_plan *plan, const struct request *request)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int error = stream_make(&text, &size, plan, request);

	if (error == 0)
		*ret_text = TAKE_PTR(text);
	return error;
}

int plan_digest_make(char ret_digest[PLAN_DIGEST_SIZE], const struct jail_plan *plan,
		     const struct request *request)
{
	_cleanup_free_ char *text = NULL;
	int error = plan_text_make(&text, plan, request);

	if (error < 0 || text == NULL)
		return error < 0 ? error : -ENOMEM;
	(void)SHA256Data((const uint8_t *)text, strlen(text), ret_digest);
	return 0;
}

int plan_origin_make(struct plan_origin *ret_origin, const struct plan_sources *sources,
		     const struct profile_stamps *profiles, const struct request *request)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	int error;

	if (stream == NULL)
		return -ENOMEM;
	error = account_write(stream, request);
	text_write(stream, request->config_path);
	error = stream_finish(stream, error);
	if (error < 0 || text == NULL)
		return error < 0 ? error : -ENOMEM;
	ret_origin->sources = *sources;
	(void)SHA256Data((const uint8_t *)text, size, ret_origin->account);
	return profile_stamps_digest(ret_origin->profiles, profiles);
}

void plan_config_digest(char ret_digest[PLAN_DIGEST_SIZE], const char *config_path)
{
	(void)SHA256Data((const uint8_t *)config_path, strlen(config_path), ret_digest);
}

bool plan_origins_are_same(const struct plan_origin *one, const struct plan_origin *other)
{
	return plan_sources_are_same(&one->sources, &other->sources) &&
	       strcmp(one->profiles, other->profiles) == 0 &&
	       strcmp(one->account, other->account) == 0;
}
