-- Written by `npm run docs`.
-- Over another lake: SET VARIABLE lake = 's3://bucket/prefix'; before this script is read.
SET VARIABLE lake = coalesce(getvariable('lake'), 'lake/zendesk-ndjson');

-- Athena's functions that the views use.
CREATE OR REPLACE MACRO from_iso8601_timestamp(instant) AS CAST(instant AS TIMESTAMPTZ);
CREATE OR REPLACE MACRO regexp_like(subject, pattern) AS regexp_matches(subject, pattern);

-- The landed objects as they are: a row per line; a line that is no JSON has nothing but nulls.
SET VARIABLE tickets_raw = (
  SELECT CASE WHEN count(*) > 0 THEN 'SELECT t.* EXCLUDE (filename), filename AS "$path", last_modified AS "$file_modified_time"
FROM read_json(getvariable(''lake'') || ''/tickets/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'', columns = {"url": ''VARCHAR'', "id": ''BIGINT'', "external_id": ''VARCHAR'', "via": ''JSON'', "created_at": ''VARCHAR'', "updated_at": ''VARCHAR'', "generated_timestamp": ''BIGINT'', "type": ''VARCHAR'', "subject": ''VARCHAR'', "raw_subject": ''VARCHAR'', "description": ''VARCHAR'', "priority": ''VARCHAR'', "status": ''VARCHAR'', "recipient": ''VARCHAR'', "requester_id": ''BIGINT'', "submitter_id": ''BIGINT'', "assignee_id": ''BIGINT'', "organization_id": ''BIGINT'', "group_id": ''BIGINT'', "collaborator_ids": ''BIGINT[]'', "follower_ids": ''BIGINT[]'', "email_cc_ids": ''BIGINT[]'', "forum_topic_id": ''BIGINT'', "problem_id": ''BIGINT'', "has_incidents": ''BOOLEAN'', "is_public": ''BOOLEAN'', "due_at": ''VARCHAR'', "tags": ''VARCHAR[]'', "custom_fields": ''JSON'', "satisfaction_rating": ''JSON'', "sharing_agreement_ids": ''BIGINT[]'', "custom_status_id": ''BIGINT'', "followup_ids": ''BIGINT[]'', "ticket_form_id": ''BIGINT'', "brand_id": ''BIGINT'', "allow_channelback": ''BOOLEAN'', "allow_attachments": ''BOOLEAN'', "from_messaging_channel": ''BOOLEAN'', "attribute_value_ids": ''BIGINT[]'', "macro_id": ''BIGINT'', "macro_ids": ''BIGINT[]'', "safe_update": ''BOOLEAN'', "updated_stamp": ''VARCHAR'', "via_id": ''BIGINT'', "via_followup_source_id": ''BIGINT'', "voice_comment": ''JSON'', "metadata": ''JSON'', "support_type": ''VARCHAR'', "encoded_id": ''VARCHAR'', "metric_set": ''JSON'', "slas": ''JSON'', "comment_count": ''BIGINT'', "dates": ''JSON''}, format = ''newline_delimited'', ignore_errors = true, maximum_object_size = 16777216, filename = true, hive_partitioning = true, hive_types = {''subdomain'': VARCHAR, ''dt'': VARCHAR}) AS t
JOIN (SELECT filename, last_modified FROM read_blob(getvariable(''lake'') || ''/tickets/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'')) USING (filename)'
  ELSE 'SELECT CAST(NULL AS VARCHAR) AS "url", CAST(NULL AS BIGINT) AS "id", CAST(NULL AS VARCHAR) AS "external_id", CAST(NULL AS JSON) AS "via", CAST(NULL AS VARCHAR) AS "created_at", CAST(NULL AS VARCHAR) AS "updated_at", CAST(NULL AS BIGINT) AS "generated_timestamp", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "subject", CAST(NULL AS VARCHAR) AS "raw_subject", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "priority", CAST(NULL AS VARCHAR) AS "status", CAST(NULL AS VARCHAR) AS "recipient", CAST(NULL AS BIGINT) AS "requester_id", CAST(NULL AS BIGINT) AS "submitter_id", CAST(NULL AS BIGINT) AS "assignee_id", CAST(NULL AS BIGINT) AS "organization_id", CAST(NULL AS BIGINT) AS "group_id", CAST(NULL AS BIGINT[]) AS "collaborator_ids", CAST(NULL AS BIGINT[]) AS "follower_ids", CAST(NULL AS BIGINT[]) AS "email_cc_ids", CAST(NULL AS BIGINT) AS "forum_topic_id", CAST(NULL AS BIGINT) AS "problem_id", CAST(NULL AS BOOLEAN) AS "has_incidents", CAST(NULL AS BOOLEAN) AS "is_public", CAST(NULL AS VARCHAR) AS "due_at", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS JSON) AS "custom_fields", CAST(NULL AS JSON) AS "satisfaction_rating", CAST(NULL AS BIGINT[]) AS "sharing_agreement_ids", CAST(NULL AS BIGINT) AS "custom_status_id", CAST(NULL AS BIGINT[]) AS "followup_ids", CAST(NULL AS BIGINT) AS "ticket_form_id", CAST(NULL AS BIGINT) AS "brand_id", CAST(NULL AS BOOLEAN) AS "allow_channelback", CAST(NULL AS BOOLEAN) AS "allow_attachments", CAST(NULL AS BOOLEAN) AS "from_messaging_channel", CAST(NULL AS BIGINT[]) AS "attribute_value_ids", CAST(NULL AS BIGINT) AS "macro_id", CAST(NULL AS BIGINT[]) AS "macro_ids", CAST(NULL AS BOOLEAN) AS "safe_update", CAST(NULL AS VARCHAR) AS "updated_stamp", CAST(NULL AS BIGINT) AS "via_id", CAST(NULL AS BIGINT) AS "via_followup_source_id", CAST(NULL AS JSON) AS "voice_comment", CAST(NULL AS JSON) AS "metadata", CAST(NULL AS VARCHAR) AS "support_type", CAST(NULL AS VARCHAR) AS "encoded_id", CAST(NULL AS JSON) AS "metric_set", CAST(NULL AS JSON) AS "slas", CAST(NULL AS BIGINT) AS "comment_count", CAST(NULL AS JSON) AS "dates", CAST(NULL AS VARCHAR) AS subdomain, CAST(NULL AS VARCHAR) AS dt,
CAST(NULL AS VARCHAR) AS "$path", CAST(NULL AS TIMESTAMPTZ) AS "$file_modified_time" WHERE false' END
  FROM glob(getvariable('lake') || '/tickets/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*')
);
CREATE OR REPLACE VIEW "tickets_raw" AS FROM query(getvariable('tickets_raw'));

