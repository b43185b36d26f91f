import { z } from "zod";
import { lowerCaseKeys } from "./authorize.ts";
import { type EventsErrorBody, errorBody } from "./errors.ts";
import { LIMITS } from "./event-api.ts";

const id = z
  .string()
  .regex(
    /^[a-zA-Z0-9\-_+]{1,128}$/,
    "an id is 1 to 128 letters, digits, hyphens, underscores and plus signs",
  );
const authorization = z.record(z.string(), z.unknown()).default({}).transform(lowerCaseKeys);

/** What a publish takes, over HTTP and in a frame. Members that clients add, as Amplify does, are left out. */
export const publishInput = z.object({
  channel: z.string(),
  events: z.array(z.string(), "must be a list of JSON strings").min(1).max(LIMITS.eventsPerPublish),
});

const frames = {
  connection_init: z.object({ type: z.literal("connection_init") }),
  subscribe: z.object({ type: z.literal("subscribe"), id, channel: z.string(), authorization }),
  unsubscribe: z.object({ type: z.literal("unsubscribe"), id }),
  publish: z.object({ type: z.literal("publish"), id, authorization, ...publishInput.shape }),
};

/** https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html */
export type Frame = z.output<(typeof frames)[keyof typeof frames]>;

/** What answers a message that is no frame; with the id the client gave, when it is a text. */
interface Refusal {
  readonly type: "refused";
  readonly answer: { readonly type: string; readonly id?: string; readonly errors: EventsErrorBody[] };
}

const head = z.object({ type: z.string(), id: z.string().optional().catch(undefined) });

const isKnown = (type: string): type is keyof typeof frames => Object.hasOwn(frames, type);

/** Reads one message of a client. */
export const readFrame = (data: string | undefined): Frame | Refusal => {
  const value = data === undefined ? undefined : parseJson(data);
  const { type, ...given } = head.safeParse(value).data ?? {};
  if (type === undefined || !isKnown(type)) {
    const message =
      type === undefined
        ? "The message is not a JSON object with a type."
        : `The type ${type.slice(0, 128)} is not supported.`;
    return {
      type: "refused",
      answer: { type: "error", ...given, errors: [errorBody("UnsupportedOperation", message)] },
    };
  }
  const parsed = frames[type].safeParse(value);
  if (parsed.success) return parsed.data;
  // No subscription has an id that is none.
  const errorType = type === "unsubscribe" ? "UnknownOperationError" : "BadRequestException";
  return {
    type: "refused",
    answer: { type: `${type}_error`, ...given, errors: [errorBody(errorType, problemsOf(parsed.error))] },
  };
};

/** `channel: Invalid input: expected string, received object` */
export const problemsOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join(".") || "input"}: ${message}`).join("; ");

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
