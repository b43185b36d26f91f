import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { auditLog } from "./adapters/audit-log.ts";
import { deadLetterQueues } from "./adapters/dead-letter-queues.ts";
import { fulfilments } from "./adapters/fulfilments.ts";
import { createStripe, stripePayments } from "./adapters/provider.ts";
import { tableRecords } from "./adapters/records.ts";
import type { Ports, Records } from "./use-cases/ports.ts";

const Links = z.object({
  AuditTable: z.object({ name: z.string() }),
  Audited: z.object({
    orders: z.string(),
    payments: z.string(),
    inventory: z.string(),
    notifications: z.string(),
    fulfilOrderArn: z.string(),
    stage: z.string(),
    providerUrl: z.url(),
  }),
  StripeReadKey: z.object({ value: z.string() }),
});

const links = once(() => Links.parse(Resource));
const log = once(() => auditLog(documentClient(), links().AuditTable.name));
const records = once((): Records => {
  const { Audited, StripeReadKey } = links();
  return {
    ...tableRecords(documentClient(), Audited),
    ...stripePayments(createStripe({ readKey: StripeReadKey.value, apiUrl: Audited.providerUrl })),
    fulfilments: fulfilments(
      { sfn: new SFNClient({}), lambda: new LambdaClient({}) },
      Audited.fulfilOrderArn,
    ),
    deadLetterQueues: deadLetterQueues(new SQSClient({}), Audited.stage),
  };
});

/** Each port is built when the function first uses it. */
export const wiring = (): Ports => ({
  ...ports,
  get log() {
    return log();
  },
  get records() {
    return records();
  },
});