-- The landed objects as they are: a row per line; a line that is no JSON has nothing but nulls.
SET VARIABLE tickets_users_raw = (
  SELECT CASE WHEN count(*) > 0 THEN 'SELECT t.* EXCLUDE (filename), filename AS "$path", last_modified AS "$file_modified_time"
FROM read_json(getvariable(''lake'') || ''/tickets_users/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'', columns = {"id": ''BIGINT'', "url": ''VARCHAR'', "name": ''VARCHAR'', "email": ''VARCHAR'', "created_at": ''VARCHAR'', "updated_at": ''VARCHAR'', "time_zone": ''VARCHAR'', "iana_time_zone": ''VARCHAR'', "phone": ''VARCHAR'', "shared_phone_number": ''BOOLEAN'', "photo": ''JSON'', "locale_id": ''BIGINT'', "locale": ''VARCHAR'', "organization_id": ''BIGINT'', "role": ''VARCHAR'', "verified": ''BOOLEAN'', "external_id": ''VARCHAR'', "tags": ''VARCHAR[]'', "alias": ''VARCHAR'', "active": ''BOOLEAN'', "shared": ''BOOLEAN'', "shared_agent": ''BOOLEAN'', "last_login_at": ''VARCHAR'', "two_factor_auth_enabled": ''BOOLEAN'', "signature": ''VARCHAR'', "details": ''VARCHAR'', "notes": ''VARCHAR'', "role_type": ''BIGINT'', "custom_role_id": ''BIGINT'', "moderator": ''BOOLEAN'', "ticket_restriction": ''VARCHAR'', "only_private_comments": ''BOOLEAN'', "restricted_agent": ''BOOLEAN'', "suspended": ''BOOLEAN'', "default_group_id": ''BIGINT'', "report_csv": ''BOOLEAN'', "user_fields": ''JSON''}, format = ''newline_delimited'', ignore_errors = true, maximum_object_size = 16777216, filename = true, hive_partitioning = true, hive_types = {''subdomain'': VARCHAR, ''dt'': VARCHAR}) AS t
JOIN (SELECT filename, last_modified FROM read_blob(getvariable(''lake'') || ''/tickets_users/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'')) USING (filename)'
  ELSE 'SELECT CAST(NULL AS BIGINT) AS "id", CAST(NULL AS VARCHAR) AS "url", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS VARCHAR) AS "email", CAST(NULL AS VARCHAR) AS "created_at", CAST(NULL AS VARCHAR) AS "updated_at", CAST(NULL AS VARCHAR) AS "time_zone", CAST(NULL AS VARCHAR) AS "iana_time_zone", CAST(NULL AS VARCHAR) AS "phone", CAST(NULL AS BOOLEAN) AS "shared_phone_number", CAST(NULL AS JSON) AS "photo", CAST(NULL AS BIGINT) AS "locale_id", CAST(NULL AS VARCHAR) AS "locale", CAST(NULL AS BIGINT) AS "organization_id", CAST(NULL AS VARCHAR) AS "role", CAST(NULL AS BOOLEAN) AS "verified", CAST(NULL AS VARCHAR) AS "external_id", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "alias", CAST(NULL AS BOOLEAN) AS "active", CAST(NULL AS BOOLEAN) AS "shared", CAST(NULL AS BOOLEAN) AS "shared_agent", CAST(NULL AS VARCHAR) AS "last_login_at", CAST(NULL AS BOOLEAN) AS "two_factor_auth_enabled", CAST(NULL AS VARCHAR) AS "signature", CAST(NULL AS VARCHAR) AS "details", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BIGINT) AS "role_type", CAST(NULL AS BIGINT) AS "custom_role_id", CAST(NULL AS BOOLEAN) AS "moderator", CAST(NULL AS VARCHAR) AS "ticket_restriction", CAST(NULL AS BOOLEAN) AS "only_private_comments", CAST(NULL AS BOOLEAN) AS "restricted_agent", CAST(NULL AS BOOLEAN) AS "suspended", CAST(NULL AS BIGINT) AS "default_group_id", CAST(NULL AS BOOLEAN) AS "report_csv", CAST(NULL AS JSON) AS "user_fields", CAST(NULL AS VARCHAR) AS subdomain, CAST(NULL AS VARCHAR) AS dt,
CAST(NULL AS VARCHAR) AS "$path", CAST(NULL AS TIMESTAMPTZ) AS "$file_modified_time" WHERE false' END
  FROM glob(getvariable('lake') || '/tickets_users/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*')
);
CREATE OR REPLACE VIEW "tickets_users_raw" AS FROM query(getvariable('tickets_users_raw'));

