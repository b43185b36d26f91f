import type { Hop } from "../core/journal.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import type { Unit } from "./prices.ts";

/** What a hop adds to the bill. */
export interface Use {
  readonly unit: Unit;
  readonly quantity: number;
}

/** Payloads of a hop, read only where they are asked for: those of old hops are packed. */
export type Payloads = Pick<Hop, "input" | "output">;

/** Reads metered units from finished hops. */
export type Meter = (hop: Hop, payloads: Payloads) => readonly Use[];

/** Payloads that `read` gets when one is asked for. */
export const payloadsOnDemand = (read: () => Payloads): Payloads => {
  let found: Payloads | undefined;
  const get = () => {
    found ??= read();
    return found;
  };
  return {
    get input() {
      return get().input;
    },
    get output() {
      return get().output;
    },
  };
};

const KB = 1024;
const none: readonly Use[] = [];
const use = (unit: Unit, quantity: number): readonly Use[] => [{ unit, quantity }];
const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
const bytes = (value: unknown): number =>
  value === undefined
    ? 0
    : Buffer.byteLength(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
const chunks = (size: number, chunk: number): number => Math.max(1, Math.ceil(size / chunk));

/** DynamoDB JSON says a type with each value, which is not counted: about two thirds are data. */
const itemBytes = (item: unknown): number => bytes(item) * 0.65;

const writeUnits = (request: unknown): number => {
  const item = field(request, "Item") ?? field(request, "ExpressionAttributeValues") ?? field(request, "Key");
  return chunks(itemBytes(item), KB);
};
const readUnits = (found: unknown, consistent: unknown): number =>
  chunks(itemBytes(found), 4 * KB) * (consistent ? 1 : 0.5);

const dynamodb: Readonly<Record<string, (input: unknown, output: unknown) => readonly Use[]>> = {
  PutItem: (input) => use("dynamodb.writeUnits", writeUnits(input)),
  UpdateItem: (input) => use("dynamodb.writeUnits", writeUnits(input)),
  DeleteItem: (input) => use("dynamodb.writeUnits", writeUnits(input)),
  BatchWriteItem: (input) => {
    const requests = Object.values((field(input, "RequestItems") as object | undefined) ?? {}).flat();
    const units = requests.map((request) =>
      writeUnits(field(request, "PutRequest") ?? field(request, "DeleteRequest")),
    );
    return use(
      "dynamodb.writeUnits",
      units.reduce((sum, one) => sum + one, 0),
    );
  },
  TransactWriteItems: (input) => {
    const items = (field(input, "TransactItems") as object[] | undefined) ?? [];
    const units = items.map((item) => 2 * writeUnits(Object.values(item)[0]));
    return use(
      "dynamodb.writeUnits",
      units.reduce((sum, one) => sum + one, 0),
    );
  },
  GetItem: (input, output) =>
    use("dynamodb.readUnits", readUnits(field(output, "Item"), field(input, "ConsistentRead"))),
  Query: (input, output) =>
    use("dynamodb.readUnits", readUnits(field(output, "Items"), field(input, "ConsistentRead"))),
  Scan: (input, output) =>
    use("dynamodb.readUnits", readUnits(field(output, "Items"), field(input, "ConsistentRead"))),
  BatchGetItem: (_, output) => {
    const items = Object.values((field(output, "Responses") as object | undefined) ?? {}).flat();
    const units = items.map((item) => readUnits(item, false));
    return use(
      "dynamodb.readUnits",
      units.reduce((sum, one) => sum + one, 0),
    );
  },
  TransactGetItems: (_, output) => {
    const items = (field(output, "Responses") as unknown[] | undefined) ?? [];
    const units = items.map((item) => 2 * readUnits(item, true));
    return use(
      "dynamodb.readUnits",
      units.reduce((sum, one) => sum + one, 0),
    );
  },
};

/**
 * Failed requests that DynamoDB charges; those it refuses cost nothing, and may have any shape.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
 */
const chargedFailures = new Set(["ConditionalCheckFailedException", "TransactionCanceledException"]);

interface FunctionSize {
  readonly gigabytes: number;
  readonly unit: Unit;
}

export const createMeter = (graph: ResourceGraph): Meter => {
  const functions = new Map<string, FunctionSize>();
  for (const { type, inputs, outputs } of graph.resources) {
    if (type !== "aws:lambda/function:Function") continue;
    const arm = (inputs.architectures as string[] | undefined)?.includes("arm64");
    functions.set(String(outputs.arn), {
      gigabytes: Number(inputs.memorySize ?? 128) / 1024,
      unit: arm ? "lambda.armGbSeconds" : "lambda.x86GbSeconds",
    });
  }
  const sqs = (resource: string): Unit => (resource.endsWith(".fifo") ? "sqs.fifoRequests" : "sqs.requests");

  return (hop, payloads) => {
    const { service, action, resource, error, durationMs = 0 } = hop;
    switch (service) {
      case "execute-api":
        return use("apigateway.requests", 1);
      case "sqs":
        if (action === "SendMessage")
          return use(sqs(resource), chunks(bytes(field(payloads.input, "MessageBody")), 64 * KB));
        if (action === "SendMessageBatch")
          return use(sqs(resource), chunks(bytes(field(payloads.input, "Entries")), 64 * KB));
        // A consumer receives a batch, and deletes it in one more call.
        if (action === "Receive") return use(sqs(resource), 1 + chunks(bytes(payloads.output), 64 * KB));
        return none;
      case "sns":
        return action === "Publish"
          ? use("sns.requests", chunks(bytes(field(payloads.input, "Message")), 64 * KB))
          : none;
      case "events":
        if (action === "AcceptEvent") return use("events.events", chunks(bytes(payloads.input), 64 * KB));
        return action === "InvokeApiDestination" ? use("events.apiDestinationCalls", 1) : none;
      case "pipes":
        return action === "HandleBatch"
          ? use("pipes.requests", Array.isArray(payloads.input) ? payloads.input.length : 1)
          : none;
      case "states": {
        if (action === "EnterState" || action === "RetryState")
          return resource.includes(":express:") ? none : use("states.transitions", 1);
        if (action !== "BeginExecution") return none;
        if (!resource.includes(":express:")) return use("states.transitions", 1);
        const seconds = Math.max(1, Math.ceil(durationMs / 100)) / 10;
        return [
          { unit: "states.expressRequests", quantity: 1 },
          { unit: "states.expressGbSeconds", quantity: seconds * (64 / 1024) },
        ];
      }
      case "lambda": {
        if (action === "Log")
          return use(
            "logs.gigabytes",
            bytes(Array.isArray(payloads.output) ? payloads.output.join("\n") : payloads.output) / 1024 ** 3,
          );
        if (action !== "Run") return none;
        const size = functions.get(resource) ?? { gigabytes: 0.125, unit: "lambda.armGbSeconds" };
        return [
          { unit: "lambda.requests", quantity: 1 },
          { unit: size.unit, quantity: (Math.ceil(durationMs) / 1000) * size.gigabytes },
        ];
      }
      case "dynamodb":
        if (error && !chargedFailures.has(error.code)) return none;
        return dynamodb[action]?.(payloads.input, payloads.output) ?? none;
      case "appsync": {
        if (action === "Publish")
          return use("appsync.operations", chunks(bytes(field(payloads.input, "events")), 5 * KB));
        const receivers = Number(
          field(payloads.output, "subscribers") ?? field(payloads.output, "deliveries") ?? 1,
        );
        if (action === "Broadcast") return use("appsync.operations", receivers);
        return action === "Connect" || action === "Subscribe" ? use("appsync.operations", 1) : none;
      }
      default:
        return none;
    }
  };
};
