import { getHttpStatus, isDeniedByKey, isOtherRegion } from '#functions/export/aws/call.ts';
import { InvalidRequestError } from '#functions/export/core/errors.ts';
import { CommandError } from '../exit.ts';
import { findAction } from './operation.ts';

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

const MISSING_ERRORS = new Set(['ResourceNotFoundException', 'NoSuchBucket']);

/** The parts of a stack, by the prefix of the IAM action that failed. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['dynamodb', 'cursor table of the stack'],
  ['lambda', 'function of the stack'],
  ['s3', 'bucket of the stack'],
  ['scheduler', 'schedule of the stack'],
]);

const nameMissing = (error: Error): string => PARTS.get(findAction(error)?.replace(/:.*/, '') ?? '') ?? 'AWS resource';

/** Returns the error's name, which is the code of an AWS error. */
export const getErrorName = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');

export const isAccessDenied = (error: unknown): boolean =>
  error instanceof Error && (ACCESS_DENIED_ERRORS.has(error.name) || getHttpStatus(error) === 403);

/** Turns an AWS or network error into a message with the next step. */
export function explain(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (!(error instanceof Error)) return new CommandError('Unknown error.');
  if (error instanceof InvalidRequestError) return new CommandError(error.message, undefined, { cause: error });
  // The exporter's own error wraps the AWS error.
  if (error.cause instanceof Error && error.name === 'StorageError') return explain(error.cause);
  const { name, message } = error;
  const detail = message === '' || message === name ? name : `${name}: ${message}`;
  return new CommandError(`${adviceFor(error)} (${detail})`, undefined, { cause: error });
}

function adviceFor(error: Error): string {
  if (AUTHENTICATION_ERRORS.has(error.name)) {
    return 'AWS credentials are missing or expired. Check --profile, or log in again (aws sso login, aws configure).';
  }
  if (isDeniedByKey(error)) {
    return "The KMS key denies your AWS credentials. Allow them kms:Decrypt and kms:GenerateDataKey in the key's policy, or use another --profile.";
  }
  if (isAccessDenied(error)) {
    const action = findAction(error) ?? 'the denied action';
    return `Your AWS credentials lack a permission. Grant them ${action}, or use another --profile.`;
  }
  if (MISSING_ERRORS.has(error.name)) {
    return `The ${nameMissing(error)} does not exist. Check --stack and --region. If it was deleted, see "Deploy again after destroy" in docs/runbook.md.`;
  }
  if (isOtherRegion(error)) return 'The bucket is in another region than the stack. Check --region.';
  if (error.message.includes('Region is missing')) {
    return 'No AWS region is set. Set AWS_REGION, which npx cdk uses too, or pass --region.';
  }
  return getHttpStatus(error) === undefined
    ? 'Could not reach AWS. Check --region and your network.'
    : 'AWS rejected the request.';
}
