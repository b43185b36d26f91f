import {
  AdminAddUserToGroupCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { OrderView } from "@sourdough/events-schema/http";
import { type AppUnderTest, openTestClient } from "sourdough-local/testing";
import type { Clients } from "./clients.ts";
import { anOrder, newOrderId, type OrderBody } from "./orders.ts";
import type { BakeryOutputs } from "./outputs.ts";

/** Somebody who signed up and orders over HTTP. */
export interface Customer {
  readonly customerId: string;
  readonly email: string;
  /** An ID token that has not expired. */
  token(): Promise<string>;
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Sends an order and expects 202; answers with its id. */
  place(body?: Partial<OrderBody>, orderId?: string): Promise<string>;
  order(orderId: string): Promise<OrderView | undefined>;
  /** The order once it is confirmed or rejected. */
  decided(orderId: string, options?: { timeoutMs?: number }): Promise<OrderView>;
  /** Messages on the realtime channel of an order, from now on; subscribing rejects when it is refused. */
  follow(channel: string): Promise<{ messages: readonly unknown[]; close(): void }>;
}

interface Surroundings {
  readonly outputs: BakeryOutputs;
  /** Milliseconds since the epoch, on the clock of the local cloud. */
  now(): number;
  readonly clients: Clients;
  readonly activity: Pick<AppUnderTest, "until">;
  /** Called with each order that was answered with 202. */
  accepted(orderId: string, customerId: string): void;
}

const password = "flour+water+salt1";

export const signUp = async (
  { outputs, now, clients: { cognito }, activity, accepted }: Surroundings,
  { email, phone, group }: { email: string; phone?: string | undefined; group?: string | undefined },
): Promise<Customer> => {
  const {
    apiUrl,
    userPoolId: UserPoolId,
    userPoolClientId: ClientId,
    realtimeHttpUrl,
    realtimeWsUrl,
  } = outputs;
  const { UserSub: customerId = "" } = await cognito.send(
    new SignUpCommand({
      ClientId,
      Username: email,
      Password: password,
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "phone_number", Value: phone },
      ].filter(({ Value }) => Value !== undefined),
    }),
  );
  if (group !== undefined)
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: email, GroupName: group }));

  let idToken = "";
  let expires = 0;
  const token = async () => {
    if (now() < expires) return idToken;
    const { AuthenticationResult: result } = await cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    );
    expires = now() + (result!.ExpiresIn! - 60) * 1000;
    return (idToken = result!.IdToken!);
  };

  const request: Customer["request"] = async (method, path, body, headers = {}) =>
    fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: await token(), "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  const order = async (orderId: string) => {
    const response = await request("GET", `/orders/${orderId}`);
    if (response.status === 404) return undefined;
    return OrderView.parse(await response.json());
  };

  return {
    customerId,
    email,
    token,
    request,
    order,

    async place(body = {}, orderId = newOrderId()) {
      const response = await request("PUT", `/orders/${orderId}`, anOrder(body));
      if (response.status !== 202)
        throw new Error(`PUT /orders/${orderId} answered ${response.status}: ${await response.text()}`);
      accepted(orderId, customerId);
      return orderId;
    },

    decided: (orderId, options) =>
      activity.until(
        `${orderId} is decided`,
        async () => {
          const found = await order(orderId);
          return found && found.status !== "PENDING" && found;
        },
        options,
      ),

    async follow(channel) {
      const host = /_host\/([^/]+)/.exec(realtimeHttpUrl)?.[1];
      const authorization = { host, Authorization: await token() };
      const client = await openTestClient(realtimeWsUrl, authorization);
      client.send({ type: "subscribe", id: "1", channel, authorization });
      const answer = await client.next(({ id }) => id === "1");
      if (answer.type !== "subscribe_success") {
        client.socket.close();
        throw new Error(`${channel} was refused: ${JSON.stringify(answer)}`);
      }
      return {
        get messages() {
          return client.frames
            .filter(({ type }) => type === "data")
            .map(({ event }) => JSON.parse(String(event)));
        },
        close: () => client.socket.close(),
      };
    },
  };
};
