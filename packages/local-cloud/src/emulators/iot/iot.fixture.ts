import { type IClientOptions, type MqttClient, connect as open } from "mqtt";
import { vi } from "vitest";
import type { Caller } from "../../core/cloud.ts";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createIotEmulators } from "./emulator.ts";

/** What the authorizer of the tests lets a client do, as SST's `realtime.authorizer` writes it. */
const policyOf = (token: string) => ({
  isAuthenticated: true,
  principalId: "tester",
  disconnectAfterInSeconds: 86_400,
  refreshAfterInSeconds: 300,
  policyDocuments: [
    {
      Version: "2012-10-17",
      Statement: [
        { Action: "iot:Connect", Effect: "Allow", Resource: "*" },
        ...["Publish", "Receive", "RetainPublish"].map((action) => ({
          Action: `iot:${action}`,
          Effect: "Allow",
          Resource: `arn:aws:iot:eu-west-1:000000000000:topic/${token}/*`,
        })),
        {
          Action: "iot:Subscribe",
          Effect: "Allow",
          Resource: `arn:aws:iot:eu-west-1:000000000000:topicfilter/${token}/*`,
        },
      ],
    },
  ],
});

interface Invocation {
  readonly FunctionName: string;
  readonly event: { readonly protocolData: { readonly mqtt: { readonly password?: string } } };
  readonly caller: Caller;
}

/** The broker behind a gateway, with one authorizer whose token is the topic that a client has; only for tests. */
export const startTestBroker = async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  const invocations: Invocation[] = [];
  const answers = { authorizer: (token: string): unknown => policyOf(token) };
  cloud.add({
    service: "lambda",
    operations: {
      Invoke(input, caller) {
        const { FunctionName, Payload } = input as { FunctionName: string; Payload: string };
        const event = JSON.parse(Payload);
        invocations.push({ FunctionName, event, caller });
        if (FunctionName !== "authorizer") return { StatusCode: 202 };
        const token = Buffer.from(event.protocolData.mqtt.password ?? "", "base64").toString();
        return { StatusCode: 200, Payload: JSON.stringify(answers.authorizer(token)) };
      },
    },
  });
  const [control, data] = createIotEmulators(cloud);
  for (const emulator of [control!, data!]) cloud.add(emulator);
  const { name: authorizer } = await provision(cloud, control!, "aws:iot/authorizer:Authorizer", "Chat", {
    authorizerFunctionArn: "authorizer",
    signingDisabled: true,
  });
  await control!.start?.();

  const clients: MqttClient[] = [];
  const url = `${gateway.endpoint.replace("http", "ws")}/mqtt?x-amz-customauthorizer-name=${authorizer}`;
  const connect = async (options: IClientOptions = {}, to = url) => {
    const client = open(to, {
      protocolVersion: 5,
      // As SST's example has it: the library sends no password without a name.
      username: "",
      password: "chat",
      reconnectPeriod: 0,
      ...options,
    });
    clients.push(client);
    const received: { topic: string; text: string; retain: boolean; properties: unknown }[] = [];
    client.on("message", (topic, payload, { retain, properties }) =>
      received.push({ topic, text: payload.toString(), retain, properties }),
    );
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", reject);
    });
    return Object.assign(client, {
      received,
      texts: () => received.map(({ text }) => text),
      closed: new Promise<void>((resolve) => client.once("close", resolve)),
      /** Resolves with the first so many messages. */
      gets: (count: number) =>
        vi.waitUntil(() => received.length >= count && received.map(({ text }) => text), 30_000),
    });
  };
  return {
    cloud,
    control: control!,
    gateway,
    url,
    authorizer: authorizer!,
    answers,
    invocations,
    connect,
    addRule: (name: string, inputs: Record<string, unknown>) =>
      provision(cloud, control!, "aws:iot/topicRule:TopicRule", name, {
        enabled: true,
        sqlVersion: "2016-03-23",
        ...inputs,
      }),
    config: {
      endpoint: gateway.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
    },
    stop: async () => {
      await Promise.all(clients.map((client) => client.endAsync(true)));
      await control!.stop?.();
      await stop();
    },
  };
};
