import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/#json-format */
export const ARTICLE_COLUMNS: readonly Column[] = defineColumns({
  id: ['bigint', "The article's id"],
  url: ['text', "The article's address in the API"],
  html_url: ['text', "The article's address in the help center"],
  author_id: ['bigint', 'The user who wrote it'],
  ...TIMES,
  edited_at: ['instant', 'When its title or body was last edited'],
  title: ['text', 'Title'],
  name: ['text', 'The same text'],
  body: ['text', 'Content, as HTML'],
  locale: ['text', 'Language of this content'],
  source_locale: ['text', 'Language it was written in'],
  outdated: ['boolean', 'Deprecated'],
  outdated_locales: ['texts', 'Languages whose translations are out of date'],
  draft: ['boolean', 'True if it is not published'],
  promoted: ['boolean', 'True if it is promoted in its section'],
  position: ['bigint', 'Position in its section'],
  section_id: ['bigint', 'Section'],
  permission_group_id: ['bigint', 'Who may edit and publish it'],
  user_segment_id: ['bigint', 'Who may see it; empty for everyone'],
  user_segment_ids: ['bigints', 'Who may see it, where it is more than one segment'],
  label_names: ['texts', 'Labels'],
  content_tag_ids: ['texts', 'Content tags'],
  comments_disabled: ['boolean', 'True if it takes no comments'],
  vote_sum: ['bigint', 'Upvotes minus downvotes'],
  vote_count: ['bigint', 'Number of votes'],
});
