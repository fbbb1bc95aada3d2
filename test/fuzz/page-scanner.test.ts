import { expect, it } from 'vitest';
import { checkDocument } from './check-scanner.ts';

const DOCUMENTS = 8_000;

it('the page scanner agrees with JSON.parse on random and damaged documents, split at any offset', () => {
  const verdicts = Array.from({ length: DOCUMENTS }, (_, index) => checkDocument(20_261_126, index));
  const share = (verdict: string): number => verdicts.filter((each) => each === verdict).length / DOCUMENTS;
  // The documents are a mix of pages, other objects and broken ones.
  expect(share('page')).toBeGreaterThan(0.1);
  expect(share('object')).toBeGreaterThan(0.2);
  expect(share('broken')).toBeGreaterThan(0.2);
});

it('the page scanner agrees with JSON.parse on documents that earlier versions misread', () => {
  // A member name with an escape inside a nested value, after a nested array.
  expect(checkDocument(42, 342_966)).toBe('object');
});
