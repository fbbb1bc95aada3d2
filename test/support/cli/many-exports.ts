import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { type DeployedStack, deployStack, REQUEST } from './deployed-stack.ts';

/** The names of all incremental resources. */
export const NAMES: readonly string[] = Object.keys(INCREMENTAL_RESOURCES);

const ACME = { ...REQUEST, resources: NAMES };

/** Deploys a stack with two accounts that export all resources. */
export const deployMany = (options: Parameters<typeof deployStack>[0] = {}): Promise<DeployedStack> =>
  deployStack({ requests: [ACME, { ...ACME, subdomain: 'globex' }], ...options });

/** Deploys a stack with one account that exports all resources. */
export const deployAcme = (options: Parameters<typeof deployStack>[0] = {}): Promise<DeployedStack> =>
  deployStack({ requests: [ACME], ...options });

/** Returns the longest line of an output. */
export const widthOf = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
