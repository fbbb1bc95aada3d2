/**
 * Loaded before the app. Disables the stack's acknowledgments, so that cdk-nag has to report its findings. A synthesis
 * that still succeeds does not run cdk-nag.
 */
import { Validations } from 'aws-cdk-lib';

Validations.prototype.acknowledge = (): void => {};
