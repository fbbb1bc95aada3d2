import type { Template } from 'aws-cdk-lib/assertions';
import { expect } from 'vitest';
import * as z from 'zod/mini';
import { parseMachine, runMachine } from './run-state-machine.ts';
import { resourceOf } from './synthesize.ts';

const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

/** The state machine's definition. A reference to another resource is written `<reference>`. */
export function definitionOf(template: Template): string {
  const { DefinitionString } = resourceOf(template, 'AWS::StepFunctions::StateMachine').Properties;
  const parts = joined.parse(DefinitionString)['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : '<reference>')).join('');
}

/** How one attempt of a statement ends. */
type Rule = { readonly matches: RegExp; readonly minutes?: number; readonly fails?: boolean };

/** Runs the compaction. The first rule that matches a statement decides its attempts; otherwise they take a minute. */
export function compact(template: Template, ...rules: Rule[]) {
  const attempts: string[] = [];
  const run = () =>
    runMachine(parseMachine(definitionOf(template)), {}, (_, { QueryString, WorkGroup, QueryExecutionContext }) => {
      expect({ WorkGroup, QueryExecutionContext }).toEqual({
        WorkGroup: 'zendesk-lake',
        QueryExecutionContext: { Database: 'zendesk_lake' },
      });
      const statement = String(QueryString);
      attempts.push(statement);
      const rule = rules.find(({ matches }) => matches.test(statement));
      return { seconds: (rule?.minutes ?? 1) * 60, hasFailed: rule?.fails ?? false };
    });
  /** The statements without their retries. */
  const statements = () => [...new Set(attempts)];
  const countAttempts = (pattern: RegExp) => attempts.filter((statement) => pattern.test(statement)).length;
  return { run, statements, countAttempts };
}
