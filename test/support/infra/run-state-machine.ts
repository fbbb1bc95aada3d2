import * as z from 'zod/mini';

const DISCARDED = z.null();
const ALL_ERRORS = z.tuple([z.literal('States.ALL')]);
const handler = z.object({
  ErrorEquals: ALL_ERRORS,
  Next: z.string(),
  ResultPath: z.optional(DISCARDED),
});
const retrier = z.object({
  ErrorEquals: ALL_ERRORS,
  IntervalSeconds: z.int(),
  MaxAttempts: z.int(),
  BackoffRate: z.literal(1),
});
const choice = z.object({ Variable: z.string(), BooleanEquals: z.boolean(), Next: z.string() });

/** The part of the Amazon States Language that the stack uses. */
const state = z.looseObject({
  Type: z.enum(['Pass', 'Task', 'Map', 'Choice', 'Succeed', 'Fail']),
  Next: z.optional(z.string()),
  Result: z.optional(z.unknown()),
  Parameters: z.optional(z.record(z.string(), z.unknown())),
  ResultPath: z.optional(DISCARDED),
  Retry: z.optional(z.tuple([retrier])),
  Catch: z.optional(z.array(handler)),
  Choices: z.optional(z.array(choice)),
  Default: z.optional(z.string()),
  MaxConcurrency: z.optional(z.int()),
  get ItemProcessor() {
    return z.optional(machine);
  },
});

const machine = z.object({
  StartAt: z.string(),
  TimeoutSeconds: z.optional(z.int()),
  get States() {
    return z.record(z.string(), state);
  },
});

type State = z.infer<typeof state>;
export type Machine = z.infer<typeof machine>;

export const parseMachine = (definition: string): Machine => machine.parse(JSON.parse(definition));

/** The end of one attempt of a task, and its duration. */
type Attempt = { readonly seconds: number; readonly hasFailed: boolean };

/**
 * Attempts a task once, with the parameters that its input gives it.
 *
 * @param at - seconds since the start of the execution
 */
export type AttemptTask = (name: string, parameters: Readonly<Record<string, unknown>>, at: number) => Attempt;

/** The execution takes longer than its timeout. No state can catch this. */
class ExecutionTimedOut extends Error {
  override readonly name = 'ExecutionTimedOut';
}

class TaskFailed extends Error {
  override readonly name = 'TaskFailed';
}

type Execution = { readonly attemptTask: AttemptTask; readonly timeoutSeconds: number };
type Step = { readonly next: string | undefined; readonly output: unknown; readonly at: number };

/**
 * Runs a state machine. Returns its output and its duration in seconds.
 *
 * @throws Error if it ends in a Fail state, takes longer than its timeout, or a task's error is not caught
 */
export function runMachine(
  definition: Machine,
  input: unknown,
  attemptTask: AttemptTask,
): { readonly output: unknown; readonly seconds: number } {
  const execution = { attemptTask, timeoutSeconds: definition.TimeoutSeconds ?? Infinity };
  const { output, at } = runStates(execution, definition, { input, at: 0 });
  return { output, seconds: at };
}

function runStates(
  execution: Execution,
  { StartAt, States }: Machine,
  { input, at: start }: { readonly input: unknown; readonly at: number },
): { readonly output: unknown; readonly at: number } {
  let [data, at] = [input, start];
  for (let name: string | undefined = StartAt; name !== undefined;) {
    const current: State | undefined = States[name];
    if (current === undefined) throw new Error(`there is no state ${name}`);
    const step = runState(execution, name, current, { input: data, at });
    data = step.output;
    at = step.at;
    name = step.next;
  }
  return { output: data, at };
}

