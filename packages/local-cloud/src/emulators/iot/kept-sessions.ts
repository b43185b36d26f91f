import { z } from "zod";
import type { State } from "../../state/state.ts";
import { type Kept, keptMessage, messageOfKept, messageToKept } from "./kept-messages.ts";
import type { Message } from "./message.ts";
import type { Delivery, Session } from "./session.ts";
import { parseFilter } from "./topics.ts";

const keptSession = z.object({
  subscriptions: z.array(
    z.object({
      text: z.string().refine((text) => parseFilter(text) !== undefined, "is no topic filter"),
      qos: z.literal([0, 1]),
      noLocal: z.boolean(),
      retainAsPublished: z.boolean(),
    }),
  ),
  expirySeconds: z.number(),
  /** Of a client that was away. */
  expiresAt: z.number().optional(),
});
const keptDelivery = z.object({
  clientId: z.string(),
  message: keptMessage,
  qos: z.literal(1),
  retain: z.boolean(),
});
type OfClient = Delivery & { readonly clientId: string };

/** What waits for one client, by numbers that only grow. */
export interface KeptDeliveries {
  /** Undefined where the session ends with its connection. */
  add(delivery: Delivery): number | undefined;
  delete(number: number): void;
}

/** What the run before had of a client that wants its session to last. */
export interface LeftSession extends z.infer<typeof keptSession> {
  readonly deliveries: readonly { readonly number: number; readonly delivery: Delivery }[];
}

/** Sessions that outlast their connections, with what waits for their clients, over restarts. */
export const createKeptSessions = (state: State) => {
  const sessions = state.records(
    "iot/sessions",
    keptSession,
    ({ session, expiresAt }: { session: Session; expiresAt: number | undefined }) => ({
      subscriptions: [...session.subscriptions].map(([text, { qos, noLocal, retainAsPublished }]) => ({
        text,
        qos: qos === 0 ? (0 as const) : (1 as const),
        noLocal,
        retainAsPublished,
      })),
      expirySeconds: session.expirySeconds,
      expiresAt,
    }),
  );
  const waiting = state.records(
    "iot/waiting",
    keptDelivery,
    ({ message, ...delivery }: OfClient): Omit<OfClient, "message"> & { message: Kept<Message> } => ({
      ...delivery,
      message: messageToKept(message),
    }),
  );
  const left = new Map<string, LeftSession>();
  let last = 0;
  const deliveries = Map.groupBy(waiting.read(), ([, { clientId }]) => clientId);
  for (const [clientId, session] of sessions.read())
    left.set(clientId, {
      ...session,
      deliveries: (deliveries.get(clientId) ?? []).map(([key, { message, retain }]) => ({
        number: Number(key),
        delivery: { message: messageOfKept(message), qos: 1, retain },
      })),
    });
  for (const [clientId, own] of deliveries)
    for (const [key] of own) {
      last = Math.max(last, Number(key));
      if (!left.has(clientId)) waiting.delete(key);
    }

  return {
    left: left as ReadonlyMap<string, LeftSession>,
    /** `expiresAt` of one whose client is away. */
    put(session: Session, expiresAt?: number): void {
      if (session.expirySeconds > 0) sessions.put(session.clientId, { session, expiresAt });
      else sessions.delete(session.clientId);
    },
    delete: (clientId: string): void => sessions.delete(clientId),
    deliveriesOf: (clientId: string, isKept: () => boolean): KeptDeliveries => ({
      add(delivery) {
        if (!isKept()) return undefined;
        waiting.put(String(++last), { clientId, ...delivery });
        return last;
      },
      delete: (number) => waiting.delete(String(number)),
    }),
  };
};
