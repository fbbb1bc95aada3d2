import type { SandboxClock } from '../clock.ts';
import type { Interceptor } from './fault.ts';
import type { LoggedRequest } from './request-log.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';

/** A Zendesk of one account on a port of this machine. */
export type ZendeskOptions = SimulatorOptions & {
  /** The sandbox's. The account whose server has `clockSkewMs` takes `skewedClock` of it. */
  readonly clock: SandboxClock;
  /** Compress answers to clients that accept it. Default true. */
  readonly gzip?: boolean;
  /** Default: any free one. */
  readonly port?: number;
};

/** A running Zendesk: the simulator, and what is around it. */
export type Zendesk = Simulator & {
  /** Without a trailing slash. */
  readonly url: string;
  /** Every request so far, in the order in which they came in. */
  readonly requests: readonly LoggedRequest[];
  /** Lets this function decide about every request from now on; undefined ends that. */
  intercept(interceptor: Interceptor | undefined): void;
  /** Breaks all connections, the hanging ones too. */
  close(): Promise<void>;
};
