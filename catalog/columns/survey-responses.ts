import { type Column, defineColumns } from '../column.ts';

/** @see https://developer.zendesk.com/api-reference/help_center/help-center-api/survey_responses/ */
export const SURVEY_RESPONSE_COLUMNS: readonly Column[] = defineColumns({
  id: ['text', "The response's id"],
  survey: ['json', 'The survey, its version and state'],
  subjects: ['json', 'The rated tickets'],
  subject_zrns: ['texts', 'The same as resource names: zen:ticket:42'],
  responder_id: ['text', 'Who answered'],
  answers: ['json', 'Answers with question, rating and times; empty if unanswered'],
  expires_at: ['instant', 'Until when it can be edited'],
});
