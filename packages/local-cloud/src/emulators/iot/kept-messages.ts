import { z } from "zod";
import type { State } from "../../state/state.ts";
import type { Message } from "./message.ts";

export type Retained = Message & { readonly at: number };

/** Bytes as Base64. */
export type Kept<M extends Message> = Omit<M, "payload" | "properties"> & {
  readonly payload: string;
  readonly properties: Omit<NonNullable<Message["properties"]>, "correlationData"> | undefined;
  readonly correlationData: string | undefined;
};

export const keptMessage = z.looseObject({
  topic: z.string(),
  payload: z.base64(),
  qos: z.literal([0, 1]),
  retain: z.boolean(),
  properties: z.looseObject({}).optional(),
  correlationData: z.base64().optional(),
  expiresAt: z.number().optional(),
});

export const messageToKept = <M extends Message>({ payload, properties, ...message }: M): Kept<M> => {
  const { correlationData, ...rest } = properties ?? {};
  return {
    ...message,
    payload: payload.toString("base64"),
    properties: properties && rest,
    correlationData: correlationData?.toString("base64"),
  };
};

export const messageOfKept = ({
  payload,
  properties,
  correlationData,
  ...message
}: Kept<Message>): Message => ({
  ...message,
  payload: Buffer.from(payload, "base64"),
  properties: properties && {
    ...properties,
    ...(correlationData !== undefined && { correlationData: Buffer.from(correlationData, "base64") }),
  },
});

/** Retained messages by topic, over restarts. */
export const keptMessages = (state: State) => {
  const kept = state.records<Retained, Kept<Retained>>(
    "iot/retained",
    keptMessage.extend({ at: z.number() }),
    messageToKept,
  );
  const messages = new Map(
    [...kept.read()].map(([topic, message]): [string, Retained] => [
      topic,
      { ...messageOfKept(message), at: message.at },
    ]),
  );
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
