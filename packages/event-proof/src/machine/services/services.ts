import { type Claim, type Context, issuesOf, unknownFields } from "../../context.ts";
import { functionConsumer, functionOf } from "../../system.ts";
import type { OutcomesOf } from "../explore.ts";
import type { Machine } from "../machine.ts";
import type { Memory } from "../memory.ts";
import type { CallSite, Operations } from "./call-site.ts";
import { dynamodbOperations } from "./dynamodb.ts";
import { eventsOperations } from "./events.ts";
import { answers, errors, parseJson } from "./outcomes.ts";
import { statesOperations } from "./states.ts";

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
  const site: CallSite = { context, machines, memory, machine, note, claim };
  const operations: Operations = {
    ...dynamodbOperations(site),
    ...eventsOperations(site),
    // Its own mistakes are said of itself.
    ...statesOperations(site, (nested) =>
      createServices({ ...context, report: () => {} }, machines, memory, nested, note),
    ),
    ...otherOperations(site),
  };
  return async (call, refused) =>
    (await operations[`${call.service}:${call.operation}`]?.(call, refused)) ?? [
      answers(machine.expects(call.state)),
      ...errors(call),
    ];
};

const otherOperations = ({ context, machine, memory, claim }: CallSite): Operations => ({
  "lambda:SendDurableExecutionCallbackSuccess": (call) => {
    if (!call.input.CallbackId)
      claim(call.state, "reply.token", {
        problem: "It answers without the id of a callback.",
        rule: "SendDurableExecutionCallback... needs the id of the callback that waits.",
        remedy: "Read it from the field of the event that carries it, such as detail.data.replyTo.",
      });
    if (parseJson(call.input.Result) === undefined)
      claim(call.state, "reply.invalid", {
        problem: "The Result it hands over is no JSON.",
        rule: "Durable functions of this system read JSON.",
        remedy: "Wrap it in $string(...).",
      });
    else {
      const folder = context.folderOf(machine.name);
      const told = memory.callbackResults.get(folder) ?? new Set();
      memory.callbackResults.set(folder, told.add(String(call.input.Result)));
    }
    return [answers({}), ...errors(call)];
  },
  "lambda:Invoke": (call) => {
    const called = functionOf(context.system, call.input.FunctionName);
    const consumer = called && functionConsumer(called.resource);
    const schema = consumer && context.inputs.get(consumer);
    if (schema) {
      const payload = parseJson(call.input.Payload);
      const parsed = schema.safeParse(payload);
      const extra = parsed.success ? unknownFields(parsed.data, payload) : [];
      const problem = parsed.success ? `${extra.join(", ")}: it does not take that` : issuesOf(parsed.error);
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
});
