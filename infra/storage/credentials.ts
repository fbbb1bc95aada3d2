import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Account } from '../config/config-schema.ts';

export interface CredentialsProps {
  readonly accounts: readonly CredentialsOwner[];
}

type CredentialsOwner = Pick<Account, 'subdomain' | 'credentialsSecret'>;

/** Returns the name of the secret with an account's credentials. */
export const credentialsSecretName = ({ subdomain, credentialsSecret }: CredentialsOwner): string =>
  credentialsSecret ?? `zendesk-lake/${subdomain}`;

/** The secrets with the credentials of the Zendesk accounts. */
export class Credentials extends Construct {
  /** The secrets' names. */
  readonly secretNames: readonly string[];

  /** ARNs of the secrets for an IAM statement; of existing secrets, ARN patterns. */
  readonly secretArns: readonly string[];

  constructor(scope: Construct, id: string, props: CredentialsProps) {
    super(scope, id);
    const arns = new Map<string, string>();
    for (const account of props.accounts) {
      const name = credentialsSecretName(account);
      if (arns.has(name)) continue;
      arns.set(
        name,
        account.credentialsSecret === undefined ? this.createSecret(account) : this.secretArnPattern(name),
      );
    }
    this.secretNames = [...arns.keys()];
    this.secretArns = [...arns.values()];
  }

  private createSecret(account: CredentialsOwner): string {
    // Without SecretString and GenerateSecretString, CloudFormation creates an empty secret. The L2 construct always
    // generates a random value, which would look like credentials.
    const secret = new CfnSecret(this, account.subdomain, {
      name: credentialsSecretName(account),
      description:
        `Credentials for ${account.subdomain}.zendesk.com as JSON. Preferred: {"clientId":"...","clientSecret":"..."} ` +
        'of an OAuth client (client credentials). Also supported: {"accessToken":"..."}, ' +
        '{"email":"...","apiToken":"..."} and {"username":"...","password":"..."}.',
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A rotation function cannot create Zendesk credentials. An admin creates them in Admin Center and stores them ' +
        'in the secret. The function reads the secret again at the next 401, without a deployment.',
    });
    return secret.ref;
  }

  /**
   * A secret's ARN ends in `-` and six random characters. AWS recommends six question marks for them. Unlike `-*`, they
   * do not match a longer name.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
   */
  private secretArnPattern(name: string): string {
    return Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
