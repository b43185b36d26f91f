import type { DryCall, DryOutcome } from "sourdough-local/models";
import * as z from "zod";
import { type Claim, type Context, issuesOf, problemOfEntry, unknownFields } from "../context.ts";
import { functionConsumer } from "../system.ts";
import { explore, type OutcomesOf } from "./explore.ts";
import { type Item, invalidAttributes } from "./items.ts";
import type { Machine } from "./machine.ts";
import { itemsLike, keepItem, type Memory, oneOfEachKind } from "./memory.ts";

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

const parseJson = (text: unknown): unknown => {
  try {
    return typeof text === "string" ? JSON.parse(text) : text;
  } catch {
    return undefined;
  }
};

/** So many different answers of a nested machine are gone on with. */
const mostOutputs = 8;

const answers = (output: unknown): DryOutcome => ({ answer: { output } });
const fails = (error: string, cause: string): DryOutcome => ({ answer: { error, cause } });

/**
 * Answers the calls of a machine as the services would, each outcome its catchers expect included, and checks what
 * they are given.
 */
export const createServices = (
  context: Context,
  machines: ReadonlyMap<string, Machine>,
  memory: Memory,
  machine: Machine,
  note: string,
): OutcomesOf => {
  const claim = (state: string, code: string, what: Pick<Claim, "problem" | "rule" | "remedy">) =>
    context.report({
      resource: machine.name,
      code,
      ...what,
      problem: `State ${state} (${note}): ${what.problem}`,
    });

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
        rule: `There is ${context.system.buses.map(({ name }) => name).join(", ")}.`,
        remedy: "Take the name from busName().",
      });
    const problem = problemOfEntry(context.contracts, {
      source: Source,
      name: DetailType,
      detail: parseJson(Detail),
    });
    if (problem) claim(state, "publish.contract", problem);
  };
  const isBus = (name: unknown) => context.system.buses.some((bus) => bus.name === name || bus.arn === name);

  const errors = ({ service, caught, waits }: DryCall, ...special: string[]): DryOutcome[] =>
    caught
      .filter((name) => !special.includes(name))
      .map((name) => {
        // Nothing comes back until time is up.
        if (name === "States.Timeout") return waits ? answers({ FailedEntryCount: 0 }) : {};
        if (service === "lambda") return answers(thrownBy(name === "States.ALL" ? "Error" : name));
        return fails(name === "States.ALL" ? "States.TaskFailed" : name, "It did not work.");
      });

  const cancelled = "DynamoDb.TransactionCanceledException";
  const cancellations = (items: readonly object[]): DryOutcome[] => {
    // Only what has a condition fails it.
    const conditional = items.flatMap((item, at) =>
      JSON.stringify(item).includes('"ConditionExpression"') ? [at] : [],
    );
    return [
      ...conditional.slice(0, 4).map((at) => [at, "ConditionalCheckFailed"] as const),
      [0, "TransactionConflict"] as const,
    ].map(([at, reason]) => {
      const reasons = items.map((_, index) => (index === at ? reason : "None")).join(", ");
      return fails(
        cancelled,
        `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons}] (Service: DynamoDb, Status Code: 400)`,
      );
    });
  };

  const services: Record<string, (call: DryCall, refused: boolean) => Promise<DryOutcome[]> | DryOutcome[]> =
    {
      "dynamodb:PutItem": (call) => {
        const put = Put.safeParse(call.input);
        if (put.success) remember(call.state, put.data);
        return [answers({}), ...errors(call)];
      },
      "dynamodb:TransactWriteItems": (call) => {
        const { data } = Transaction.safeParse(call.input);
        const items = data?.TransactItems ?? [];
        for (const item of items) if (item.Put) remember(call.state, item.Put);
        const cancellable = call.caught.includes(cancelled) ? cancellations(items) : [];
        return [answers({}), ...cancellable, ...errors(call, cancelled)];
      },
      "dynamodb:GetItem": (call, refused) => {
        const { data } = Get.safeParse(call.input);
        const { exact, similar } = data
          ? itemsLike(memory, data.TableName, data.Key)
          : { exact: [], similar: [] };
        const found = [
          ...oneOfEachKind(exact),
          ...(refused && exact.length > 0 ? [] : [undefined]),
          ...(exact.length > 0 ? [] : oneOfEachKind(similar)),
        ];
        // Of a kind that no machine writes: it has what is asked of it.
        const { Item: expected } = machine.expects(call.state);
        if (exact.length + similar.length === 0 && typeof expected === "object") found.push(expected as Item);
        return [...found.map((Item) => answers({ Item })), ...errors(call)];
      },
      "dynamodb:BatchGetItem": (call) => {
        const { data } = BatchGet.safeParse(call.input);
        const responses = (pick: (table: string, key: Item) => Item[]) => ({
          Responses: Object.fromEntries(
            Object.entries(data?.RequestItems ?? {}).map(([table, { Keys }]) => [
              table,
              Keys.flatMap((key) => pick(table, key as Item)),
            ]),
          ),
          UnprocessedKeys: {},
        });
        // The first of what each key may find, then the second.
        const some = [0, 1, 2, 3].map((index) =>
          responses((table, key) => {
            const { exact, similar } = itemsLike(memory, table, key);
            return [...exact, ...similar].slice(index, index + 1);
          }),
        );
        return [answers(responses(() => [])), ...some.map(answers), ...errors(call)];
      },
      "events:PutEvents": (call) => {
        const entries = Entries.safeParse(call.input).data?.Entries ?? [];
        for (const each of entries) entry(call.state, each);
        const taken = answers({ Entries: entries.map(() => ({ EventId: "1" })), FailedEntryCount: 0 });
        if (call.waits) {
          const failures = [...memory.failures.values()].filter(({ error }) => call.caught.includes(error));
          return [
            ...[...memory.successes].map((text) => ({ ...taken, reply: { output: parseJson(text) } })),
            ...failures.map((reply) => ({ ...taken, reply })),
            ...errors(call, ...failures.map(({ error }) => error)),
          ];
        }
        const refused = answers({
          Entries: entries.map(() => ({ ErrorCode: "InternalFailure", ErrorMessage: "Later" })),
          FailedEntryCount: entries.length,
        });
        return [taken, refused, ...errors(call)];
      },
      "states:SendTaskSuccess": (call) => {
        checkToken(call);
        const { output } = call.input;
        if (parseJson(output) === undefined)
          claim(call.state, "reply.invalid", {
            problem: "The Output it hands over is no JSON.",
            rule: "A waiting task is given JSON.",
            remedy: "Wrap it in $string(...).",
          });
        else memory.successes.add(String(output));
        return [answers({}), ...errors(call)];
      },
      "states:SendTaskFailure": (call) => {
        checkToken(call);
        const [error, cause] = [String(call.input.error), String(call.input.cause)];
        memory.failures.set(`${error} ${cause}`, { error, cause });
        return [answers({}), ...errors(call)];
      },
      "states:StartSyncExecution": async (call) => {
        const nested = [...machines.values()].find(({ arn }) => arn === call.input.stateMachineArn);
        if (!nested) return errors(call);
        const text = String(call.input.input);
        if (!nested.starts.has(text)) {
          nested.starts.set(text, parseJson(text));
          nested.observer.about();
          const quiet = { ...context, report: () => {} };
          const services = createServices(quiet, machines, memory, nested, note);
          for (const { status, output } of await explore(nested.run, parseJson(text), services))
            if (status === "SUCCEEDED") nested.outputs.add(JSON.stringify(output));
        }
        // Also what it answered to others: the tables may hold anything.
        return [
          ...[...nested.outputs]
            .slice(0, mostOutputs)
            .map((output) => answers({ status: "SUCCEEDED", output })),
          ...errors(call),
        ];
      },
      "lambda:Invoke": (call) => {
        const called = context.system.functions.find(({ arn }) => arn === call.input.FunctionName);
        const consumer = called && functionConsumer(called.resource);
        const schema = consumer && context.inputs.get(consumer);
        if (schema) {
          const payload = parseJson(call.input.Payload);
          const parsed = schema.safeParse(payload);
          const extra = parsed.success ? unknownFields(parsed.data, payload) : [];
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
        const { Payload = {} } = machine.expects(call.state);
        return [answers({ StatusCode: 200, Payload: JSON.stringify(Payload) }), ...errors(call)];
      },
      "sqs:SendMessage": (call) => {
        if (!context.system.queues.some(({ url }) => url === call.input.QueueUrl))
          claim(call.state, "target.missing", {
            problem: `It sends to the queue ${JSON.stringify(call.input.QueueUrl)}, which is not in the graph.`,
            rule: "A message to a queue that does not exist is lost.",
            remedy: "Take the URL from the queue: queue.url.",
          });
        return [answers({ MessageId: "1" }), ...errors(call)];
      },
    };

  const checkToken = ({ state, input }: DryCall) => {
    if (!input.taskToken)
      claim(state, "reply.token", {
        problem: "It answers without a task token.",
        rule: "SendTask... needs the token of the execution that waits.",
        remedy: "Read it from the field of the event that carries it, such as detail.data.replyTo.",
      });
  };

  return async (call, refused) =>
    (await services[`${call.service}:${call.operation}`]?.(call, refused)) ?? [
      answers(machine.expects(call.state)),
      ...errors(call),
    ];
};

/** What a handler's error looks like: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const thrownBy = (errorType: string) => ({
  StatusCode: 200,
  FunctionError: "Unhandled",
  Payload: JSON.stringify({ errorType, errorMessage: "It did not work." }),
});
