import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Operation } from "../../core/cloud.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { QueueStore } from "./queue-store.ts";

/** A handle for one receipt of a message; it says of which queue, as on AWS. */
export const createReceiptHandle = (queueArn: string): string =>
  Buffer.from(`${randomUUID()} ${queueArn}`).toString("base64url");

const isOf = ({ arn }: LocalQueue, handle: unknown): boolean =>
  typeof handle === "string" && Buffer.from(handle, "base64url").toString().slice(37) === arn;

const invalid = (handle: unknown) =>
  new AwsError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${String(handle)}" is not a valid receipt handle.`,
    {
      status: 404,
    },
  );

interface Entry {
  readonly Id: string;
  readonly ReceiptHandle?: string;
}
type Input = { QueueUrl: string; ReceiptHandle?: string; Entries?: Entry[] };

/** Refuses handles that are of another queue, or of none, before `run` sees them. */
export const checkingHandles =
  (store: QueueStore, run: (input: object) => object): Operation =>
  (input: Input) => {
    const queue = store.find(input.QueueUrl);
    if (input.ReceiptHandle === undefined || isOf(queue, input.ReceiptHandle)) return run(input);
    throw invalid(input.ReceiptHandle);
  };

/** As `checkingHandles`, for a batch: the entries with such handles fail, the others are handled. */
export const checkingHandlesOfBatch =
  (store: QueueStore, run: (input: object) => object): Operation =>
  (input: Input) => {
    const queue = store.find(input.QueueUrl);
    const entries = Array.isArray(input.Entries) ? input.Entries : [];
    const wrong = entries.filter(({ ReceiptHandle }) => !isOf(queue, ReceiptHandle));
    if (wrong.length === 0) return run(input);
    const { code: Code } = invalid("");
    const Failed = wrong.map(({ Id, ReceiptHandle }) => ({
      Id,
      SenderFault: true,
      Code,
      Message: invalid(ReceiptHandle).message,
    }));
    if (wrong.length === entries.length) return { Successful: [], Failed };
    const Entries = entries.filter((entry) => !wrong.includes(entry));
    const output = run({ ...input, Entries }) as { Successful: object[]; Failed: object[] };
    return { ...output, Failed: [...output.Failed, ...Failed] };
  };
