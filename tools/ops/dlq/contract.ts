import {
  InvalidEventError,
  PlaceOrderRequested,
  ProviderEventReceived,
  parseEvent,
} from "@sourdough/events-schema";
import { contracts } from "@sourdough/events-schema/contracts";
import * as z from "zod";

/** Whether something satisfies its contract, and which that is; there is none for what is none of our events. */
export type ContractCheck =
  | { readonly contract: string; readonly broken?: string }
  | { readonly contract?: undefined; readonly broken?: undefined };

/** Queues that take something else than events, by what is in their name. */
const messages: Readonly<Record<string, z.ZodType>> = {
  PlaceOrderQueue: PlaceOrderRequested,
  HandleProviderEventQueue: ProviderEventReceived,
};

const Event = z.object({
  source: z.string(),
  "detail-type": z.string(),
  detail: z.looseObject({ metadata: z.looseObject({ version: z.unknown() }).optional() }),
});

/** An event as the bus delivers it. Events of AWS have no contract here. */
export const checkEvent = (event: unknown): ContractCheck => {
  const head = Event.safeParse(event).data;
  if (!head?.source.startsWith("sourdough.")) return {};
  const contract = `${head["detail-type"]} v${head.detail.metadata?.version ?? "?"}`;
  try {
    parseEvent(contracts, event);
    return { contract };
  } catch (error) {
    if (!(error instanceof InvalidEventError)) throw error;
    const hasNone = error.message.startsWith("Unexpected event");
    return { contract, broken: hasNone ? `${head.source} publishes no ${contract}` : error.message };
  }
};

/** What a queue's consumer takes: an event, or the message that the queue is for. */
export const checkBody = (queueArn: string, body: unknown): ContractCheck => {
  const known = Object.entries(messages).find(([name]) => queueArn.includes(`-${name}`));
  if (!known) {
    const check = checkEvent(body);
    return check.contract
      ? check
      : {
          contract: "an event of the bus",
          broken: "it is none: source, detail-type and detail.metadata are missing",
        };
  }
  const [name, schema] = known;
  const { error } = schema.safeParse(body);
  return {
    contract: `message of ${name}`,
    ...(error && {
      broken: error.issues
        .map(({ path, message }) => `${path.join(".") || "message"}: ${message}`)
        .join("; "),
    }),
  };
};
