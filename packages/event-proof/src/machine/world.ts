import * as z from "zod";
import { type Claim, issuesOf, type Proof, problemOfEntry, unknownFields } from "../proof.ts";
import { nothing } from "../shape.ts";
import { valuesOf } from "../shape-values.ts";

import { functionConsumer } from "../system.ts";
import type { Program } from "./definition.ts";
import { type Item, invalidAttributes } from "./items.ts";
import { itemsLike, keepItem, type Memory } from "./memory.ts";
import { type Outcome, runProgram, type TaskCall, type World } from "./run-machine.ts";

const Put = z.looseObject({ TableName: z.string(), Item: z.record(z.string(), z.unknown()) });
const Get = z.looseObject({ TableName: z.string(), Key: z.record(z.string(), z.unknown()) });
const Transaction = z.looseObject({
  TransactItems: z.array(z.looseObject({ Put: Put.optional() })),
});
const BatchGet = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(z.unknown()) })),
});
const Outbox = z.looseObject({
  entity: z.strictObject({ S: z.literal("outbox") }),
  source: z.strictObject({ S: z.string() }),
  detailType: z.strictObject({ S: z.string() }),
  detail: z.strictObject({ S: z.string() }),
});
const Entries = z.looseObject({ Entries: z.array(z.looseObject({})).max(10) });
const Reply = z.looseObject({ TaskToken: z.string().min(1) });

const parseJson = (text: unknown): unknown => {
  try {
    return typeof text === "string" ? JSON.parse(text) : text;
  } catch {
    return undefined;
  }
};

/** Text given as JSON is written as text by Step Functions. */
const asText = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/**
 * Answers the tasks of a machine as their services would, each outcome its catchers expect included, and checks what
 * they are given.
 */
