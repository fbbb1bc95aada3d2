import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/** An account, as far as its credentials go. */
export interface CredentialsOwner {
  /** The Zendesk account: `acme` of `acme.zendesk.com`. */
  readonly subdomain: string;

  /**
   * Name of an existing secret of this AWS account. If it is encrypted with a KMS key of your own, the key's policy
   * has to admit the function's role.
   *
   * @default - the stack creates an empty one, named `zendesk-lake/<subdomain>`
   */
  readonly credentialsSecret?: string | undefined;
}

export interface CredentialsProps {
  readonly owners: readonly CredentialsOwner[];
}

/** The name by which an export request finds its account's secret. */
export function secretNameOf(owner: CredentialsOwner): string {
  return owner.credentialsSecret ?? `zendesk-lake/${owner.subdomain}`;
}

/** The secrets with the credentials of the Zendesk accounts. */
export class Credentials extends Construct {
  /** The secrets' names. */
  readonly secretNames: readonly string[];

  /** The secrets, as an IAM statement names them. */
  readonly secretArns: readonly string[];

  constructor(scope: Construct, id: string, props: CredentialsProps) {
    super(scope, id);
    const arns = new Map<string, string>();
    for (const owner of props.owners) {
      const name = secretNameOf(owner);
      if (arns.has(name)) continue;
      arns.set(name, owner.credentialsSecret === undefined ? this.create(owner) : this.find(name));
    }
    this.secretNames = [...arns.keys()];
    this.secretArns = [...arns.values()];
  }

  private create(owner: CredentialsOwner): string {
    // Without SecretString and GenerateSecretString CloudFormation creates an empty secret. The L2 always generates
    // one: a random string that no part of Zendesk knows, and that looks as if credentials were there.
    const secret = new CfnSecret(this, owner.subdomain, {
      name: secretNameOf(owner),
      description:
        `Credentials for ${owner.subdomain}.zendesk.com as JSON. Preferred: {"clientId":"...","clientSecret":"..."} ` +
        'of an OAuth client (client credentials). Also: {"accessToken":"..."}, {"email":"...","apiToken":"..."} ' +
        'or {"username":"...","password":"..."}.',
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'No rotation function can make credentials for Zendesk: a person makes them in its admin centre and puts ' +
        'them into the secret, which the function reads again at the next 401, without a deploy.',
    });
    return secret.ref;
  }

  /**
   * The ARN of a secret ends in `-` and six characters that its name does not tell; AWS has six question marks stand
   * for them, which unlike `-*` match no longer name.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
   */
  private find(name: string): string {
    return Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
