/**
 * The modules whose functions a fault can replace, by path from the project's root. If an export is renamed or its
 * arguments change, its faults no longer compile.
 */
export type Modules = {
  'cli/aws/rewind.ts': typeof import('#cli/aws/rewind.ts');
  'functions/export/aws/cursor-store.ts': typeof import('#functions/export/aws/cursor-store.ts');
  'functions/export/aws/lake.ts': typeof import('#functions/export/aws/lake.ts');
  'functions/export/create-handler.ts': typeof import('#functions/export/create-handler.ts');
  'functions/export/core/lake/object-key.ts': typeof import('#functions/export/core/lake/object-key.ts');
  'functions/export/core/lake/layout.ts': typeof import('#functions/export/core/lake/layout.ts');
  'functions/export/core/pacing/pacer.ts': typeof import('#functions/export/core/pacing/pacer.ts');
  'functions/export/core/pacing/request-order.ts': typeof import('#functions/export/core/pacing/request-order.ts');
  'functions/export/core/pacing/request-queue.ts': typeof import('#functions/export/core/pacing/request-queue.ts');
  'functions/export/core/pacing/retry.ts': typeof import('#functions/export/core/pacing/retry.ts');
  'functions/export/core/pacing/time-budget.ts': typeof import('#functions/export/core/pacing/time-budget.ts');
  'functions/export/core/page/page-memory.ts': typeof import('#functions/export/core/page/page-memory.ts');
  'functions/export/core/page/page-scanner.ts': typeof import('#functions/export/core/page/page-scanner.ts');
  'functions/export/core/page/page-tails.ts': typeof import('#functions/export/core/page/page-tails.ts');
  'functions/export/core/pagination/hidden-page.ts': typeof import('#functions/export/core/pagination/hidden-page.ts');
  'functions/export/core/pagination/lookback.ts': typeof import('#functions/export/core/pagination/lookback.ts');
  'functions/export/core/pagination/page-size.ts': typeof import('#functions/export/core/pagination/page-size.ts');
  'functions/export/core/pagination/pagination.ts': typeof import('#functions/export/core/pagination/pagination.ts');
  'functions/export/core/run/export-state.ts': typeof import('#functions/export/core/run/export-state.ts');
  'functions/export/core/run/run.ts': typeof import('#functions/export/core/run/run.ts');
  'functions/export/core/run/known-exports.ts': typeof import('#functions/export/core/run/known-exports.ts');
  'functions/export/core/state/cursor.ts': typeof import('#functions/export/core/state/cursor.ts');
  'functions/export/core/state/last-page.ts': typeof import('#functions/export/core/state/last-page.ts');
  'functions/export/core/state/poll-interval.ts': typeof import('#functions/export/core/state/poll-interval.ts');
  'functions/export/core/state/run-history.ts': typeof import('#functions/export/core/state/run-history.ts');
  'functions/export/core/state/snapshot.ts': typeof import('#functions/export/core/state/snapshot.ts');
  'functions/export/zendesk/client.ts': typeof import('#functions/export/zendesk/client.ts');
  'functions/export/zendesk/credentials.ts': typeof import('#functions/export/zendesk/credentials.ts');
  'functions/export/zendesk/describe.ts': typeof import('#functions/export/zendesk/describe.ts');
  'functions/export/zendesk/retry-loop.ts': typeof import('#functions/export/zendesk/retry-loop.ts');
};

export type ModulePath = keyof Modules;
