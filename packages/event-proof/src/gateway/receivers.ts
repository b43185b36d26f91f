import type { Integration } from "sourdough-local/models";
import * as z from "zod";
import { type Claim, type Context, issuesOf, problemOfEntry, unknownFields } from "../context.ts";
import { functionConsumer, functionOf, machineOf } from "../system.ts";

/** Checks what is sent, and gives what is wrong with it. */
export type Receiver = (body: string) => Pick<Claim, "problem" | "rule" | "remedy"> | "refused" | undefined;

/** Who is behind an integration, as far as it takes events or what leads to them. */
export const receiverOf = (context: Context, { type, uri = "" }: Integration): Receiver | undefined => {
  const action = uri.split(":").slice(4).join(":");
  if (type !== "AWS") return undefined;
  if (action.startsWith("sqs:path/")) return queueReceiver(context, action.split("/").at(-1)!);
  if (/^states:action\/Start(Sync)?Execution$/.test(action)) return machineReceiver(context);
  if (action === "events:action/PutEvents") return busReceiver(context);
  if (action === "kinesis:action/PutRecords") return streamReceiver(context);
  return undefined;
};

const queueReceiver = ({ system, inputs }: Context, queueName: string): Receiver | undefined => {
  const queue = system.queues.find(({ arn }) => arn.endsWith(`:${queueName}`));
  const mapping = system.mappings.find(({ eventSourceArn }) => eventSourceArn === queue?.arn);
  const called = functionOf(system, mapping?.functionName);
  const consumer = called && functionConsumer(called.resource);
  const schema = consumer && inputs.get(consumer);
  if (!schema) return undefined;
  return (body) => {
    const message = new URLSearchParams(body).get("MessageBody");
    return message === null
      ? {
          problem: `It sends no message: ${body.slice(0, 120)}.`,
          rule: "SendMessage takes Action and MessageBody as a form.",
          remedy: "Let the template write &MessageBody= for every valid request.",
        }
      : mismatch(schema, message, consumer);
  };
};

const streamReceiver = ({ system, inputs }: Context): Receiver => {
  const Request = z.object({ StreamName: z.string(), Records: z.array(z.object({ Data: z.base64() })) });
  return (body) => {
    const request = Request.safeParse(parseJson(body));
    if (!request.success)
      return {
        problem: `It puts no records: ${body.slice(0, 120)}.`,
        rule: "PutRecords takes StreamName and Records, whose Data is base64.",
        remedy: "Let the template write a record for each of a valid request.",
      };
    const { StreamName, Records } = request.data;
    const mapping = system.mappings.find(({ eventSourceArn }) =>
      eventSourceArn?.endsWith(`:stream/${StreamName}`),
    );
    const called = functionOf(system, mapping?.functionName);
    const consumer = called && functionConsumer(called.resource);
    const schema = consumer && inputs.get(consumer);
    if (!schema) return undefined;
    return Records.map(({ Data }) =>
      mismatch(schema, Buffer.from(Data, "base64").toString("utf8"), consumer),
    ).find((problem) => problem !== undefined);
  };
};

const machineReceiver = ({ system, inputs }: Context): Receiver => {
  const Request = z.object({ stateMachineArn: z.string(), input: z.string() });
  return (body) => {
    const request = Request.safeParse(parseJson(body));
    // A template has no other way to refuse than to ask for what the service does not take.
    if (!request.success || !request.data.input.startsWith("{")) return "refused";
    const { stateMachineArn, input } = request.data;
    const machine = machineOf(system, stateMachineArn)?.resource.name;
    const schema = machine === undefined ? undefined : inputs.get(machine);
    return schema && mismatch(schema, input, machine!);
  };
};

const busReceiver =
  ({ contracts }: Context): Receiver =>
  (body) => {
    const { Entries } = z
      .object({ Entries: z.array(z.looseObject({})) })
      .catch({ Entries: [] })
      .parse(parseJson(body));
    return Entries.map(({ Source, DetailType, Detail }) =>
      problemOfEntry(contracts, { source: Source, name: DetailType, detail: parseJson(String(Detail)) }),
    ).find((problem) => problem !== undefined);
  };

const mismatch = (schema: z.ZodType, text: string, consumer: string) => {
  const value = parseJson(text);
  const parsed = schema.safeParse(value);
  const extra = parsed.success ? unknownFields(parsed.data, value) : [];
  if (parsed.success && extra.length === 0) return undefined;
  const why =
    value === undefined
      ? "no JSON"
      : parsed.success
        ? `${extra.join(", ")} is unknown to it`
        : issuesOf(parsed.error);
  return {
    problem: `What it sends to ${consumer} is not what that takes, ${why}: ${text.slice(0, 200)}.`,
    rule: `${consumer} takes what inputs.${consumer} of its service's consumes.ts says.`,
    remedy: "Escape what is text, and read the body, parameters and claims by the names they have.",
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
