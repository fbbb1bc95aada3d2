import { createRng } from '../rng.ts';
import { description, subject } from '../tickets/text.ts';
import { isoSecond } from '../time.ts';

/** The properties of an article's version that differ between versions. Times are epoch seconds. */
export type ArticleFacts = {
  readonly id: number;
  readonly authorId: number;
  /** Number of edits since the creation. */
  readonly edits: number;
  readonly createdAt: number;
  readonly editedAt: number;
  readonly updatedAt: number;
  readonly voteSum: number;
  readonly voteCount: number;
};

const SECTION = 38_190_424_237_076;
const PERMISSION_GROUP = 38_190_424_235_668;

/**
 * Returns the members of an article's version. The keys are those of a record of 2024
 * (https://github.com/estuary/connectors, source-zendesk-support-native), in the order of the reference.
 */
export function articleMembers(facts: ArticleFacts, seed: number, subdomain: string): Record<string, unknown> {
  const creationRng = createRng(seed, 42, facts.id);
  const editRng = createRng(seed, 43, facts.id, facts.edits);
  const title = subject(creationRng);
  const paragraphs = Array.from({ length: editRng.int(2, 6) }, () => `<p>${toHtml(description(editRng))}</p>`);
  return {
    id: facts.id,
    url: `https://${subdomain}.zendesk.com/api/v2/help_center/en-us/articles/${facts.id}.json`,
    html_url: `https://${subdomain}.zendesk.com/hc/en-us/articles/${facts.id}`,
    author_id: facts.authorId,
    comments_disabled: creationRng.chance(0.3),
    draft: editRng.chance(0.1),
    promoted: creationRng.chance(0.1),
    position: creationRng.int(0, 20),
    vote_sum: facts.voteSum,
    vote_count: facts.voteCount,
    section_id: SECTION + 64 * creationRng.int(0, 5),
    created_at: isoSecond(facts.createdAt),
    updated_at: isoSecond(facts.updatedAt),
    name: title,
    title,
    source_locale: 'en-us',
    locale: 'en-us',
    outdated: false,
    outdated_locales: [],
    edited_at: isoSecond(facts.editedAt),
    user_segment_id: null,
    user_segment_ids: [],
    permission_group_id: PERMISSION_GROUP,
    content_tag_ids: [],
    label_names: ['faq', 'r&d', 'größe', '返品'].filter(() => creationRng.chance(0.2)),
    body: paragraphs.join('\n\n'),
  };
}

function toHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
