import type { Consumers } from "@sourdough/events-schema";
import type { Destination } from "../rule.ts";

/** A consumer of a service, as its target gets it. */
export interface Consumer {
  /** `Orders` */
  service: string;
  /** Its name in `consumes.ts`, which is that of its handler's file or its state machine. */
  consumer: string;
  /** Name of the rule its events come by. */
  rule: string;
  events: Consumers[string];
  /** All that comes by the rule: more than `events` where several consumers are behind one topic. */
  carried: Consumers[string];
  /** Where the service's rules give up into. */
  rulesDeadLetterQueue: sst.aws.Queue;
}

/** How events reach a consumer. */
export interface Target {
  /** Name of the rule; the consumer's unless stated. */
  readonly rule?: string;
  /** Whether others may come by the same rule: it sends to a topic, and they subscribe to it. */
  readonly sharesRule?: boolean;
  /** Begins the names of the replays whose events it takes as well, of a target that has its rule for itself. */
  readonly replays?: string;
  /** Makes everything behind the rule, and says what the rule is to send to. */
  connect(consumer: Consumer): Destination;
}
