import { CommandError } from '../exit.ts';

const ACCESS_DENIED_ERRORS = new Set(['AccessDenied', 'AccessDeniedException', 'AccessDeniedFault', 'Forbidden']);
const AUTHENTICATION_ERRORS = new Set([
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
  error instanceof Error && (ACCESS_DENIED_ERRORS.has(error.name) || statusOf(error) === 403);

/** Turns an error of AWS, or of the network, into a message with advice. */
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
  if (AUTHENTICATION_ERRORS.has(error.name)) {
    return 'AWS credentials are missing or expired: check --profile, or log in again (aws sso login, aws configure).';
  }
  if (isAccessDenied(error)) {
    return 'Your AWS credentials lack a permission: have the action that is named granted to them, or choose others with --profile.';
  }
  if (error.message.includes('Region is missing')) return 'No AWS region is set: give --region, or set AWS_REGION.';
  return 'Could not reach AWS.';
}
