import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Permission } from "../../core/cloud.ts";
import { pageToken, parseInput } from "../parse-input.ts";
import type { IotDataOperations } from "./api.ts";
import type { Broker } from "./broker.ts";
import { LIMITS, type MessageProperties, textOf } from "./message.ts";
import { REASON } from "./reason-codes.ts";
import { iotArn } from "./resources.ts";
import { destinationOf } from "./topics.ts";

const flag = z.union([z.boolean(), z.stringbool()]).default(false);
const properties = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** Values of the query are text; a state machine gives a payload as text or as JSON. */
const publishInput = z.strictObject({
  topic: z.string(),
  qos: z.coerce.number().int().min(0).max(1).default(0),
  retain: flag,
  payload: z
    .union([z.instanceof(Uint8Array), z.string(), z.json()])
    .default("")
    .transform((given) =>
      Buffer.from(typeof given === "string" || given instanceof Uint8Array ? given : JSON.stringify(given)),
    ),
  contentType: z.string().optional(),
  responseTopic: z.string().optional(),
  /** Base64. */
  correlationData: z.string().optional(),
  payloadFormatIndicator: z.enum(["UNSPECIFIED_BYTES", "UTF8_DATA"]).optional(),
  /** A list of objects with one property each, as JSON text. */
  userProperties: z
    .string()
    .transform((text, { addIssue }) => {
      try {
        return z.array(properties).parse(JSON.parse(text));
      } catch {
        addIssue({ code: "custom", message: 'has to be a list, as JSON: [{"name": "value"}]' });
        return z.NEVER;
      }
    })
    .optional(),
  messageExpiry: z.coerce.number().int().min(0).optional(),
});
const ofTopic = z.strictObject({ topic: z.string() });
const listInput = z.strictObject({
  nextToken: pageToken,
  maxResults: z.coerce.number().int().min(1).max(200).default(20),
});
const deleteInput = z.strictObject({
  clientId: z.string(),
  cleanSession: flag,
  preventWillMessage: flag,
});

const INVALID = "InvalidRequestException";

/** What a message is called in the journal: its topic, and its payload as text. */
export const recorded = (cloud: Cloud, input: object) => {
  const { topic, clientId, payload } = input as Record<string, unknown>;
  const resource =
    typeof topic === "string" ? `topic/${topic}` : typeof clientId === "string" ? `client/${clientId}` : "*";
  const shown = payload instanceof Uint8Array ? textOf(Buffer.from(payload)) : payload;
  return {
    resource: iotArn(resource, cloud),
    input: payload === undefined ? input : { ...input, payload: shown },
  };
};

const named = z.object({
  topic: z.string().default("*"),
  clientId: z.string().default("*"),
  retain: flag.catch(false),
});

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html */
export const permissionsOf = (cloud: Cloud, operation: string, input: unknown): readonly Permission[] => {
  const { topic, clientId, retain } = named.parse(input);
  const onTopic = (name: string): Permission => ({
    action: `iot:${name}`,
    resource: iotArn(`topic/${topic}`, cloud),
  });
  switch (operation) {
    case "Publish":
      return retain ? [onTopic("Publish"), onTopic("RetainPublish")] : [onTopic("Publish")];
    case "ListRetainedMessages":
      return [{ action: "iot:ListRetainedMessages", resource: "*" }];
    case "DeleteConnection":
      return [{ action: "iot:DeleteConnection", resource: iotArn(`client/${clientId}`, cloud) }];
    default:
      return [onTopic(operation)];
  }
};

/** The data plane over HTTP. https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT_Data_Plane.html */
export const createDataOperations = (cloud: Cloud, broker: Broker): IotDataOperations => ({
  Publish(raw, { causes }) {
    const input = parseInput(publishInput, raw, INVALID);
    const destination = destinationOf(input.topic);
    if (!destination)
      throw new AwsError(
        INVALID,
        `"${input.topic}" is no topic to publish to: it has at most 256 bytes and 8 levels, no + or #, and does not begin with "$".`,
      );
    if (input.payload.length > LIMITS.payloadBytes)
      throw new AwsError(
        "RequestEntityTooLargeException",
        `The payload has ${input.payload.length} bytes, and a message has at most ${LIMITS.payloadBytes}.`,
        { status: 413 },
      );
    const given: MessageProperties = {
      contentType: input.contentType,
      responseTopic: input.responseTopic,
      correlationData:
        input.correlationData === undefined ? undefined : Buffer.from(input.correlationData, "base64"),
      payloadFormatIndicator:
        input.payloadFormatIndicator === undefined ? undefined : input.payloadFormatIndicator === "UTF8_DATA",
      userProperties: input.userProperties && Object.assign({}, ...input.userProperties),
    };
    const { topic, rule } = destination;
    const { payload, retain, messageExpiry: seconds } = input;
    const expiresAt = seconds === undefined ? undefined : cloud.clock.now() + seconds * 1000;
    const qos = input.qos === 0 ? 0 : 1;
    broker.publish({ topic, payload, qos, retain, properties: given, expiresAt }, { id: causes[0]! }, rule);
    return {};
  },
  GetRetainedMessage(raw) {
    const { topic } = parseInput(ofTopic, raw, INVALID);
    const message = broker.retained.get(topic);
    if (!message)
      throw new AwsError("ResourceNotFoundException", `No message of ${topic} is retained.`, { status: 404 });
    const { payload, qos, at: lastModifiedTime } = message;
    return { topic, payload, qos, lastModifiedTime };
  },
  ListRetainedMessages(raw) {
    const { nextToken: from, maxResults } = parseInput(listInput, raw, INVALID);
    const all = [...broker.retained.values()].map(({ topic, payload, qos, at }) => ({
      topic,
      payloadSize: payload.length,
      qos,
      lastModifiedTime: at,
    }));
    const to = from + maxResults;
    return { retainedTopics: all.slice(from, to), nextToken: to < all.length ? String(to) : undefined };
  },
  DeleteConnection(raw) {
    const { clientId, cleanSession, preventWillMessage } = parseInput(deleteInput, raw, INVALID);
    const session = broker.sessions.get(clientId);
    if (!session?.connected)
      throw new AwsError("ResourceNotFoundException", `No client ${clientId} is connected.`, { status: 404 });
    if (cleanSession) session.expirySeconds = 0;
    session.end(REASON.administrativeAction, { withoutWill: preventWillMessage });
    return {};
  },
});