-- The landed objects as they are: a row per line; a line that is no JSON has nothing but nulls.
SET VARIABLE tickets_groups_raw = (
  SELECT CASE WHEN count(*) > 0 THEN 'SELECT t.* EXCLUDE (filename), filename AS "$path", last_modified AS "$file_modified_time"
FROM read_json(getvariable(''lake'') || ''/tickets_groups/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'', columns = {"url": ''VARCHAR'', "id": ''BIGINT'', "is_public": ''BOOLEAN'', "name": ''VARCHAR'', "description": ''VARCHAR'', "default": ''BOOLEAN'', "deleted": ''BOOLEAN'', "created_at": ''VARCHAR'', "updated_at": ''VARCHAR''}, format = ''newline_delimited'', ignore_errors = true, maximum_object_size = 16777216, filename = true, hive_partitioning = true, hive_types = {''subdomain'': VARCHAR, ''dt'': VARCHAR}) AS t
JOIN (SELECT filename, last_modified FROM read_blob(getvariable(''lake'') || ''/tickets_groups/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'')) USING (filename)'
  ELSE 'SELECT CAST(NULL AS VARCHAR) AS "url", CAST(NULL AS BIGINT) AS "id", CAST(NULL AS BOOLEAN) AS "is_public", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS BOOLEAN) AS "default", CAST(NULL AS BOOLEAN) AS "deleted", CAST(NULL AS VARCHAR) AS "created_at", CAST(NULL AS VARCHAR) AS "updated_at", CAST(NULL AS VARCHAR) AS subdomain, CAST(NULL AS VARCHAR) AS dt,
CAST(NULL AS VARCHAR) AS "$path", CAST(NULL AS TIMESTAMPTZ) AS "$file_modified_time" WHERE false' END
  FROM glob(getvariable('lake') || '/tickets_groups/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*')
);
CREATE OR REPLACE VIEW "tickets_groups_raw" AS FROM query(getvariable('tickets_groups_raw'));

-- The landed objects as they are: a row per line; a line that is no JSON has nothing but nulls.
SET VARIABLE tickets_organizations_raw = (
  SELECT CASE WHEN count(*) > 0 THEN 'SELECT t.* EXCLUDE (filename), filename AS "$path", last_modified AS "$file_modified_time"
FROM read_json(getvariable(''lake'') || ''/tickets_organizations/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'', columns = {"url": ''VARCHAR'', "id": ''BIGINT'', "name": ''VARCHAR'', "shared_tickets": ''BOOLEAN'', "shared_comments": ''BOOLEAN'', "external_id": ''VARCHAR'', "created_at": ''VARCHAR'', "updated_at": ''VARCHAR'', "deleted_at": ''VARCHAR'', "domain_names": ''VARCHAR[]'', "details": ''VARCHAR'', "notes": ''VARCHAR'', "group_id": ''BIGINT'', "tags": ''VARCHAR[]'', "organization_fields": ''JSON''}, format = ''newline_delimited'', ignore_errors = true, maximum_object_size = 16777216, filename = true, hive_partitioning = true, hive_types = {''subdomain'': VARCHAR, ''dt'': VARCHAR}) AS t
JOIN (SELECT filename, last_modified FROM read_blob(getvariable(''lake'') || ''/tickets_organizations/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'')) USING (filename)'
  ELSE 'SELECT CAST(NULL AS VARCHAR) AS "url", CAST(NULL AS BIGINT) AS "id", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS BOOLEAN) AS "shared_tickets", CAST(NULL AS BOOLEAN) AS "shared_comments", CAST(NULL AS VARCHAR) AS "external_id", CAST(NULL AS VARCHAR) AS "created_at", CAST(NULL AS VARCHAR) AS "updated_at", CAST(NULL AS VARCHAR) AS "deleted_at", CAST(NULL AS VARCHAR[]) AS "domain_names", CAST(NULL AS VARCHAR) AS "details", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BIGINT) AS "group_id", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS JSON) AS "organization_fields", CAST(NULL AS VARCHAR) AS subdomain, CAST(NULL AS VARCHAR) AS dt,
CAST(NULL AS VARCHAR) AS "$path", CAST(NULL AS TIMESTAMPTZ) AS "$file_modified_time" WHERE false' END
  FROM glob(getvariable('lake') || '/tickets_organizations/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*')
);
CREATE OR REPLACE VIEW "tickets_organizations_raw" AS FROM query(getvariable('tickets_organizations_raw'));

