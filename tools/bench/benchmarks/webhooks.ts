import { createHmac, randomUUID } from "node:crypto";
import { percentile } from "../statistics.ts";
import { type Benchmark, inShop } from "./benchmark.ts";

const requests = 300;
const warmUp = 30;
/** What `services/payments/infra.ts` has for the laptop. */
const secret = "whsec_sourdough";

const signed = (body: string) => {
  const seconds = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${signature}`;
};

/** How soon the payment provider has its 202: it gives up on endpoints that are slow, and sends again. */
export const webhooks: Benchmark = (bench) =>
  inShop("webhooks", bench, async (_, { outputs }) => {
    const times: number[] = [];
    for (let number = 0; number < warmUp + requests; number++) {
      // Of a payment that is not there: receiving is the same, and handling it is one request to the provider.
      const object = { object: "charge", payment_intent: "pi_of_nobody" };
      const body = JSON.stringify({
        id: `evt_${randomUUID().replaceAll("-", "")}`,
        type: "charge.refunded",
        data: { object },
      });
      const began = performance.now();
      const response = await fetch(`${outputs.apiUrl}/webhooks/payments`, {
        method: "POST",
        headers: { "content-type": "application/json", "stripe-signature": signed(body) },
        body,
      });
      await response.arrayBuffer();
      if (response.status !== 202) throw new Error(`A signed event was answered with ${response.status}.`);
      if (number >= warmUp) times.push(performance.now() - began);
    }
    const figure = (name: string, share: number) => ({
      benchmark: "webhooks",
      name,
      value: percentile(times, share),
      unit: "ms" as const,
      target: { atMost: 100 },
      note: `of ${requests}, one at a time: signature, queue, 202`,
    });
    return [figure("answered, median", 0.5), figure("answered, 99 of 100", 0.99)];
  });
