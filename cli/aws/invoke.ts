import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';

const number = z.nullable(z.number());
const runResult = z.object({
  exports: z.array(
    z.object({
      resource: z.string(),
      outcome: z.string(),
      pages: z.number(),
      records: z.number(),
      bytes: z.number(),
      startTime: number,
      endTime: number,
      lagSeconds: number,
    }),
  ),
});
const thrown = z.object({ errorType: z._default(z.string(), 'Error'), errorMessage: z.string() });

/** The result of one export. Times are epoch seconds. */
export type ExportResult = z.infer<typeof runResult>['exports'][number];

export type Run =
  | { readonly kind: 'returned'; readonly exports: readonly ExportResult[] }
  | { readonly kind: 'threw'; readonly name: string; readonly message: string };

/** Invokes the function and waits for its result, for at most 16 minutes. */
export async function invoke(client: LambdaClient, functionName: string, request: string): Promise<Run> {
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: request }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  if (FunctionError === undefined) return { kind: 'returned', ...runResult.parse(answer) };
  const { errorType, errorMessage } = thrown.parse(answer);
  return { kind: 'threw', name: errorType, message: errorMessage };
}
