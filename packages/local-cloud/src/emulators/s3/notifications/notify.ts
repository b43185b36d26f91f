import { arnOf } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import type { Caller, Cloud } from "../../../core/cloud.ts";
import { queueUrlOf } from "../../sqs/queue-store.ts";
import type { ObjectEvent } from "../s3.ts";
import type { NotificationConfiguration } from "../settings.ts";
import type { Bucket } from "../store/buckets.ts";
import { type Receiver, receiversOf, subscribes } from "./configuration.ts";
import { eventOf } from "./event-bridge.ts";
import { type Moment, recordOf, testEvent } from "./record.ts";

const PRINCIPAL = "s3.amazonaws.com";

/** Tells receivers of what happened in buckets. */
export interface Notifier {
  notify(event: ObjectEvent): void;
  /** Sees whether receivers can be told, and tells queues and topics so; throws what AWS answers when they cannot. */
  tryOut(bucket: Bucket, configuration: NotificationConfiguration): Promise<void>;
}

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

  const callerFor = ({ arn }: Bucket, causes: readonly number[]): Caller => ({
    principal: { kind: "service", service: PRINCIPAL, sourceArn: arn },
    causes,
  });

  const send = ({ kind, arn }: Receiver, body: string, caller: Caller): Promise<unknown> => {
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

  const deliver = async (receiver: Receiver, body: string, caller: Caller) => {
    for (let attempt = 1; ; attempt++)
      try {
        await send(receiver, body, caller);
        return;
      } catch (error) {
        if (!isTemporary(error) || attempt >= MAX_TRIES) throw error;
        await cloud.clock.wait(waitBefore(attempt + 1));
      }
  };

  /** As often, and as late, as injected faults have it. */
  const planned = (bucket: Bucket, to: string, payload: unknown, run: () => void) => {
    for (const heldBackMs of cloud.faults.delivery({ service: "s3", from: bucket.arn, to, payload }))
      if (heldBackMs <= 0) run();
      else cloud.clock.schedule(heldBackMs, run);
  };

  return {
    notify(event) {
      const { bucket, name, key, caller } = event;
      const { notification } = bucket.settings;
      if (!notification) return;
      const now = moment();
      if (notification.EventBridgeConfiguration) {
        const published = eventOf(event, now, cloud);
        planned(bucket, arnOf("events", cloud, "event-bus/default"), published.detail, () =>
          cloud.publish({ ...published, causes: caller.causes }),
        );
      }
      for (const receiver of receiversOf(notification)) {
        if (!subscribes(receiver.events, name)) continue;
        if (!key.startsWith(receiver.prefix) || !key.endsWith(receiver.suffix)) continue;
        const body = JSON.stringify({ Records: [recordOf(event, receiver.id, now, cloud)] });
        planned(
          bucket,
          receiver.arn,
          body,
          () =>
            void deliver(receiver, body, callerFor(bucket, caller.causes)).catch((error: Error) =>
              cloud.warn(
                `The bucket ${bucket.name} could not tell ${receiver.arn}, and the event is lost: ${error.message}`,
              ),
            ),
        );
      }
    },
    async tryOut(bucket, configuration) {
      const caller = callerFor(bucket, []);
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
