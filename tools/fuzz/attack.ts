import type { Agent } from "node:http";
import type { KnownValues } from "./shapes.ts";

/** What is attacked, as its own process describes it. */
export interface Target {
  readonly webUrl: string;
  readonly awsEndpoint: string;
  readonly consoleUrl: string;
  readonly realtimeWsUrl: string;
  /** Host of the realtime API on AWS, as authorizations name it. */
  readonly realtimeHost: string;
  readonly stripeUrl: string;
  /** Base paths of APIs and other hosts on the AWS endpoint, `/_host/<name>`. */
  readonly hostPaths: readonly string[];
  readonly storeIds: readonly string[];
  readonly skus: readonly string[];
  readonly buckets: readonly string[];
  /** ID tokens of two customers and of one of the staff. */
  readonly tokens: readonly [string, string, string];
  /** Names and addresses of what the app declared, by the member of AWS inputs they go into. */
  readonly known: KnownValues;
  /** Operations the local cloud answers, by the scope of the signature. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
  /** Queues whose messages functions parse. */
  readonly consumedQueues: readonly string[];
}

export interface Surroundings {
  readonly target: Target;
  readonly agent: Agent;
  /** Called with each order that was answered with 202: its id, and whose of `tokens` placed it. */
  accepted(orderId: string, customer: number): void;
}

/** One request, or one exchange on a socket. */
export interface Attack {
  /** In a line, so that a person sees what was sent. */
  readonly summary: string;
  /** Resolves with the status, or undefined where the connection ended without one. Rejects when nothing answers. */
  send(): Promise<number | undefined>;
}

/** Makes the attack for a seed; the same seed makes the same. */
export type Attacker = (seed: number) => Attack;
