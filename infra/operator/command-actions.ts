/** Every command on a deployed stack reads its outputs and its schedules. */
const STACK = ['cloudformation:DescribeStacks', 'scheduler:ListSchedules', 'scheduler:GetSchedule'] as const;

/** The IAM actions of each command of the command line. A test compares them with the calls of the commands. */
export const COMMAND_ACTIONS = {
  init: [],
  credentials: [
    ...STACK,
    'secretsmanager:DescribeSecret',
    'secretsmanager:CreateSecret',
    'secretsmanager:PutSecretValue',
    'secretsmanager:RestoreSecret',
  ],
  doctor: [...STACK, 'dynamodb:GetItem', 's3:ListBucket', 'secretsmanager:GetSecretValue'],
  status: [...STACK, 'dynamodb:GetItem', 's3:ListBucket'],
  run: [...STACK, 'lambda:InvokeFunction'],
  pause: [...STACK, 'scheduler:UpdateSchedule', 'iam:PassRole'],
  resume: [...STACK, 'scheduler:UpdateSchedule', 'iam:PassRole'],
  rewind: [...STACK, 'dynamodb:GetItem', 'dynamodb:UpdateItem', 's3:ListBucket', 's3:GetObject'],
  verify: [...STACK, 'dynamodb:GetItem', 's3:ListBucket', 's3:GetObject'],
  cost: [...STACK, 'dynamodb:GetItem', 's3:ListBucket', 'lambda:GetFunctionConfiguration'],
} as const;

export type OperatorAction = (typeof COMMAND_ACTIONS)[keyof typeof COMMAND_ACTIONS][number];
