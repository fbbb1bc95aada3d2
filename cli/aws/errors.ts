import { CommandError } from '../exit.ts';

const NO_RIGHTS = new Set(['AccessDenied', 'AccessDeniedException', 'AccessDeniedFault', 'Forbidden']);
const NOT_WHO = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
]);

/** HTTP status of the service's answer, where there was one. */
export function statusOf(error: unknown): number | undefined {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

export const isAccessDenied = (error: unknown): boolean =>
  error instanceof Error && (NO_RIGHTS.has(error.name) || statusOf(error) === 403);

/** What an error of AWS's, or of the way to it, means for whoever typed the command. */
export function explain(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (!(error instanceof Error)) return new CommandError('Unknown error.');
  // The exporter's own errors wrap what AWS said.
  if (error.cause instanceof Error && error.name === 'StorageError') return explain(error.cause);
  const { name, message } = error;
  const detail = message === '' || message === name ? name : `${name}: ${message}`;
  return new CommandError(`${adviceFor(error)} (${detail})`, undefined, { cause: error });
}

function adviceFor(error: Error): string {
  if (NOT_WHO.has(error.name)) {
    return 'AWS does not know you: check --profile, or log in anew (aws sso login, aws configure).';
  }
  if (isAccessDenied(error)) {
    return 'Your AWS credentials may not do this: have them granted the action that is named, or choose others with --profile.';
  }
  if (error.message.includes('Region is missing')) return 'No AWS region is set: give --region, or set AWS_REGION.';
  return 'AWS could not be asked.';
}
