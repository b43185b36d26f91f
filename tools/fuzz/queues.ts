import fc from "fast-check";
import type { Attacker, Surroundings } from "./attack.ts";
import { signedFor } from "./aws.ts";
import type { HttpAttack } from "./http.ts";
import { attackerFrom } from "./requests.ts";
import { broken, hostileText, toText } from "./values.ts";

/** Messages that no contract knows, to the queues whose messages functions parse. */
export const queueAttacker = (surroundings: Surroundings): Attacker => {
  const { target } = surroundings;
  const body = fc.oneof(
    hostileText,
    broken(
      fc.record({
        source: fc.constant("sourdough.orders"),
        "detail-type": fc.constantFrom("PaymentRequested", "OrderConfirmed", "OrderRejected", "fuzz"),
        detail: fc.record({ metadata: fc.record({ version: fc.integer() }), data: fc.jsonValue() }),
      }),
    ).map(toText),
    broken(fc.record({ data: fc.jsonValue(), metadata: fc.jsonValue() })).map(toText),
  );
  const attack = fc.record({ queue: fc.constantFrom(...target.consumedQueues), body });
  return attackerFrom(
    attack.map(
      ({ queue, body: MessageBody }): HttpAttack => ({
        url: target.awsEndpoint,
        method: "POST",
        path: "/",
        headers: {
          authorization: signedFor("sqs"),
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": "AmazonSQS.SendMessage",
        },
        body: JSON.stringify({ QueueUrl: queue, MessageBody }),
      }),
    ),
    surroundings,
  );
};
