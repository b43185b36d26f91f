import { z } from "zod";
import type { Permission } from "../../core/cloud.ts";
import type { Account } from "../../core/resource-type.ts";
import type { Iterators } from "./iterators.ts";
import { streamArn } from "./stream-store.ts";

// Permissions are looked at before the operation parses its input: what is no text names no stream.
const text = z.string().optional().catch(undefined);
const named = z.object({
  StreamName: text,
  StreamARN: text,
  ConsumerARN: text,
  ResourceARN: text,
  ShardIterator: text,
});

/** The ARN of the stream or consumer that a call is about; undefined of one that is about none. */
export const subjectOf = (account: Account, iterators: Iterators, input: unknown): string | undefined => {
  const { StreamName, StreamARN, ConsumerARN, ResourceARN, ShardIterator } =
    named.safeParse(input).data ?? {};
  const arn = ConsumerARN ?? ResourceARN ?? StreamARN;
  if (arn !== undefined) return arn;
  const name = StreamName ?? (ShardIterator && iterators.peek(ShardIterator)?.stream);
  return name && streamArn(name, account);
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html */
export const permissionsOf = (
  account: Account,
  iterators: Iterators,
  operation: string,
  input: unknown,
): Permission[] => [
  { action: `kinesis:${operation}`, resource: subjectOf(account, iterators, input) ?? "*" },
];
