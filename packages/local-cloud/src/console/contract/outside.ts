export interface Mailbox {
  mails: Mail[];
}

export interface Mail {
  id: string;
  at: number;
  channel: "email" | "sms";
  from: string;
  to: string[];
  subject?: string;
  preview: string;
  traceId?: string;
  ids: string[];
}

export interface MailDetail extends Mail {
  text?: string;
  /** Whether `/api/mailbox/{id}/html` has something. */
  html: boolean;
}

export interface EventCatalogue {
  buses: { name: string; label: string }[];
  /** From the app's contracts; empty for an app without the `localCloud.events` module. */
  contracts: EventContractInfo[];
  /** Detail types seen on a bus, newest first, also those without a contract. */
  seen: { source: string; detailType: string; count: number; lastAt: number; last?: unknown }[];
}

export interface EventContractInfo {
  source: string;
  detailType: string;
  version: number;
  description: string;
  /** Complete `detail` objects, ready to edit and send. */
  examples: unknown[];
  /** Labels of rules whose pattern matches the first example. */
  rules: string[];
  personal: string[];
  count: number;
}

export interface SendEvent {
  bus: string;
  source: string;
  detailType: string;
  detail: unknown;
  /** Send it although the contract does not hold; without it the answer is 400 `InvalidEvent`, with the issues in its message. */
  force?: boolean;
}

export interface FaultSettings {
  seed: number;
  /** 0 to 1 each: the share of deliveries it happens to. */
  duplicate: number;
  delay: number;
  /** Longest delay. */
  delayMs: number;
  reorder: number;
  /** The share of a function's calls at which it dies, before or after the service did what it was asked. */
  fail: number;
  /** The share of records put into Kinesis streams that are refused, as if the shard had no room. */
  throttle: number;
}

export interface FaultState extends FaultSettings {
  active: boolean;
  /** What has been done since they were set. */
  injected: { duplicate: number; delay: number; reorder: number; fail: number; throttle: number };
  deliveries: number;
  /** How to repeat the run: `npm start -- --seed 7 …`. */
  command: string;
}
