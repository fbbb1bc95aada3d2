import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AccessRefusal, resolveRefusal } from '#functions/export/core/access-refusal.ts';
import { CredentialsError, ZendeskRefusedError } from '#functions/export/core/errors.ts';

const DAY = 86_400;
const NOW = 1_800_000_000;

const refusal = (namesCause: boolean): AccessRefusal => ({
  status: 403,
  namesCause,
  resourceError: new ZendeskRefusedError('acme/calls: no Talk'),
  accountError: new CredentialsError('acme/calls: no admin'),
});

const second = fc.option(fc.integer({ min: NOW - 3 * DAY, max: NOW }), { nil: undefined });

it('a refusal concerns the account if the response names no cause and Zendesk answered no other export for a day', () => {
  fc.assert(
    fc.property(fc.boolean(), second, second, (namesCause, readAt, othersReadAt) => {
      const refused = refusal(namesCause);
      const verdict = resolveRefusal(refused, { readAt, othersReadAt, now: NOW * 1000 + 999 });
      const ofAccount = !namesCause && (othersReadAt === undefined || othersReadAt < NOW - DAY);
      expect(verdict === refused.accountError).toBe(ofAccount);
    }),
  );
});

it('a refused resource is unavailable only if Zendesk has never returned a page of it', () => {
  fc.assert(
    fc.property(second, (readAt) => {
      const refused = refusal(true);
      const verdict = resolveRefusal(refused, { readAt, othersReadAt: undefined, now: NOW * 1000 });
      expect(verdict).toBe(readAt === undefined ? 'unavailable' : refused.resourceError);
    }),
  );
});

const verdictAfter = (seconds: number) =>
  resolveRefusal(refusal(false), { readAt: undefined, othersReadAt: NOW - seconds, now: NOW * 1000 });

it('an answer to another export shows for exactly a day that the credentials work', () => {
  expect(verdictAfter(DAY)).toBe('unavailable');
  expect(verdictAfter(DAY + 1)).toBeInstanceOf(CredentialsError);
});
