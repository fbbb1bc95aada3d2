import type { Dataset } from '../dataset.ts';
import type { Dialect, View } from '../dialect.ts';
import type { Layout } from '../layout.ts';
import { CHANGES } from './changes.ts';
import { COMMENTS } from './comments.ts';
import { CUSTOM_FIELDS } from './custom-fields.ts';
import { type DerivedView, isDerivedFrom } from './derived-view.ts';
import { FIELD_HISTORY } from './field-history.ts';
import { HISTORY_GAPS } from './history-gaps.ts';
import { SLA_APPLIED } from './sla-applied.ts';

/** In an order in which they can be created. */
export const DERIVED_VIEWS: readonly DerivedView[] = [
  CUSTOM_FIELDS,
  COMMENTS,
  CHANGES,
  FIELD_HISTORY,
  SLA_APPLIED,
  HISTORY_GAPS,
];

/** The derived views whose sources are all among some datasets. */
export const derivedViews = (layout: Layout, dialect: Dialect, datasets: readonly Dataset[]): View[] =>
  DERIVED_VIEWS.filter((view) => isDerivedFrom(view, datasets)).map(({ sources: _, sql, ...table }) => ({
    ...table,
    isExplainedElsewhere: false,
    sql: sql(dialect, layout),
  }));