-- The landed objects as they are: a row per line; a line that is no JSON has nothing but nulls.
SET VARIABLE tickets_metric_sets_raw = (
  SELECT CASE WHEN count(*) > 0 THEN 'SELECT t.* EXCLUDE (filename), filename AS "$path", last_modified AS "$file_modified_time"
FROM read_json(getvariable(''lake'') || ''/tickets_metric_sets/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'', columns = {"url": ''VARCHAR'', "id": ''BIGINT'', "ticket_id": ''BIGINT'', "created_at": ''VARCHAR'', "updated_at": ''VARCHAR'', "group_stations": ''BIGINT'', "assignee_stations": ''BIGINT'', "reopens": ''BIGINT'', "replies": ''BIGINT'', "assignee_updated_at": ''VARCHAR'', "requester_updated_at": ''VARCHAR'', "status_updated_at": ''VARCHAR'', "custom_status_updated_at": ''VARCHAR'', "initially_assigned_at": ''VARCHAR'', "assigned_at": ''VARCHAR'', "solved_at": ''VARCHAR'', "latest_comment_added_at": ''VARCHAR'', "reply_time_in_minutes": ''JSON'', "reply_time_in_seconds": ''JSON'', "first_resolution_time_in_minutes": ''JSON'', "full_resolution_time_in_minutes": ''JSON'', "agent_wait_time_in_minutes": ''JSON'', "requester_wait_time_in_minutes": ''JSON'', "on_hold_time_in_minutes": ''JSON''}, format = ''newline_delimited'', ignore_errors = true, maximum_object_size = 16777216, filename = true, hive_partitioning = true, hive_types = {''subdomain'': VARCHAR, ''dt'': VARCHAR}) AS t
JOIN (SELECT filename, last_modified FROM read_blob(getvariable(''lake'') || ''/tickets_metric_sets/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'')) USING (filename)'
  ELSE 'SELECT CAST(NULL AS VARCHAR) AS "url", CAST(NULL AS BIGINT) AS "id", CAST(NULL AS BIGINT) AS "ticket_id", CAST(NULL AS VARCHAR) AS "created_at", CAST(NULL AS VARCHAR) AS "updated_at", CAST(NULL AS BIGINT) AS "group_stations", CAST(NULL AS BIGINT) AS "assignee_stations", CAST(NULL AS BIGINT) AS "reopens", CAST(NULL AS BIGINT) AS "replies", CAST(NULL AS VARCHAR) AS "assignee_updated_at", CAST(NULL AS VARCHAR) AS "requester_updated_at", CAST(NULL AS VARCHAR) AS "status_updated_at", CAST(NULL AS VARCHAR) AS "custom_status_updated_at", CAST(NULL AS VARCHAR) AS "initially_assigned_at", CAST(NULL AS VARCHAR) AS "assigned_at", CAST(NULL AS VARCHAR) AS "solved_at", CAST(NULL AS VARCHAR) AS "latest_comment_added_at", CAST(NULL AS JSON) AS "reply_time_in_minutes", CAST(NULL AS JSON) AS "reply_time_in_seconds", CAST(NULL AS JSON) AS "first_resolution_time_in_minutes", CAST(NULL AS JSON) AS "full_resolution_time_in_minutes", CAST(NULL AS JSON) AS "agent_wait_time_in_minutes", CAST(NULL AS JSON) AS "requester_wait_time_in_minutes", CAST(NULL AS JSON) AS "on_hold_time_in_minutes", CAST(NULL AS VARCHAR) AS subdomain, CAST(NULL AS VARCHAR) AS dt,
CAST(NULL AS VARCHAR) AS "$path", CAST(NULL AS TIMESTAMPTZ) AS "$file_modified_time" WHERE false' END
  FROM glob(getvariable('lake') || '/tickets_metric_sets/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*')
);
CREATE OR REPLACE VIEW "tickets_metric_sets_raw" AS FROM query(getvariable('tickets_metric_sets_raw'));

-- The landed objects as they are: a row per line; a line that is no JSON has nothing but nulls.
SET VARIABLE tickets_sharing_agreements_raw = (
  SELECT CASE WHEN count(*) > 0 THEN 'SELECT t.* EXCLUDE (filename), filename AS "$path", last_modified AS "$file_modified_time"
FROM read_json(getvariable(''lake'') || ''/tickets_sharing_agreements/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'', columns = {"url": ''VARCHAR'', "id": ''BIGINT'', "name": ''VARCHAR'', "type": ''VARCHAR'', "status": ''VARCHAR'', "partner_name": ''VARCHAR'', "remote_subdomain": ''VARCHAR'', "created_at": ''VARCHAR'', "updated_at": ''VARCHAR''}, format = ''newline_delimited'', ignore_errors = true, maximum_object_size = 16777216, filename = true, hive_partitioning = true, hive_types = {''subdomain'': VARCHAR, ''dt'': VARCHAR}) AS t
JOIN (SELECT filename, last_modified FROM read_blob(getvariable(''lake'') || ''/tickets_sharing_agreements/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'')) USING (filename)'
  ELSE 'SELECT CAST(NULL AS VARCHAR) AS "url", CAST(NULL AS BIGINT) AS "id", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "status", CAST(NULL AS VARCHAR) AS "partner_name", CAST(NULL AS VARCHAR) AS "remote_subdomain", CAST(NULL AS VARCHAR) AS "created_at", CAST(NULL AS VARCHAR) AS "updated_at", CAST(NULL AS VARCHAR) AS subdomain, CAST(NULL AS VARCHAR) AS dt,
CAST(NULL AS VARCHAR) AS "$path", CAST(NULL AS TIMESTAMPTZ) AS "$file_modified_time" WHERE false' END
  FROM glob(getvariable('lake') || '/tickets_sharing_agreements/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*')
);
CREATE OR REPLACE VIEW "tickets_sharing_agreements_raw" AS FROM query(getvariable('tickets_sharing_agreements_raw'));

