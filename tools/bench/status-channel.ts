import * as z from "zod";
import type { Outputs } from "./local-cloud.ts";

const Frame = z.looseObject({ type: z.string(), event: z.string().optional() });
const StatusMessage = z.looseObject({ orderId: z.string(), status: z.string() });
export type StatusMessage = z.output<typeof StatusMessage>;

export interface StatusChannel {
  close(): void;
}

const limitMs = 10_000;

/**
 * Subscribes to all orders of a customer with the bare WebSocket protocol of AppSync Events.
 * https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html
 */
export const openStatusChannel = async (
  { realtimeHttpUrl, realtimeWsUrl }: Outputs,
  customer: { customerId: string; token: string },
  onMessage: (message: StatusMessage) => void,
): Promise<StatusChannel> => {
  const authorization = { host: new URL(realtimeHttpUrl).host, Authorization: customer.token };
  const header = Buffer.from(JSON.stringify(authorization)).toString("base64url");
  const socket = new WebSocket(realtimeWsUrl, ["aws-appsync-event-ws", `header-${header}`]);
  const subscribed = Promise.withResolvers<void>();
  const timer = setTimeout(() => subscribed.reject(new Error("The realtime endpoint is silent.")), limitMs);
  const send = (frame: object) => socket.send(JSON.stringify(frame));
  socket.addEventListener("open", () => send({ type: "connection_init" }));
  socket.addEventListener("error", () => subscribed.reject(new Error(`No connection to ${realtimeWsUrl}`)));
  socket.addEventListener("message", ({ data }) => {
    const frame = Frame.parse(JSON.parse(String(data)));
    if (frame.type === "data") onMessage(StatusMessage.parse(JSON.parse(frame.event ?? "{}")));
    else if (frame.type === "connection_ack")
      send({ type: "subscribe", id: "orders", channel: `/orders/${customer.customerId}/*`, authorization });
    else if (frame.type === "subscribe_success") subscribed.resolve();
    else if (frame.type.includes("error")) subscribed.reject(new Error(`Realtime: ${String(data)}`));
  });
  await subscribed.promise.finally(() => clearTimeout(timer));
  return { close: () => socket.close() };
};
