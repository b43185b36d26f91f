import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { onTestFinished } from "vitest";
import type { OperationOf, Service } from "../../core/aws-operations.ts";
import type { Caller } from "../../core/cloud.ts";
import { createTestCloud, startTestGateway, type TestCloud } from "../../testing/fake-cloud.ts";
import { declared } from "../../testing/provision.ts";
import { standInFor } from "../../testing/stand-in.ts";
import { createEventBridgeEmulator } from "./emulator.ts";

export interface ReceivedCall {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly caller: Caller;
}

export const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
export const roleArn = "arn:aws:iam::000000000000:role/rule";

/** What the neighbour does with a call: answers, or throws. */
export type Neighbour = (call: ReceivedCall) => unknown;

/** EventBridge between neighbours that only take notes; `answer` may throw for them. */
export const createEventBusFixture = (
  answer: Neighbour = () => ({}),
  cloud: TestCloud = createTestCloud(),
) => {
  const received: ReceivedCall[] = [];
  const waiting = new Set<() => void>();
  const neighbour = <S extends Service>(service: S, ...operations: OperationOf<S>[]) =>
    cloud.add(
      standInFor(service, operations, async (operation, input, caller) => {
        const call = { service, operation, input, caller };
        received.push(call);
        for (const check of waiting) check();
        return answer(call);
      }),
    );
  neighbour("sqs", "SendMessage");
  neighbour("sns", "Publish");
  neighbour("lambda", "Invoke");
  neighbour("states", "StartExecution");
  const emulator = createEventBridgeEmulator(cloud);
  cloud.add(emulator);

  const provision = (type: string, name: string, inputs: Record<string, unknown>) => {
    const resource = declared(cloud, `aws:cloudwatch/${type}`, name, inputs);
    void emulator.provision?.[resource.type]?.(resource);
    return resource.outputs;
  };

  return {
    cloud,
    emulator,
    received,
    provision,
    /** A rule on the bus `shop` with one target, from resources as SST makes them. */
    route(pattern: object, target: Record<string, unknown>, name = "Route") {
      provision("eventBus:EventBus", "Shop", { name: "shop" });
      const rule = provision("eventRule:EventRule", `${name}Rule`, {
        name,
        eventBusName: "shop",
        eventPattern: JSON.stringify(pattern),
      });
      provision("eventTarget:EventTarget", `${name}Target`, { rule: name, eventBusName: "shop", ...target });
      emulator.restore?.();
      void emulator.start?.();
      return String(rule.arn);
    },
    /** Puts one event on the bus `shop`. */
    async put(detail: object, entry: Record<string, unknown> = {}) {
      return cloud.call(
        "events",
        "PutEvents",
        {
          Entries: [
            {
              Source: "bakery",
              DetailType: "Baked",
              EventBusName: "shop",
              Detail: JSON.stringify(detail),
              ...entry,
            },
          ],
        },
        { principal: { kind: "root" }, causes: [] },
      );
    },
    /** Resolves when neighbours have received so many calls. */
    async receive(count: number): Promise<ReceivedCall[]> {
      if (received.length < count) {
        await new Promise<void>((resolve, reject) => {
          const limit = setTimeout(
            () => reject(new Error(`Received ${received.length} of ${count} calls in 2 s.`)),
            2000,
          );
          const check = () => {
            if (received.length < count) return;
            clearTimeout(limit);
            waiting.delete(check);
            resolve();
          };
          waiting.add(check);
        });
      }
      return received;
    },
  };
};

/** The same behind a gateway, with a client of the SDK, until the test is over. */
export const startEventBus = async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  onTestFinished(stop);
  const client = new EventBridgeClient({
    region: "eu-west-1",
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return { ...createEventBusFixture(undefined, cloud), client };
};
