import type { Fault } from '../fault.ts';
import { CURSOR_ITEM_FAULTS } from './cursor-item.ts';
import { DUPLICATE_PAGE_FAULTS } from './duplicate-page.ts';
import { EMPTY_PAGE_FAULTS } from './empty-page.ts';
import { HIDDEN_PAGE_FAULTS } from './hidden-page.ts';
import { LANDING_FAULTS } from './landing.ts';
import { LEASE_FAULTS } from './lease.ts';
import { LOOKBACK_FAULTS } from './lookback.ts';
import { PAGINATION_FAULTS } from './pagination.ts';
import { REQUEST_FAULTS } from './requests.ts';
import { REWIND_FAULTS } from './rewind.ts';
import { RUN_HISTORY_FAULTS } from './run-history.ts';
import { SNAPSHOT_FAULTS } from './snapshots.ts';
import { WHOLE_SECOND_FAULTS } from './whole-second.ts';

export const FAULTS: readonly Fault[] = [
  ...LEASE_FAULTS,
  ...LANDING_FAULTS,
  ...PAGINATION_FAULTS,
  ...EMPTY_PAGE_FAULTS,
  ...DUPLICATE_PAGE_FAULTS,
  ...CURSOR_ITEM_FAULTS,
  ...WHOLE_SECOND_FAULTS,
  ...HIDDEN_PAGE_FAULTS,
  ...LOOKBACK_FAULTS,
  ...REQUEST_FAULTS,
  ...RUN_HISTORY_FAULTS,
  ...REWIND_FAULTS,
  ...SNAPSHOT_FAULTS,
];