export const createWorld = (
  proof: Proof,
  programs: ReadonlyMap<string, Program>,
  memory: Memory,
  machine: string,
  note: string,
): World => {
  const claim = (state: string, code: string, what: Pick<Claim, "problem" | "rule" | "remedy">) =>
    proof.report({ resource: machine, code, ...what, problem: `State ${state} (${note}): ${what.problem}` });

  const remember = (state: string, { TableName, Item }: z.infer<typeof Put>) => {
    const invalid = invalidAttributes(Item);
    if (invalid !== "")
      claim(state, "item.invalid", {
        problem: `It puts an item that DynamoDB refuses, at ${invalid}.`,
        rule: "Every attribute has one type and a value: {'S': text}, {'N': text of a number}.",
        remedy: "Leave the attribute out where the field it is made of is missing.",
      });
    const outbox = Outbox.safeParse(Item);
    if (outbox.success) {
      const { source, detailType, detail } = outbox.data;
      entry(state, { Source: source.S, DetailType: detailType.S, Detail: detail.S });
    }
    keepItem(memory, TableName, Item);
  };

  const entry = (state: string, { Source, DetailType, Detail, EventBusName }: Record<string, unknown>) => {
    if (EventBusName !== undefined && !isBus(EventBusName))
      claim(state, "publish.bus", {
        problem: `It publishes to the bus ${JSON.stringify(EventBusName)}.`,
        rule: `There is ${proof.system.buses.map(({ name }) => name).join(", ")}.`,
        remedy: "Take the name from busName().",
      });
    const problem = problemOfEntry(proof.contracts, {
      source: Source,
      name: DetailType,
      detail: parseJson(Detail),
    });
    if (problem) claim(state, "publish.contract", problem);
  };
  const isBus = (name: unknown) => proof.system.buses.some((bus) => bus.name === name || bus.arn === name);

  const errors = ({ operation, caught }: TaskCall, ...special: string[]): Outcome[] =>
    caught
      .filter((name) => !special.includes(name))
      .map((name) => ({
        error: {
          Error: name === "States.ALL" ? "States.TaskFailed" : name,
          // A function's error is its JSON: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
          Cause:
            operation === "lambda:invoke"
              ? JSON.stringify({ errorType: name, errorMessage: "It did not work." })
              : "It did not work.",
        },
      }));

  const cancelled = "DynamoDb.TransactionCanceledException";
  const cancellations = (items: readonly object[]): Outcome[] => {
    // Only what has a condition fails it.
    const conditional = items.flatMap((item, at) =>
      JSON.stringify(item).includes('"ConditionExpression"') ? [at] : [],
    );
    return [
      ...conditional.slice(0, 4).map((at) => [at, "ConditionalCheckFailed"] as const),
      [0, "TransactionConflict"] as const,
    ].map(([at, reason]) => {
      const reasons = items.map((_, index) => (index === at ? reason : "None")).join(", ");
      return {
        error: {
          Error: cancelled,
          Cause: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons}] (Service: DynamoDb, Status Code: 400)`,
        },
      };
    });
  };

  const tasks: Record<string, (call: TaskCall) => Promise<Outcome[]> | Outcome[]> = {
    "dynamodb:putItem": (call) => {
      const put = Put.safeParse(call.arguments);
      if (put.success) remember(call.state, put.data);
      return [{ result: {} }, ...errors(call)];
    },
    "dynamodb:transactWriteItems": (call) => {
      const { data } = Transaction.safeParse(call.arguments);
      const items = data?.TransactItems ?? [];
      for (const item of items) if (item.Put) remember(call.state, item.Put);
      const cancellable = call.caught.includes(cancelled) ? cancellations(items) : [];
      return [{ result: {} }, ...cancellable, ...errors(call, cancelled)];
    },
    "dynamodb:getItem": (call) => {
      const { data } = Get.safeParse(call.arguments);
      const { exact, similar } = data
        ? itemsLike(memory, data.TableName, data.Key)
        : { exact: [], similar: [] };
      const found = exact.length > 0 ? exact : [undefined, ...similar];
      return [...found.map((Item) => ({ result: Item ? { Item } : {} })), ...errors(call)];
    },
    "dynamodb:batchGetItem": (call) => {
      const { data } = BatchGet.safeParse(call.arguments);
      const responses = (pick: (table: string, key: Item) => Item[]) =>
        Object.fromEntries(
          Object.entries(data?.RequestItems ?? {}).map(([table, { Keys }]) => [
            table,
            Keys.flatMap((key) => pick(table, key as Item)),
          ]),
        );
      const none = { Responses: responses(() => []), UnprocessedKeys: {} };
      const some = {
        Responses: responses((table, key) => {
          const { exact, similar } = itemsLike(memory, table, key);
          return (exact.length > 0 ? exact : similar).slice(0, 1);
        }),
        UnprocessedKeys: {},
      };
      return [{ result: none }, { result: some }, ...errors(call)];
    },
    "events:putEvents": (call) => {
      const { data } = Entries.safeParse(call.arguments);
      for (const each of data?.Entries ?? []) entry(call.state, each);
      const length = data?.Entries.length ?? 0;
      if (call.waits) {
        const replies = [...memory.successes].map((output) => ({ result: parseJson(output) }));
        const refusals = [...memory.failures.values()].filter((failure) =>
          call.caught.includes(failure.Error),
        );
        const refused = refusals.map((failure) => failure.Error);
        return [...replies, ...refusals.map((error) => ({ error })), ...errors(call, ...refused)];
      }
      const taken = { Entries: Array.from({ length }, () => ({ EventId: "1" })), FailedEntryCount: 0 };
      const refused = {
        Entries: Array.from({ length }, () => ({ ErrorCode: "InternalFailure", ErrorMessage: "Later" })),
        FailedEntryCount: length,
      };
      return [{ result: taken }, { result: refused }, ...errors(call)];
    },
    "states:sendTaskSuccess": (call) => {
      const Output = reply(call, "Output");
      if (parseJson(Output) === undefined)
        claim(call.state, "reply.invalid", {
          problem: "The Output it hands over is no JSON.",
          rule: "A waiting task is given JSON.",
          remedy: "Wrap it in $string(...).",
        });
      else memory.successes.add(asText(Output));
      return [{ result: {} }, ...errors(call)];
    },
    "states:sendTaskFailure": (call) => {
      const Cause = reply(call, "Cause");
      const name = String((call.arguments as { Error?: unknown }).Error);
      memory.failures.set(`${name} ${asText(Cause)}`, { Error: name, Cause: asText(Cause) });
      return [{ result: {} }, ...errors(call)];
    },
    "states:startSyncExecution": async (call) => {
      const { StateMachineArn, Input } = call.arguments as Record<string, unknown>;
      const nested = proof.system.machines.find(({ arn }) => arn === StateMachineArn);
      const program = nested && programs.get(nested.resource.name);
      if (!nested || !program) return errors(call);
      const world = createWorld(proof, programs, memory, nested.resource.name, note);
      const outputs = await runProgram(program, { input: parseJson(Input), variables: {} }, world);
      const possible = valuesOf(memory.answers.get(nested.resource.name) ?? nothing);
      const results = [...outputs, ...possible].map((output) => ({
        result: { Status: "SUCCEEDED", Output: JSON.stringify(output) },
      }));
      return [...results, ...errors(call)];
    },
    "lambda:invoke": (call) => {
      const { FunctionName, Payload } = call.arguments as Record<string, unknown>;
      const called = proof.system.functions.find(({ arn }) => arn === FunctionName);
      const consumer = called && functionConsumer(called.resource);
      const schema = consumer && proof.inputs.get(consumer);
      if (schema) {
        const parsed = schema.safeParse(Payload);
        const extra = parsed.success ? unknownFields(parsed.data, Payload) : [];
        const problem = parsed.success
          ? `${extra.join(", ")}: it does not take that`
          : issuesOf(parsed.error);
        if (!parsed.success || extra.length > 0)
          claim(call.state, "input.invalid", {
            problem: `The payload for ${consumer} is not what it takes: ${problem}.`,
            rule: `${consumer} takes what inputs.${consumer} of its service's consumes.ts says.`,
            remedy: "Build the payload from fields that are there, under the names the schema has.",
          });
      }
      return [{ result: { StatusCode: 200, Payload: {} } }, ...errors(call)];
    },
    "sqs:sendMessage": (call) => {
      const { QueueUrl } = call.arguments as Record<string, unknown>;
      if (!proof.system.queues.some(({ url }) => url === QueueUrl))
        claim(call.state, "target.missing", {
          problem: `It sends to the queue ${JSON.stringify(QueueUrl)}, which is not in the graph.`,
          rule: "A message to a queue that does not exist is lost.",
          remedy: "Take the URL from the queue: queue.url.",
        });
      return [{ result: { MessageId: "1" } }, ...errors(call)];
    },
  };

  const reply = (call: TaskCall, field: "Output" | "Cause"): unknown => {
    if (!Reply.safeParse(call.arguments).success)
      claim(call.state, "reply.token", {
        problem: "It answers without a task token.",
        rule: "SendTask... needs the token of the execution that waits.",
        remedy: "Read it from the field of the event that carries it, such as detail.data.replyTo.",
      });
    return (call.arguments as Record<string, unknown>)[field];
  };

  return {
    failed: (state, message) =>
      claim(state, "expression.fails", {
        problem: `${message}`,
        rule: "An expression that fails, or gives nothing, fails the state.",
        remedy: "Read only what is always there, or guard it with $exists(...).",
      }),
    outcomes: async (call) => (await tasks[call.operation]?.(call)) ?? [{ result: {} }, ...errors(call)],
  };
};
