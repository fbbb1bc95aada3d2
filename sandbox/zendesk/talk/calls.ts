import type { AccountExport } from '../account/account.ts';
import { createRng } from '../rng.ts';
import { isoSecond } from '../time.ts';
import type { Call } from './call.ts';
import { createTalkExport } from './table.ts';

const LINE = 38_360_001_207_353;

/** The export of the calls of an account. */
export const callsExport: AccountExport = (account) =>
  createTalkExport(account, 'calls', (call) => [
    {
      id: call.id,
      updatedAt: call.updatedAt,
      members: (version) => callMembers(call, version, account.seed),
    },
  ]);

/**
 * Returns the members of a call's version. The keys are those of the reference and of records of 2026. Their order is not
 * known. Charges and quality issues come from the carrier and are missing in the first version.
 */
function callMembers(call: Call, version: number, seed: number): Record<string, unknown> {
  const rng = createRng(seed, 35, call.id);
  const { waitTime, talkTime, holdTime, agents } = call;
  const isAnswered = agents.length > 0;
  const isVoicemail = !isAnswered && rng.chance(0.4);
  const hasTranscript = isAnswered && rng.chance(0.5);
  const minutes = Math.ceil((waitTime + talkTime) / 60);
  const isBilled = version > 0;
  const number = `+49 30 ${rng.int(1_000_000, 9_999_999)}`;
  return {
    id: call.id,
    created_at: isoSecond(call.createdAt),
    updated_at: isoSecond(call.updatedAt[version] ?? call.createdAt),
    agent_id: agents[0] ?? rng.pick([0, null]),
    call_charge: isBilled ? `${(minutes * 0.013).toFixed(3)}000` : null,
    consultation_time: agents.length > 1 ? rng.int(0, 90) : 0,
    completion_status: isAnswered ? 'completed' : isVoicemail ? 'abandoned_in_voicemail' : 'abandoned_in_queue',
    customer_id: call.customerId,
    customer_requested_voicemail: isVoicemail && rng.chance(0.5),
    direction: call.direction,
    duration: waitTime + talkTime + holdTime,
    exceeded_queue_wait_time: waitTime > 590,
    hold_time: holdTime,
    minutes_billed: isBilled ? minutes : null,
    outside_business_hours: rng.chance(0.2),
    phone_number_id: LINE,
    phone_number: number,
    ticket_id: call.ticketId,
    time_to_answer: isAnswered ? waitTime : null,
    voicemail: isVoicemail,
    wait_time: waitTime,
    wrap_up_time: call.wrapUpTime,
    ivr_time_spent: null,
    ivr_hops: null,
    ivr_destination_group_name: null,
    talk_time: talkTime,
    ivr_routed_to: null,
    callback: false,
    callback_source: null,
    default_group: rng.chance(0.5),
    ivr_action: null,
    overflowed: false,
    overflowed_to: null,
    recording_control_interactions: 0,
    recording_time: talkTime,
    not_recording_time: 0,
    call_recording_consent: 'opt_out',
    call_recording_consent_action: rng.pick([null, 'caller_opted_out']),
    call_recording_consent_keypress: null,
    call_group_id: call.groupId,
    call_channel: 'phone',
    quality_issues: isBilled ? [rng.pick(['none', 'silence', 'high_jitter'])] : ['information_not_available'],
    line: number,
    line_id: LINE,
    line_type: 'phone',
    post_call_transcription: true,
    post_call_transcription_created: hasTranscript && version > 0,
    post_call_summary: true,
    post_call_summary_created: hasTranscript && version > 1,
    transcription_language: hasTranscript && version > 0 ? 'de' : null,
    copilot_suggestions_generated_total: isAnswered ? rng.int(0, 5) : null,
    copilot_suggestions_generated_successful: isAnswered ? 0 : null,
  };
}