-- The landed objects as they are: a row per line; a line that is no JSON has nothing but nulls.
SET VARIABLE tickets_ticket_forms_raw = (
  SELECT CASE WHEN count(*) > 0 THEN 'SELECT t.* EXCLUDE (filename), filename AS "$path", last_modified AS "$file_modified_time"
FROM read_json(getvariable(''lake'') || ''/tickets_ticket_forms/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'', columns = {"url": ''VARCHAR'', "id": ''BIGINT'', "name": ''VARCHAR'', "raw_name": ''VARCHAR'', "display_name": ''VARCHAR'', "raw_display_name": ''VARCHAR'', "position": ''BIGINT'', "active": ''BOOLEAN'', "end_user_visible": ''BOOLEAN'', "default": ''BOOLEAN'', "ticket_field_ids": ''BIGINT[]'', "in_all_brands": ''BOOLEAN'', "restricted_brand_ids": ''BIGINT[]'', "agent_conditions": ''JSON'', "end_user_conditions": ''JSON'', "created_at": ''VARCHAR'', "updated_at": ''VARCHAR''}, format = ''newline_delimited'', ignore_errors = true, maximum_object_size = 16777216, filename = true, hive_partitioning = true, hive_types = {''subdomain'': VARCHAR, ''dt'': VARCHAR}) AS t
JOIN (SELECT filename, last_modified FROM read_blob(getvariable(''lake'') || ''/tickets_ticket_forms/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*'')) USING (filename)'
  ELSE 'SELECT CAST(NULL AS VARCHAR) AS "url", CAST(NULL AS BIGINT) AS "id", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS VARCHAR) AS "raw_name", CAST(NULL AS VARCHAR) AS "display_name", CAST(NULL AS VARCHAR) AS "raw_display_name", CAST(NULL AS BIGINT) AS "position", CAST(NULL AS BOOLEAN) AS "active", CAST(NULL AS BOOLEAN) AS "end_user_visible", CAST(NULL AS BOOLEAN) AS "default", CAST(NULL AS BIGINT[]) AS "ticket_field_ids", CAST(NULL AS BOOLEAN) AS "in_all_brands", CAST(NULL AS BIGINT[]) AS "restricted_brand_ids", CAST(NULL AS JSON) AS "agent_conditions", CAST(NULL AS JSON) AS "end_user_conditions", CAST(NULL AS VARCHAR) AS "created_at", CAST(NULL AS VARCHAR) AS "updated_at", CAST(NULL AS VARCHAR) AS subdomain, CAST(NULL AS VARCHAR) AS dt,
CAST(NULL AS VARCHAR) AS "$path", CAST(NULL AS TIMESTAMPTZ) AS "$file_modified_time" WHERE false' END
  FROM glob(getvariable('lake') || '/tickets_ticket_forms/subdomain=*/dt=*/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f].*json*')
);
CREATE OR REPLACE VIEW "tickets_ticket_forms_raw" AS FROM query(getvariable('tickets_ticket_forms_raw'));

