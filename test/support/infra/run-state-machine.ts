import * as z from 'zod/mini';

const DISCARDED = z.null();
const handler = z.object({
  ErrorEquals: z.tuple([z.literal('States.ALL')]),
  Next: z.string(),
  ResultPath: z.optional(DISCARDED),
});
const choice = z.object({ Variable: z.string(), BooleanEquals: z.boolean(), Next: z.string() });

/** The part of the Amazon States Language that the stack uses. */
const state = z.looseObject({
  Type: z.enum(['Pass', 'Task', 'Map', 'Choice', 'Succeed', 'Fail']),
  Next: z.optional(z.string()),
  Result: z.optional(z.unknown()),
  Parameters: z.optional(z.record(z.string(), z.unknown())),
  ResultPath: z.optional(DISCARDED),
  Catch: z.optional(z.array(handler)),
  Choices: z.optional(z.array(choice)),
  Default: z.optional(z.string()),
  get ItemProcessor() {
    return z.optional(machine);
  },
});

const machine = z.object({
  StartAt: z.string(),
  get States() {
    return z.record(z.string(), state);
  },
});

type State = z.infer<typeof state>;
export type Machine = z.infer<typeof machine>;

export const parseMachine = (definition: string): Machine => machine.parse(JSON.parse(definition));

/** Runs a task, with the parameters that its input gives it. @throws if the task fails after all retries */
export type RunTask = (name: string, parameters: Readonly<Record<string, unknown>>) => void;

/**
 * Runs a state machine and returns its output. Map states run one item after the other.
 *
 * @throws Error if it ends in a Fail state or a task's error is not caught
 */
export function runMachine({ StartAt, States }: Machine, input: unknown, runTask: RunTask): unknown {
  let data = input;
  for (let name: string | undefined = StartAt; name !== undefined;) {
    const current: State | undefined = States[name];
    if (current === undefined) throw new Error(`there is no state ${name}`);
    const { next, output } = step(name, current, data, runTask);
    data = output;
    name = next;
  }
  return data;
}

type Step = { readonly next: string | undefined; readonly output: unknown };

function step(name: string, current: State, input: unknown, runTask: RunTask): Step {
  const { Type, Next, Result, ResultPath, Parameters = {}, Catch = [], Choices = [], Default, ItemProcessor } = current;
  const goOn = (output: unknown): Step => ({ next: Next, output });
  switch (Type) {
    case 'Fail':
      throw new Error(`the execution failed in ${name}`);
    case 'Succeed':
      return goOn(input);
    case 'Pass':
      return goOn(Result ?? valuesOf(Parameters, input));
    case 'Choice': {
      const chosen = Choices.find(({ Variable, BooleanEquals }) => valueAt(Variable, input) === BooleanEquals);
      return { next: chosen?.Next ?? Default, output: input };
    }
    case 'Map':
      if (ItemProcessor === undefined || !Array.isArray(input)) throw new TypeError(`${name} has no items`);
      return goOn(input.map((item: unknown) => runMachine(ItemProcessor, item, runTask)));
    case 'Task':
      try {
        runTask(name, valuesOf(Parameters, input));
        return goOn(ResultPath === null ? input : { Result: name });
      } catch (error) {
        const [handler] = Catch;
        if (handler === undefined) throw error;
        return { next: handler.Next, output: handler.ResultPath === null ? input : { Error: String(error) } };
      }
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
