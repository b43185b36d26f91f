import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import type { LocalCloud, LocalQueue } from "sourdough-local";
import type { Clients } from "./clients.ts";

export interface Queue {
  /** As in the infrastructure: `PlaceOrderQueue`. */
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly isDeadLetterQueue: boolean;
  /** Messages in it: visible, being handled, and delayed. */
  size(): number;
  /** Whether there are messages that nobody has taken yet. */
  hasVisible(): boolean;
  /** Sends up to ten messages at once, so that they make one batch; objects as JSON. */
  send(...bodies: readonly unknown[]): Promise<void>;
  /** Bodies of up to ten visible messages, which stay in the queue. */
  peek(): Promise<string[]>;
  /** Moves all messages of a dead-letter queue back to where they came from. */
  redrive(): Promise<void>;
}

export const queuesOf = ({ graph, cloud }: LocalCloud, { sqs }: Clients): Queue[] =>
  graph.components
    .filter(({ type }) => type === "sst:aws:Queue")
    .map(({ name, urn }) => {
      const resource = graph.resources.find(
        ({ type, parent }) => type === "aws:sqs/queue:Queue" && parent === urn,
      );
      const { arn, url } = resource!.outputs as { arn: string; url: string };
      // Looked at in process, so that looking leaves no trace in the journal.
      const queue = cloud.use("queues").get(arn) as LocalQueue;
      return {
        name,
        url,
        arn,
        isDeadLetterQueue: name.endsWith("DeadLetterQueue"),
        size: () => queue.peek().length,
        hasVisible: () => queue.counts().visible > 0,
        send: async (...bodies) => {
          const Entries = bodies.map((body, index) => ({
            Id: String(index),
            MessageBody: typeof body === "string" ? body : JSON.stringify(body),
          }));
          await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
        },
        peek: async () => {
          const { Messages = [] } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl: url, VisibilityTimeout: 0, MaxNumberOfMessages: 10 }),
          );
          return Messages.map(({ Body = "" }) => Body);
        },
        redrive: async () => {
          await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
        },
      };
    });