-- Every landed version of every ticket, once.
CREATE OR REPLACE VIEW "tickets" AS
SELECT "subdomain", "url", "id", "external_id", "via", "created_at", "updated_at", "generated_timestamp", "type", "subject", "raw_subject", "description", "priority", "status", "recipient", "requester_id", "submitter_id", "assignee_id", "organization_id", "group_id", "collaborator_ids", "follower_ids", "email_cc_ids", "forum_topic_id", "problem_id", "has_incidents", "is_public", "due_at", "tags", "custom_fields", "satisfaction_rating", "sharing_agreement_ids", "custom_status_id", "followup_ids", "ticket_form_id", "brand_id", "allow_channelback", "allow_attachments", "from_messaging_channel", "attribute_value_ids", "macro_id", "macro_ids", "safe_update", "updated_stamp", "via_id", "via_followup_source_id", "voice_comment", "metadata", "support_type", "encoded_id", "metric_set", "slas", "comment_count", "dates", "is_deleted", "landed_at", "landed_in"
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY "subdomain", "id", "generated_timestamp"
    ORDER BY "landed_at" DESC, "landed_in" DESC
  ) AS recency
  FROM (
    SELECT
      t."subdomain" AS "subdomain",
      t."url" AS "url",
      t."id" AS "id",
      t."external_id" AS "external_id",
      t."via" AS "via",
      TRY(CAST(from_iso8601_timestamp(t."created_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "created_at",
      TRY(CAST(from_iso8601_timestamp(t."updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "updated_at",
      t."generated_timestamp" AS "generated_timestamp",
      t."type" AS "type",
      t."subject" AS "subject",
      t."raw_subject" AS "raw_subject",
      t."description" AS "description",
      t."priority" AS "priority",
      t."status" AS "status",
      t."recipient" AS "recipient",
      t."requester_id" AS "requester_id",
      t."submitter_id" AS "submitter_id",
      t."assignee_id" AS "assignee_id",
      t."organization_id" AS "organization_id",
      t."group_id" AS "group_id",
      t."collaborator_ids" AS "collaborator_ids",
      t."follower_ids" AS "follower_ids",
      t."email_cc_ids" AS "email_cc_ids",
      t."forum_topic_id" AS "forum_topic_id",
      t."problem_id" AS "problem_id",
      t."has_incidents" AS "has_incidents",
      t."is_public" AS "is_public",
      TRY(CAST(from_iso8601_timestamp(t."due_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "due_at",
      t."tags" AS "tags",
      t."custom_fields" AS "custom_fields",
      t."satisfaction_rating" AS "satisfaction_rating",
      t."sharing_agreement_ids" AS "sharing_agreement_ids",
      t."custom_status_id" AS "custom_status_id",
      t."followup_ids" AS "followup_ids",
      t."ticket_form_id" AS "ticket_form_id",
      t."brand_id" AS "brand_id",
      t."allow_channelback" AS "allow_channelback",
      t."allow_attachments" AS "allow_attachments",
      t."from_messaging_channel" AS "from_messaging_channel",
      t."attribute_value_ids" AS "attribute_value_ids",
      t."macro_id" AS "macro_id",
      t."macro_ids" AS "macro_ids",
      t."safe_update" AS "safe_update",
      t."updated_stamp" AS "updated_stamp",
      t."via_id" AS "via_id",
      t."via_followup_source_id" AS "via_followup_source_id",
      t."voice_comment" AS "voice_comment",
      t."metadata" AS "metadata",
      t."support_type" AS "support_type",
      t."encoded_id" AS "encoded_id",
      t."metric_set" AS "metric_set",
      t."slas" AS "slas",
      t."comment_count" AS "comment_count",
      t."dates" AS "dates",
      coalesce(t."status" = 'deleted', false) AS "is_deleted",
      CAST(t."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3)) AS "landed_at",
      t."$path" AS "landed_in"
    FROM "tickets_raw" AS t
    WHERE regexp_like(t."$path", '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$')
      AND t."id" IS NOT NULL
  )
)
WHERE recency = 1;

-- Every ticket in its latest version, deleted ones included.
CREATE OR REPLACE VIEW "tickets_latest" AS
SELECT "subdomain", "url", "id", "external_id", "via", "created_at", "updated_at", "generated_timestamp", "type", "subject", "raw_subject", "description", "priority", "status", "recipient", "requester_id", "submitter_id", "assignee_id", "organization_id", "group_id", "collaborator_ids", "follower_ids", "email_cc_ids", "forum_topic_id", "problem_id", "has_incidents", "is_public", "due_at", "tags", "custom_fields", "satisfaction_rating", "sharing_agreement_ids", "custom_status_id", "followup_ids", "ticket_form_id", "brand_id", "allow_channelback", "allow_attachments", "from_messaging_channel", "attribute_value_ids", "macro_id", "macro_ids", "safe_update", "updated_stamp", "via_id", "via_followup_source_id", "voice_comment", "metadata", "support_type", "encoded_id", "metric_set", "slas", "comment_count", "dates", "is_deleted", "landed_at", "landed_in"
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY "subdomain", "id"
    ORDER BY "generated_timestamp" DESC, "landed_at" DESC, "landed_in" DESC
  ) AS recency
  FROM (
    SELECT
      t."subdomain" AS "subdomain",
      t."url" AS "url",
      t."id" AS "id",
      t."external_id" AS "external_id",
      t."via" AS "via",
      TRY(CAST(from_iso8601_timestamp(t."created_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "created_at",
      TRY(CAST(from_iso8601_timestamp(t."updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "updated_at",
      t."generated_timestamp" AS "generated_timestamp",
      t."type" AS "type",
      t."subject" AS "subject",
      t."raw_subject" AS "raw_subject",
      t."description" AS "description",
      t."priority" AS "priority",
      t."status" AS "status",
      t."recipient" AS "recipient",
      t."requester_id" AS "requester_id",
      t."submitter_id" AS "submitter_id",
      t."assignee_id" AS "assignee_id",
      t."organization_id" AS "organization_id",
      t."group_id" AS "group_id",
      t."collaborator_ids" AS "collaborator_ids",
      t."follower_ids" AS "follower_ids",
      t."email_cc_ids" AS "email_cc_ids",
      t."forum_topic_id" AS "forum_topic_id",
      t."problem_id" AS "problem_id",
      t."has_incidents" AS "has_incidents",
      t."is_public" AS "is_public",
      TRY(CAST(from_iso8601_timestamp(t."due_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "due_at",
      t."tags" AS "tags",
      t."custom_fields" AS "custom_fields",
      t."satisfaction_rating" AS "satisfaction_rating",
      t."sharing_agreement_ids" AS "sharing_agreement_ids",
      t."custom_status_id" AS "custom_status_id",
      t."followup_ids" AS "followup_ids",
      t."ticket_form_id" AS "ticket_form_id",
      t."brand_id" AS "brand_id",
      t."allow_channelback" AS "allow_channelback",
      t."allow_attachments" AS "allow_attachments",
      t."from_messaging_channel" AS "from_messaging_channel",
      t."attribute_value_ids" AS "attribute_value_ids",
      t."macro_id" AS "macro_id",
      t."macro_ids" AS "macro_ids",
      t."safe_update" AS "safe_update",
      t."updated_stamp" AS "updated_stamp",
      t."via_id" AS "via_id",
      t."via_followup_source_id" AS "via_followup_source_id",
      t."voice_comment" AS "voice_comment",
      t."metadata" AS "metadata",
      t."support_type" AS "support_type",
      t."encoded_id" AS "encoded_id",
      t."metric_set" AS "metric_set",
      t."slas" AS "slas",
      t."comment_count" AS "comment_count",
      t."dates" AS "dates",
      coalesce(t."status" = 'deleted', false) AS "is_deleted",
      CAST(t."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3)) AS "landed_at",
      t."$path" AS "landed_in"
    FROM "tickets_raw" AS t
    WHERE regexp_like(t."$path", '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$')
      AND t."id" IS NOT NULL
  )
)
WHERE recency = 1;

-- Sideloaded records, each as it was read last.
CREATE OR REPLACE VIEW "tickets_users" AS
SELECT "subdomain", "id", "url", "name", "email", "created_at", "updated_at", "time_zone", "iana_time_zone", "phone", "shared_phone_number", "photo", "locale_id", "locale", "organization_id", "role", "verified", "external_id", "tags", "alias", "active", "shared", "shared_agent", "last_login_at", "two_factor_auth_enabled", "signature", "details", "notes", "role_type", "custom_role_id", "moderator", "ticket_restriction", "only_private_comments", "restricted_agent", "suspended", "default_group_id", "report_csv", "user_fields", "landed_at", "landed_in"
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY "subdomain", "id"
    ORDER BY "landed_at" DESC, "landed_in" DESC
  ) AS recency
  FROM (
    SELECT
      t."subdomain" AS "subdomain",
      t."id" AS "id",
      t."url" AS "url",
      t."name" AS "name",
      t."email" AS "email",
      TRY(CAST(from_iso8601_timestamp(t."created_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "created_at",
      TRY(CAST(from_iso8601_timestamp(t."updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "updated_at",
      t."time_zone" AS "time_zone",
      t."iana_time_zone" AS "iana_time_zone",
      t."phone" AS "phone",
      t."shared_phone_number" AS "shared_phone_number",
      t."photo" AS "photo",
      t."locale_id" AS "locale_id",
      t."locale" AS "locale",
      t."organization_id" AS "organization_id",
      t."role" AS "role",
      t."verified" AS "verified",
      t."external_id" AS "external_id",
      t."tags" AS "tags",
      t."alias" AS "alias",
      t."active" AS "active",
      t."shared" AS "shared",
      t."shared_agent" AS "shared_agent",
      TRY(CAST(from_iso8601_timestamp(t."last_login_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "last_login_at",
      t."two_factor_auth_enabled" AS "two_factor_auth_enabled",
      t."signature" AS "signature",
      t."details" AS "details",
      t."notes" AS "notes",
      t."role_type" AS "role_type",
      t."custom_role_id" AS "custom_role_id",
      t."moderator" AS "moderator",
      t."ticket_restriction" AS "ticket_restriction",
      t."only_private_comments" AS "only_private_comments",
      t."restricted_agent" AS "restricted_agent",
      t."suspended" AS "suspended",
      t."default_group_id" AS "default_group_id",
      t."report_csv" AS "report_csv",
      t."user_fields" AS "user_fields",
      CAST(t."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3)) AS "landed_at",
      t."$path" AS "landed_in"
    FROM "tickets_users_raw" AS t
    WHERE regexp_like(t."$path", '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$')
      AND t."id" IS NOT NULL
  )
)
WHERE recency = 1;

-- Sideloaded records, each as it was read last.
CREATE OR REPLACE VIEW "tickets_groups" AS
SELECT "subdomain", "url", "id", "is_public", "name", "description", "default", "deleted", "created_at", "updated_at", "landed_at", "landed_in"
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY "subdomain", "id"
    ORDER BY "landed_at" DESC, "landed_in" DESC
  ) AS recency
  FROM (
    SELECT
      t."subdomain" AS "subdomain",
      t."url" AS "url",
      t."id" AS "id",
      t."is_public" AS "is_public",
      t."name" AS "name",
      t."description" AS "description",
      t."default" AS "default",
      t."deleted" AS "deleted",
      TRY(CAST(from_iso8601_timestamp(t."created_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "created_at",
      TRY(CAST(from_iso8601_timestamp(t."updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "updated_at",
      CAST(t."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3)) AS "landed_at",
      t."$path" AS "landed_in"
    FROM "tickets_groups_raw" AS t
    WHERE regexp_like(t."$path", '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$')
      AND t."id" IS NOT NULL
  )
)
WHERE recency = 1;

-- Sideloaded records, each as it was read last.
CREATE OR REPLACE VIEW "tickets_organizations" AS
SELECT "subdomain", "url", "id", "name", "shared_tickets", "shared_comments", "external_id", "created_at", "updated_at", "deleted_at", "domain_names", "details", "notes", "group_id", "tags", "organization_fields", "landed_at", "landed_in"
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY "subdomain", "id"
    ORDER BY "landed_at" DESC, "landed_in" DESC
  ) AS recency
  FROM (
    SELECT
      t."subdomain" AS "subdomain",
      t."url" AS "url",
      t."id" AS "id",
      t."name" AS "name",
      t."shared_tickets" AS "shared_tickets",
      t."shared_comments" AS "shared_comments",
      t."external_id" AS "external_id",
      TRY(CAST(from_iso8601_timestamp(t."created_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "created_at",
      TRY(CAST(from_iso8601_timestamp(t."updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "updated_at",
      TRY(CAST(from_iso8601_timestamp(t."deleted_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "deleted_at",
      t."domain_names" AS "domain_names",
      t."details" AS "details",
      t."notes" AS "notes",
      t."group_id" AS "group_id",
      t."tags" AS "tags",
      t."organization_fields" AS "organization_fields",
      CAST(t."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3)) AS "landed_at",
      t."$path" AS "landed_in"
    FROM "tickets_organizations_raw" AS t
    WHERE regexp_like(t."$path", '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$')
      AND t."id" IS NOT NULL
  )
)
WHERE recency = 1;

-- Sideloaded records, each as it was read last.
CREATE OR REPLACE VIEW "tickets_metric_sets" AS
SELECT "subdomain", "url", "id", "ticket_id", "created_at", "updated_at", "group_stations", "assignee_stations", "reopens", "replies", "assignee_updated_at", "requester_updated_at", "status_updated_at", "custom_status_updated_at", "initially_assigned_at", "assigned_at", "solved_at", "latest_comment_added_at", "reply_time_in_minutes", "reply_time_in_seconds", "first_resolution_time_in_minutes", "full_resolution_time_in_minutes", "agent_wait_time_in_minutes", "requester_wait_time_in_minutes", "on_hold_time_in_minutes", "landed_at", "landed_in"
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY "subdomain", "id"
    ORDER BY "landed_at" DESC, "landed_in" DESC
  ) AS recency
  FROM (
    SELECT
      t."subdomain" AS "subdomain",
      t."url" AS "url",
      t."id" AS "id",
      t."ticket_id" AS "ticket_id",
      TRY(CAST(from_iso8601_timestamp(t."created_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "created_at",
      TRY(CAST(from_iso8601_timestamp(t."updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "updated_at",
      t."group_stations" AS "group_stations",
      t."assignee_stations" AS "assignee_stations",
      t."reopens" AS "reopens",
      t."replies" AS "replies",
      TRY(CAST(from_iso8601_timestamp(t."assignee_updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "assignee_updated_at",
      TRY(CAST(from_iso8601_timestamp(t."requester_updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "requester_updated_at",
      TRY(CAST(from_iso8601_timestamp(t."status_updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "status_updated_at",
      TRY(CAST(from_iso8601_timestamp(t."custom_status_updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "custom_status_updated_at",
      TRY(CAST(from_iso8601_timestamp(t."initially_assigned_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "initially_assigned_at",
      TRY(CAST(from_iso8601_timestamp(t."assigned_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "assigned_at",
      TRY(CAST(from_iso8601_timestamp(t."solved_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "solved_at",
      TRY(CAST(from_iso8601_timestamp(t."latest_comment_added_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "latest_comment_added_at",
      t."reply_time_in_minutes" AS "reply_time_in_minutes",
      t."reply_time_in_seconds" AS "reply_time_in_seconds",
      t."first_resolution_time_in_minutes" AS "first_resolution_time_in_minutes",
      t."full_resolution_time_in_minutes" AS "full_resolution_time_in_minutes",
      t."agent_wait_time_in_minutes" AS "agent_wait_time_in_minutes",
      t."requester_wait_time_in_minutes" AS "requester_wait_time_in_minutes",
      t."on_hold_time_in_minutes" AS "on_hold_time_in_minutes",
      CAST(t."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3)) AS "landed_at",
      t."$path" AS "landed_in"
    FROM "tickets_metric_sets_raw" AS t
    WHERE regexp_like(t."$path", '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$')
      AND t."id" IS NOT NULL
  )
)
WHERE recency = 1;

-- Sideloaded records, each as it was read last.
CREATE OR REPLACE VIEW "tickets_sharing_agreements" AS
SELECT "subdomain", "url", "id", "name", "type", "status", "partner_name", "remote_subdomain", "created_at", "updated_at", "landed_at", "landed_in"
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY "subdomain", "id"
    ORDER BY "landed_at" DESC, "landed_in" DESC
  ) AS recency
  FROM (
    SELECT
      t."subdomain" AS "subdomain",
      t."url" AS "url",
      t."id" AS "id",
      t."name" AS "name",
      t."type" AS "type",
      t."status" AS "status",
      t."partner_name" AS "partner_name",
      t."remote_subdomain" AS "remote_subdomain",
      TRY(CAST(from_iso8601_timestamp(t."created_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "created_at",
      TRY(CAST(from_iso8601_timestamp(t."updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "updated_at",
      CAST(t."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3)) AS "landed_at",
      t."$path" AS "landed_in"
    FROM "tickets_sharing_agreements_raw" AS t
    WHERE regexp_like(t."$path", '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$')
      AND t."id" IS NOT NULL
  )
)
WHERE recency = 1;

-- Sideloaded records, each as it was read last.
CREATE OR REPLACE VIEW "tickets_ticket_forms" AS
SELECT "subdomain", "url", "id", "name", "raw_name", "display_name", "raw_display_name", "position", "active", "end_user_visible", "default", "ticket_field_ids", "in_all_brands", "restricted_brand_ids", "agent_conditions", "end_user_conditions", "created_at", "updated_at", "landed_at", "landed_in"
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY "subdomain", "id"
    ORDER BY "landed_at" DESC, "landed_in" DESC
  ) AS recency
  FROM (
    SELECT
      t."subdomain" AS "subdomain",
      t."url" AS "url",
      t."id" AS "id",
      t."name" AS "name",
      t."raw_name" AS "raw_name",
      t."display_name" AS "display_name",
      t."raw_display_name" AS "raw_display_name",
      t."position" AS "position",
      t."active" AS "active",
      t."end_user_visible" AS "end_user_visible",
      t."default" AS "default",
      t."ticket_field_ids" AS "ticket_field_ids",
      t."in_all_brands" AS "in_all_brands",
      t."restricted_brand_ids" AS "restricted_brand_ids",
      t."agent_conditions" AS "agent_conditions",
      t."end_user_conditions" AS "end_user_conditions",
      TRY(CAST(from_iso8601_timestamp(t."created_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "created_at",
      TRY(CAST(from_iso8601_timestamp(t."updated_at") AT TIME ZONE 'UTC' AS timestamp(3))) AS "updated_at",
      CAST(t."$file_modified_time" AT TIME ZONE 'UTC' AS timestamp(3)) AS "landed_at",
      t."$path" AS "landed_in"
    FROM "tickets_ticket_forms_raw" AS t
    WHERE regexp_like(t."$path", '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$')
      AND t."id" IS NOT NULL
  )
)
WHERE recency = 1;

-- Objects of which something was passed over, because it is no JSON or no record.
CREATE OR REPLACE VIEW "malformed" AS
SELECT "subdomain", "landed_in", count(*) AS "passed_over"
FROM (
  SELECT t."subdomain", t."$path" AS "landed_in"
  FROM "tickets_raw" AS t
  WHERE t."id" IS NULL
  UNION ALL
  SELECT t."subdomain", t."$path" AS "landed_in"
  FROM "tickets_users_raw" AS t
  WHERE t."id" IS NULL
  UNION ALL
  SELECT t."subdomain", t."$path" AS "landed_in"
  FROM "tickets_groups_raw" AS t
  WHERE t."id" IS NULL
  UNION ALL
  SELECT t."subdomain", t."$path" AS "landed_in"
  FROM "tickets_organizations_raw" AS t
  WHERE t."id" IS NULL
  UNION ALL
  SELECT t."subdomain", t."$path" AS "landed_in"
  FROM "tickets_metric_sets_raw" AS t
  WHERE t."id" IS NULL
  UNION ALL
  SELECT t."subdomain", t."$path" AS "landed_in"
  FROM "tickets_sharing_agreements_raw" AS t
  WHERE t."id" IS NULL
  UNION ALL
  SELECT t."subdomain", t."$path" AS "landed_in"
  FROM "tickets_ticket_forms_raw" AS t
  WHERE t."id" IS NULL
)
WHERE regexp_like("landed_in", '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$')
GROUP BY "subdomain", "landed_in";
