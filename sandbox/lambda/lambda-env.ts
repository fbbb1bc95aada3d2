import { devNull } from 'node:os';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';

const NAME = 'zendesk-lake';

/**
 * Returns the environment variables of the function's process: Lambda's own variables and `variables`. Inherits only
 * PATH, so that no profile, proxy setting or credential of the user reaches the function.
 *
 * @param variables - those that the stack sets, and the local endpoints
 */
export function lambdaEnv(variables: Readonly<Record<string, string>>, bundleDir: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: bundleDir,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    TZ: 'UTC',
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: bundleDir,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: NAME,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(FUNCTION_MEMORY_MIB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${NAME}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    NODE_OPTIONS: '--enable-source-maps',
    ...variables,
  };
}
