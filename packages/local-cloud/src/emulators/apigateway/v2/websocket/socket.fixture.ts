import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { afterEach, expect } from "vitest";
import WebSocket, { type ClientOptions } from "ws";
import { startTestGateway } from "../../../../testing/fake-cloud.ts";
import { FUNCTION, lambda, type Make, type Routes, startV2Api } from "../api.fixture.ts";

export type Event = Record<string, never> & { requestContext: Record<string, string> };

export const AUTHORIZER = FUNCTION.replace(":shop", ":authorizer");
/** What a test leaves to be ended, the newest first. */
export const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A WebSocket API behind a real gateway, with a client that may connect to it. */
export const start = async (options: {
  routes?: Routes;
  answer?: (event: Event) => unknown;
  authorizer?: (event: Event) => unknown;
  more?: (apiId: string, make: Make) => Promise<Record<string, unknown> | undefined>;
  stage?: Record<string, unknown>;
}) => {
  const { cloud, gateway, stop } = await startTestGateway();
  const events: Event[] = [];
  const api = await startV2Api({
    cloud,
    api: { protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action" },
    stages: [{ name: "live", ...options.stage }],
    services: lambda((event: Event, { FunctionName }) => {
      if (FunctionName === AUTHORIZER) return options.authorizer?.(event);
      events.push(event);
      return options.answer ? options.answer(event) : { statusCode: 200 };
    }),
    more: options.more,
    routes: options.routes ?? { $connect: {}, $disconnect: {}, $default: {} },
  });
  const url = `${gateway.endpoint.replace("http", "ws")}/_host/${api.host}/live`;
  const client = new ApiGatewayManagementApiClient({
    endpoint: `${gateway.endpoint}/_host/${api.host}/live`,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
  undo.push(
    stop,
    () => api.emulator.stop?.(),
    () => client.destroy(),
  );

  const ask = (at = url, protocols?: string[], init?: ClientOptions) => {
    const socket = protocols ? new WebSocket(at, protocols, init) : new WebSocket(at, init);
    const messages: string[] = [];
    socket.on("message", (data) => messages.push(data.toString()));
    socket.on("error", () => {});
    const status = new Promise<number>((resolve) => {
      socket.on("open", () => resolve(101));
      socket.on("unexpected-response", (request, response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
    });
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    undo.push(() => socket.terminate());
    return { socket, messages, status, closed };
  };
  const connect = async (...asked: Parameters<typeof ask>) => {
    const asking = ask(...asked);
    expect(await asking.status).toBe(101);
    return asking;
  };
  const eventOf = async (eventType: string) => {
    const find = () => events.find(({ requestContext }) => requestContext.eventType === eventType);
    await expect.poll(find, { timeout: 20_000 }).toBeDefined();
    return find()!;
  };
  return { ...api, gateway, client, url, ask, connect, events, eventOf };
};
