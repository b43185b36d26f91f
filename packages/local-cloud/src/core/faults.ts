import type { AwsError } from "./aws-error.ts";
import type { Principal } from "./cloud.ts";

/** A message on its way from one service to another, before it is handed over. */
export interface Delivery {
  /** Service that delivers: `sqs` (a message about to become visible), `sns`, `events`, `pipes`, `lambda`... */
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly payload: unknown;
}

/** How a delivery goes: one entry for each copy, its value the milliseconds it is held back. */
export type DeliveryPlan = readonly number[];

/** A call a function makes to the gateway while it handles an invocation. */
export interface FunctionCall {
  readonly functionName: string;
  readonly requestId: string;
  /** Counts the calls of this invocation from 1. */
  readonly index: number;
  readonly service: string;
  readonly operation: string;
}

/** A call of an operation of an AWS service, before it is looked at. */
export interface ServiceCall {
  readonly service: string;
  readonly operation: string;
  readonly principal: Principal;
}

/** A record that is about to be written to a shard of a stream that has room for it. */
export interface StreamWrite {
  readonly service: string;
  /** ARN of the stream. */
  readonly resource: string;
  readonly shardId: string;
}

/**
 * Where trouble is injected. The defaults do nothing; tests and the console replace the members. Emulators that
 * hand something over ask `delivery` and follow the plan (`[0]` once and at once, `[]` lost, `[0, 0]` twice).
 */
export interface Faults {
  delivery(delivery: Delivery): DeliveryPlan;
  /** Whether the worker dies at this call: before the service sees it, or after it did and before the answer. */
  crash(call: FunctionCall): "before" | "after" | undefined;
  /** Whether the record is refused, as if the shard had no room for it; its neighbours in a request are not. */
  throttle(write: StreamWrite): boolean;
  /** The error that the service answers instead of doing what it is asked. */
  refuse(call: ServiceCall): AwsError | undefined;
}

export const noFaults = (): Faults => ({
  delivery: () => ONCE,
  crash: () => undefined,
  throttle: () => false,
  refuse: () => undefined,
});

const ONCE: DeliveryPlan = [0];