function runState(
  execution: Execution,
  name: string,
  current: State,
  { input, at }: { readonly input: unknown; readonly at: number },
): Step {
  const { Type, Next, Result, ResultPath, Parameters = {}, Catch = [], Choices = [], Default } = current;
  switch (Type) {
    case 'Fail':
      throw new Error(`the execution failed in ${name}`);
    case 'Succeed':
      return { next: Next, output: input, at };
    case 'Pass':
      return { next: Next, output: Result ?? valuesOf(Parameters, input), at };
    case 'Choice': {
      const chosen = Choices.find(({ Variable, BooleanEquals }) => valueAt(Variable, input) === BooleanEquals);
      return { next: chosen?.Next ?? Default, output: input, at };
    }
    case 'Map':
      return { next: Next, ...runMap(execution, name, current, { input, at }) };
    case 'Task': {
      const { error, at: end } = runTask(execution, name, current, { input, at });
      if (error === undefined) return { next: Next, output: ResultPath === null ? input : { Result: name }, at: end };
      const [caught] = Catch;
      if (caught === undefined) throw error;
      return { next: caught.Next, output: caught.ResultPath === null ? input : { Error: String(error) }, at: end };
    }
  }
}

/** Runs at most `MaxConcurrency` items at the same time. A timeout ends the execution after the attempts of all items before it. */
function runMap(
  execution: Execution,
  name: string,
  { ItemProcessor, MaxConcurrency = Infinity }: State,
  { input, at }: { readonly input: unknown; readonly at: number },
): { readonly output: unknown; readonly at: number } {
  if (ItemProcessor === undefined || !Array.isArray(input)) throw new TypeError(`${name} has no items`);
  const slots = Array.from({ length: Math.min(MaxConcurrency, input.length) }, () => at);
  let timeout: ExecutionTimedOut | undefined;
  const output = input.map((item: unknown) => {
    const start = Math.min(...slots);
    const slot = slots.indexOf(start);
    try {
      const done = runStates(execution, ItemProcessor, { input: item, at: start });
      slots[slot] = done.at;
      return done.output;
    } catch (error) {
      if (!(error instanceof ExecutionTimedOut)) throw error;
      timeout = error;
      slots[slot] = Infinity;
      return undefined;
    }
  });
  if (timeout !== undefined) throw timeout;
  return { output, at: Math.max(at, ...slots) };
}

/** Attempts a task until it succeeds or its retries are used up. */
function runTask(
  { attemptTask, timeoutSeconds }: Execution,
  name: string,
  { Parameters = {}, Retry }: State,
  { input, at: start }: { readonly input: unknown; readonly at: number },
): { readonly error?: Error; readonly at: number } {
  const [{ MaxAttempts, IntervalSeconds }] = Retry ?? [{ MaxAttempts: 0, IntervalSeconds: 0 }];
  let at = start;
  for (let retries = 0; ; retries += 1) {
    if (at >= timeoutSeconds) throw new ExecutionTimedOut(`the execution timed out before ${name}`);
    const { seconds, hasFailed } = attemptTask(name, valuesOf(Parameters, input), at);
    at += seconds;
    if (at >= timeoutSeconds) throw new ExecutionTimedOut(`the execution timed out in ${name}`);
    if (!hasFailed) return { at };
    if (retries === MaxAttempts) return { error: new TaskFailed(`${name} failed`), at };
    at += IntervalSeconds;
  }
}

/** Parameters whose names end in `.$` are paths into the input, or a call of `States.ArrayContains`. */
const valuesOf = (parameters: Readonly<Record<string, unknown>>, input: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) =>
      name.endsWith('.$') ? [name.slice(0, -2), valueAt(String(value), input)] : [name, value],
    ),
  );

function valueAt(path: string, input: unknown): unknown {
  const [, wanted] = /^States\.ArrayContains\(\$, '(.*)'\)$/.exec(path) ?? [];
  if (wanted !== undefined) return Array.isArray(input) && input.includes(wanted);
  const [, field = ''] = /^\$\.(\w+)$/.exec(path) ?? [];
  return new Map(Object.entries(Object(input))).get(field);
}
