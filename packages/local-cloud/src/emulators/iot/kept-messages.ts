import { z } from "zod";
import type { State } from "../../state/state.ts";
import type { Message } from "./message.ts";

export type Retained = Message & { readonly at: number };

/** Bytes as Base64. */
type KeptMessage = Omit<Retained, "payload" | "properties"> & {
  readonly payload: string;
  readonly properties: Omit<NonNullable<Message["properties"]>, "correlationData"> | undefined;
  readonly correlationData: string | undefined;
};

const keptMessage = z.looseObject({
  topic: z.string(),
  payload: z.base64(),
  qos: z.literal([0, 1]),
  retain: z.boolean(),
  properties: z.looseObject({}).optional(),
  correlationData: z.base64().optional(),
  expiresAt: z.number().optional(),
  at: z.number(),
});

const toKept = ({ payload, properties, ...message }: Retained): KeptMessage => {
  const { correlationData, ...rest } = properties ?? {};
  return {
    ...message,
    payload: payload.toString("base64"),
    properties: properties && rest,
    correlationData: correlationData?.toString("base64"),
  };
};

const fromKept = ({ payload, properties, correlationData, ...message }: KeptMessage): Retained => ({
  ...message,
  payload: Buffer.from(payload, "base64"),
  properties: properties && {
    ...properties,
    ...(correlationData !== undefined && { correlationData: Buffer.from(correlationData, "base64") }),
  },
});

/** Retained messages by topic, over restarts. */
export const keptMessages = (state: State) => {
  const kept = state.records<Retained, KeptMessage>("iot/retained", keptMessage, toKept);
  const messages = new Map([...kept.read()].map(([topic, message]) => [topic, fromKept(message)]));
  return {
    messages,
    put(message: Retained): void {
      messages.set(message.topic, message);
      kept.put(message.topic, message);
    },
    delete(topic: string): void {
      messages.delete(topic);
      kept.delete(topic);
    },
  };
};
