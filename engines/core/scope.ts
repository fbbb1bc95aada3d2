import { type Layout, LAYOUTS } from '#catalog/layout.ts';
import type { Shape } from './compare.ts';
import type { Lake } from './session.ts';
import { shapesOf } from './views.ts';

/** The part of all views that the documentation gives for an engine. */
export type Scope = {
  readonly layouts?: readonly Layout[];
  /** Of large lakes, @defaultValue the layouts above */
  readonly largeLayouts?: readonly Layout[];
  readonly views?: readonly string[];
  /** Views that the engine cannot be asked for here: name and reason. */
  readonly except?: Readonly<Record<string, string>>;
  /** Of `tickets_latest`. */
  readonly columns?: readonly string[];
};

export const layoutsIn = ({ layouts = LAYOUTS }: Scope = {}): readonly Layout[] => layouts;

/** Whether an engine can read a lake. */
export const canRead = ({ largeLayouts, ...scope }: Scope = {}, { layout, isLarge }: Lake): boolean =>
  ((isLarge === true ? largeLayouts : undefined) ?? layoutsIn(scope)).includes(layout);

/** The views that the engine has, with the columns that it has of them. */
export function shapesIn({ views, except = {}, columns }: Scope = {}, layout: Layout): [view: string, shape: Shape][] {
  return [...shapesOf(layout)]
    .filter(([view]) => !(view in except) && (views?.includes(view) ?? true))
    .map(([view, shape]) => [
      view,
      columns === undefined ? shape : { ...shape, columns: shape.columns.filter(({ name }) => columns.includes(name)) },
    ]);
}
