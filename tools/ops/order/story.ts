import { ListDurableExecutionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { keys } from "../../../services/audit/src/adapters/items.ts";
import { tablesReader } from "../../../services/audit/src/adapters/tables.ts";
import { historyOf, type Step } from "../executions/history.ts";
import { type LogLine, loggingFunctions, logLines } from "../logs.ts";
import type { Target } from "../target.ts";

/** Something that happened to an order. */
export interface Happening {
  readonly at: string;
  readonly where: "order" | "event" | "ledger" | "execution" | "message" | "log";
  readonly what: string;
  readonly failed?: boolean;
}

/** All that the stage knows of an order. */
export interface Story {
  readonly orderId: string;
  readonly correlationIds: readonly string[];
  readonly order: Record<string, unknown>;
  readonly reservation?: Record<string, unknown> | undefined;
  readonly happenings: readonly Happening[];
}

type Item = Record<string, unknown>;

const Detail = z.object({
  metadata: z.object({
    eventId: z.string(),
    version: z.number(),
    occurredAt: z.string(),
    correlationId: z.string(),
    sequence: z.number().optional(),
  }),
  data: z.looseObject({ status: z.string().optional(), reason: z.string().optional() }),
});
const Outbox = z.object({ source: z.string(), detailType: z.string(), detail: z.string() });

const published = (item: Item) => {
  const { source, detailType, detail } = Outbox.parse(item);
  const { metadata, data } = Detail.parse(JSON.parse(detail));
  const happening: Happening = {
    at: metadata.occurredAt,
    where: "event",
    what: [
      `${detailType} v${metadata.version} of ${source}`,
      metadata.sequence === undefined ? "" : `sequence ${metadata.sequence}`,
      data.status,
      data.reason,
    ]
      .filter(Boolean)
      .join(", "),
  };
  return { happening, ...metadata };
};

const ledgerEntry = ({ type, at, amountCents, providerReference, declineCode, reason }: Item): Happening => ({
  at: String(at),
  where: "ledger",
  what: [
    type,
    amountCents === undefined ? "" : `${amountCents} cents`,
    providerReference,
    declineCode,
    reason,
  ]
    .filter(Boolean)
    .join(", "),
});

const durableArn = async ({ lambda }: Target, functionArn: string, name: string) => {
  const { DurableExecutions = [] } = await lambda.send(
    new ListDurableExecutionsByFunctionCommand({
      FunctionName: functionArn.replace(/:live$/, ""),
      DurableExecutionName: name,
    }),
  );
  return DurableExecutions[0]?.DurableExecutionArn;
};

/** What its fulfilment did; nothing when it never began, or is not kept any more. */
const fulfilment = async (target: Target, orderId: string): Promise<Step[]> => {
  const arn = await target.shared("fulfil-order-arn");
  const execution = arn.includes(":stateMachine:")
    ? `${arn.replace(":stateMachine:", ":execution:").replace(/:live$/, "")}:${orderId}`
    : await durableArn(target, arn, orderId);
  if (!execution) return [];
  try {
    return await historyOf(target, execution);
  } catch (error) {
    if (/DoesNotExist|NotFound/.test((error as Error).name)) return [];
    throw error;
  }
};

const Line = z.object({ level: z.string().optional(), message: z.string() });

/** Metrics that a function writes have no message. */
const logged = ({ at, fn, text }: LogLine): Happening => {
  let line: z.infer<typeof Line> | undefined;
  try {
    line = Line.safeParse(JSON.parse(text)).data;
  } catch {}
  const what = `${fn}: ${line ? `${line.level ?? ""} ${line.message}` : text.slice(0, 200)}`;
  return { at: at.toISOString(), where: "log", what, failed: line?.level === "ERROR" };
};

/** Throws an error that says so when nobody placed the order. */
export const storyOf = async (target: Target, orderId: string): Promise<Story> => {
  const [orders, payments, inventory, notifications] = await Promise.all(
    ["orders", "payments", "inventory", "notifications"].map((service) => target.shared(`${service}-table`)),
  );
  const reader = tablesReader(DynamoDBDocumentClient.from(target.dynamodb));
  const claim = await reader.get(orders!, { pk: `order#${orderId}`, sk: "claim" });
  if (!claim)
    throw new Error(
      `Nobody placed ${orderId} on ${target.stage}: it is wrong, or its message waits, or was given up (dlq show PlaceOrder).`,
    );
  const [order, reservation, ledger, steps, ...outboxes] = await Promise.all([
    reader.get(orders!, keys.order({ customerId: String(claim.customerId), orderId })),
    reader.get(inventory!, keys.reservation(orderId)),
    reader.query(payments!, keys.ledger(orderId), "event#"),
    fulfilment(target, orderId),
    ...[orders, payments, inventory].map((table) => reader.query(table!, keys.outbox(orderId))),
  ]);
  const events = outboxes.flat().map(published);
  const told = await Promise.all(
    events.map(async ({ eventId, occurredAt }) =>
      (await reader.query(notifications!, `notification#${eventId}`)).map(
        ({ channel, status }): Happening => ({
          // The claim has no time of its own; it was made when the event came.
          at: occurredAt,
          where: "message",
          what: `${channel} about ${eventId}: ${status}`,
        }),
      ),
    ),
  );
  const correlationIds = [...new Set(events.map(({ correlationId }) => correlationId))];
  const placedAt = Date.parse(String(order?.placedAt ?? new Date(0).toISOString()));
  const pattern = correlationIds.map((id) => `?"${id}"`).join(" ");
  const lines =
    correlationIds.length === 0
      ? []
      : await logLines(target, await loggingFunctions(target), { since: placedAt - 60_000, pattern });
  const { email: _, phone: __, pk: ___, sk: ____, ...state } = order ?? {};
  const happenings: Happening[] = [
    ...events.map(({ happening }) => happening),
    ...ledger.map(ledgerEntry),
    ...steps.map(
      ({ at, what, failed }): Happening => ({ at: at.toISOString(), where: "execution", what, failed }),
    ),
    ...told.flat(),
    ...lines.map(logged),
  ];
  return {
    orderId,
    correlationIds,
    order: state,
    reservation,
    // Sorting keeps the order of what has the same time.
    happenings: happenings.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)),
  };
};
