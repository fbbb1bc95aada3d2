-- Written by `npm run docs`.
CREATE OR REPLACE TEMPORARY VIEW tickets_latest AS
SELECT `subdomain`, `url`, `id`, `external_id`, `via`, `created_at`, `updated_at`, `generated_timestamp`, `type`, `subject`, `raw_subject`, `description`, `priority`, `status`, `recipient`, `requester_id`, `submitter_id`, `assignee_id`, `organization_id`, `group_id`, `collaborator_ids`, `follower_ids`, `email_cc_ids`, `forum_topic_id`, `problem_id`, `has_incidents`, `is_public`, `due_at`, `tags`, `custom_fields`, `satisfaction_rating`, `sharing_agreement_ids`, `custom_status_id`, `followup_ids`, `ticket_form_id`, `brand_id`, `allow_channelback`, `allow_attachments`, `from_messaging_channel`, `attribute_value_ids`, `macro_id`, `macro_ids`, `safe_update`, `updated_stamp`, `via_id`, `via_followup_source_id`, `voice_comment`, `metadata`, `support_type`, `encoded_id`, `metric_set`, `slas`, `comment_count`, `dates`, `landed_at`, `landed_in`, coalesce(status = 'deleted', false) AS is_deleted
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY subdomain, id ORDER BY generated_timestamp DESC, landed_at DESC, landed_in DESC
  ) AS recency
  FROM (
    SELECT `subdomain`, `url`, `id`, `external_id`, `via`, `created_at`, `updated_at`, `generated_timestamp`, `type`, `subject`, `raw_subject`, `description`, `priority`, `status`, `recipient`, `requester_id`, `submitter_id`, `assignee_id`, `organization_id`, `group_id`, `collaborator_ids`, `follower_ids`, `email_cc_ids`, `forum_topic_id`, `problem_id`, `has_incidents`, `is_public`, `due_at`, `tags`, `custom_fields`, `satisfaction_rating`, `sharing_agreement_ids`, `custom_status_id`, `followup_ids`, `ticket_form_id`, `brand_id`, `allow_channelback`, `allow_attachments`, `from_messaging_channel`, `attribute_value_ids`, `macro_id`, `macro_ids`, `safe_update`, `updated_stamp`, `via_id`, `via_followup_source_id`, `voice_comment`, `metadata`, `support_type`, `encoded_id`, `metric_set`, `slas`, `comment_count`, `dates`, `landed_at`, `landed_in`
    FROM tickets_raw
  )
  WHERE id IS NOT NULL AND landed_in RLIKE '/([0-9]{10})-([0-9]{10})-([0-9a-f]{12})([.]cursor)?[.]json([.]gz)?$'
)
WHERE recency = 1;
