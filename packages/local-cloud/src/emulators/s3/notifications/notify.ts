import { randomUUID } from "node:crypto";
import { z } from "zod";
import { arnOf } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import type { AwsEvent, Caller, Cloud } from "../../../core/cloud.ts";
import { causes } from "../../../state/shapes.ts";
import { queueUrlOf } from "../../sqs/queue-store.ts";
import { bucketArn } from "../names.ts";
import type { ObjectEvent } from "../s3.ts";
import type { NotificationConfiguration } from "../settings.ts";
import type { Bucket } from "../store/buckets.ts";
import { type Receiver, receiversOf, subscribes } from "./configuration.ts";
import { eventOf } from "./event-bridge.ts";
import { type Moment, recordOf, testEvent } from "./record.ts";

const PRINCIPAL = "s3.amazonaws.com";

/** Tells receivers of what happened in buckets. */
export interface Notifier {
  /** Tells what the run before had not told yet. */
  start(): void;
  notify(event: ObjectEvent): void;
  /** Sees whether receivers can be told, and tells queues and topics so; throws what AWS answers when they cannot. */
  tryOut(bucket: Bucket, configuration: NotificationConfiguration): Promise<void>;
}

type Target = Pick<Receiver, "kind" | "arn">;

/** What somebody has yet to be told, at `due` in milliseconds since the epoch. */
interface PendingEvent {
  readonly due: number;
  readonly to?: undefined;
  /** For the default event bus. */
  readonly event: AwsEvent;
}
interface PendingMessage {
  readonly due: number;
  readonly to: Target;
  readonly body: string;
  /** Its name. */
  readonly bucket: string;
  readonly causes: readonly number[];
  readonly attempt: number;
}
type Pending = PendingEvent | PendingMessage;

const pending = z.union([
  z.looseObject({
    due: z.number(),
    to: z.undefined().optional(),
    event: z.looseObject({ source: z.string() }),
  }),
  z.looseObject({
    due: z.number(),
    to: z.looseObject({ kind: z.enum(["queue", "topic", "function"]), arn: z.string() }),
    body: z.string(),
    bucket: z.string(),
    causes,
    attempt: z.number(),
  }),
]);

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html */
const refusals: Readonly<Record<Receiver["kind"], string>> = {
  queue: "Permissions on the destination queue do not allow S3 to publish notifications from this bucket",
  topic: "Permissions on the destination topic do not allow S3 to publish notifications from this bucket",
  function: "Not authorized to invoke function",
};

const isTemporary = (error: unknown) =>
  error instanceof AwsError && (error.status >= 500 || error.status === 429);
const MAX_TRIES = 50;
const waitBefore = (attempt: number) => Math.min(1000 * 2 ** (attempt - 2), 60_000);

export const createNotifier = (cloud: Cloud): Notifier => {
  let count = 0n;
  const moment = (): Moment => {
    const now = cloud.clock.now();
    count += 1n;
    const sequencer = ((BigInt(Math.floor(now)) << 24n) + (count & 0xffffffn)).toString(16).toUpperCase();
    return { now, sequencer: sequencer.padStart(18, "0") };
  };

  const callerFor = (bucket: string, causes: readonly number[]): Caller => ({
    principal: { kind: "service", service: PRINCIPAL, sourceArn: bucketArn(bucket) },
    causes,
  });

  const send = ({ kind, arn }: Target, body: string, caller: Caller): Promise<unknown> => {
    if (kind === "queue")
      return cloud.call(
        "sqs",
        "SendMessage",
        { QueueUrl: queueUrlOf(cloud, arn), MessageBody: body },
        caller,
      );
    if (kind === "topic")
      return cloud.call(
        "sns",
        "Publish",
        { TopicArn: arn, Subject: "Amazon S3 Notification", Message: body },
        caller,
      );
    return cloud.call(
      "lambda",
      "Invoke",
      { FunctionName: arn, InvocationType: "Event", Payload: body as never },
      caller,
    );
  };

  const kept = cloud.state.records<Pending>("s3/notifications", pending);

  /** When it is due; whatever comes of it, it is not pending any more then. */
  const later = (key: string, pending: Pending) => {
    kept.put(key, pending);
    const heldBackMs = pending.due - cloud.clock.now();
    if (heldBackMs <= 0) run(key, pending);
    else cloud.clock.schedule(heldBackMs, () => run(key, pending));
  };
  const run = (key: string, pending: Pending) => {
    if (pending.to === undefined) {
      cloud.publish(pending.event);
      kept.delete(key);
      return;
    }
    void deliver(key, pending).catch((error: Error) => {
      kept.delete(key);
      cloud.warn(
        `The bucket ${pending.bucket} could not tell ${pending.to.arn}, and the event is lost: ${error.message}`,
      );
    });
  };
  const deliver = async (key: string, pending: PendingMessage) => {
    const { to, body, bucket, causes, attempt } = pending;
    try {
      await send(to, body, callerFor(bucket, causes));
      kept.delete(key);
    } catch (error) {
      if (!isTemporary(error) || attempt >= MAX_TRIES) throw error;
      const due = cloud.clock.now() + waitBefore(attempt + 1);
      later(key, { ...pending, attempt: attempt + 1, due });
    }
  };

  /** As often, and as late, as injected faults have it. */
  const plan = (bucket: Bucket, to: string, payload: unknown, pendingAt: (due: number) => Pending) => {
    for (const heldBackMs of cloud.faults.delivery({ service: "s3", from: bucket.arn, to, payload }))
      later(randomUUID(), pendingAt(cloud.clock.now() + heldBackMs));
  };

  return {
    start() {
      for (const [key, pending] of kept.read()) later(key, pending);
    },
    notify(event) {
      const { bucket, name, key, caller } = event;
      const { notification } = bucket.settings;
      if (!notification) return;
      const { causes } = caller;
      const now = moment();
      if (notification.EventBridgeConfiguration) {
        const published = eventOf(event, now, cloud);
        plan(bucket, arnOf("events", cloud, "event-bus/default"), published.detail, (due) => ({
          due,
          event: { ...published, causes },
        }));
      }
      for (const receiver of receiversOf(notification)) {
        if (!subscribes(receiver.events, name)) continue;
        if (!key.startsWith(receiver.prefix) || !key.endsWith(receiver.suffix)) continue;
        const { kind, arn } = receiver;
        const body = JSON.stringify({ Records: [recordOf(event, receiver.id, now, cloud)] });
        plan(bucket, arn, body, (due) => ({
          due,
          to: { kind, arn },
          body,
          bucket: bucket.name,
          causes,
          attempt: 1,
        }));
      }
    },
    async tryOut(bucket, configuration) {
      const caller = callerFor(bucket.name, []);
      for (const receiver of receiversOf(configuration)) {
        const { kind, arn } = receiver;
        try {
          if (kind === "function")
            cloud.authorize(caller.principal, [{ action: "lambda:InvokeFunction", resource: arn }]);
          else await send(receiver, testEvent(bucket, cloud.clock.now()), caller);
        } catch (cause) {
          const why = cause instanceof AwsError && cause.status !== 403 ? cause.message : refusals[kind];
          throw new AwsError(
            "InvalidArgument",
            "Unable to validate the following destination configurations",
            {
              fields: { ArgumentName1: `${arn}, null`, ArgumentValue1: why },
              cause,
            },
          );
        }
      }
    },
  };
};
