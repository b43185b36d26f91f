import { parseArn } from "../../../../core/arn.ts";
import type { HopKind } from "../../../../core/service.ts";
import { at, text } from "../../../../core/values.ts";
import { bytes, chunks, KB, use } from "../../../../metering/price.ts";
import { connectionMinutes, socketMessages } from "../../prices.ts";

// "Messages are metered in 32 KB increments": https://aws.amazon.com/api-gateway/pricing/
const message: HopKind["billed"] = (_, { input }) =>
  use(socketMessages, chunks(bytes(at(input, "body") ?? ""), 32 * KB));

const routeKey = ({ resource }: { readonly resource: string }): string => {
  const { name = "" } = parseArn(resource) ?? {};
  return name.slice(name.indexOf("/") + 1);
};

const status: HopKind["note"] = (_, { output }) => {
  const value = at(output, "status");
  return value === undefined ? undefined : String(value);
};

/** What happens on the sockets of a WebSocket API, and what functions do with those. */
export const socketHops = {
  Connect: { fromClient: true, reads: true, title: routeKey, note: status },
  Message: {
    fromClient: true,
    title: (hop) => `Message ${routeKey(hop)}`,
    note: (_, { input }) => text(at(input, "body")).slice(0, 60),
    billed: message,
  },
  Disconnect: {
    fromClient: true,
    reads: true,
    title: routeKey,
    note: (_, { input }) => String(at(input, "disconnectStatusCode") ?? ""),
    billed: (_, { output }) => use(connectionMinutes, Number(at(output, "connectedMs") ?? 0) / 60_000),
  },
  PostToConnection: { toClient: true, note: status, billed: message },
  GetConnection: { inside: true, reads: true, note: status },
  DeleteConnection: { inside: true, note: status },
} satisfies Record<string, HopKind>;
