import type { SandboxClock } from '#sandbox/clock.ts';
import {
  type AwsResponse,
  type AwsService,
  type LocalServer,
  type RawRequest,
  serve,
} from '#sandbox/aws/local-server.ts';
import { escapeXml, XML } from '#sandbox/aws/xml.ts';

export type LocalCloudFormation = LocalServer & {
  /** Creates the stack or replaces its outputs. */
  deploy(stack: string, outputs: Readonly<Record<string, string>>): void;
};

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

const xml = (status: number, body: string): AwsResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `${XML}${body}`,
});

/** Parses a request of AWS's query protocol: operation and parameters are form fields. */
const parseForm = ({ body }: RawRequest): URLSearchParams => new URLSearchParams(body.toString());

const error = (status: number, code: string, message: string): AwsResponse =>
  xml(
    status,
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>local</RequestId></ErrorResponse>`,
  );

/** Starts a local CloudFormation: DescribeStacks of one stack with its outputs. */
export async function startCloudFormation({ clock }: { clock: SandboxClock }): Promise<LocalCloudFormation> {
  const stacks = new Map<string, Readonly<Record<string, string>>>();

  const service: AwsService = {
    describe: (request) => {
      const form = parseForm(request);
      return { operation: form.get('Action') ?? '', key: form.get('StackName') ?? '' };
    },
    error,
    answer: async (request) => {
      const { operation, key } = service.describe(request);
      if (operation !== 'DescribeStacks') return error(400, 'InvalidAction', operation);
      const outputs = stacks.get(key);
      if (outputs === undefined) return error(400, 'ValidationError', `Stack with id ${key} does not exist`);
      const members = Object.entries(outputs).map(
        ([name, value]) =>
          `<member><OutputKey>${escapeXml(name)}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`,
      );
      return xml(
        200,
        `<DescribeStacksResponse xmlns="${NAMESPACE}"><DescribeStacksResult><Stacks><member>` +
          `<StackName>${escapeXml(key)}</StackName><StackStatus>CREATE_COMPLETE</StackStatus>` +
          `<CreationTime>${new Date(clock.start).toISOString()}</CreationTime><Outputs>${members.join('')}</Outputs>` +
          `</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
      );
    },
  };

  return {
    ...(await serve(service, { clock })),
    deploy: (stack, outputs) => void stacks.set(stack, outputs),
  };
}
