import type { Cloud } from "../../../core/cloud.ts";
import type { ObjectEvent } from "../s3.ts";
import { eventOf } from "./event-bridge.ts";

/** Tells receivers of what happened in buckets. */
export interface Notifier {
  notify(event: ObjectEvent): void;
  stop(): void;
}

export const createNotifier = (cloud: Cloud): Notifier => {
  let sequence = 0n;
  const sequencer = () => {
    sequence += 1n;
    return ((BigInt(cloud.clock.now()) << 20n) + sequence).toString(16).toUpperCase().padStart(18, "0");
  };
  return {
    notify(event) {
      const { bucket, caller } = event;
      const { notification } = bucket.settings;
      if (notification?.EventBridgeConfiguration) {
        const entry = eventOf(event, { sequencer: sequencer(), now: cloud.clock.now() });
        cloud
          .use("serviceEvents")
          .publish(entry, { service: "s3.amazonaws.com", sourceArn: bucket.arn, causes: caller.causes });
      }
    },
    stop() {},
  };
};
