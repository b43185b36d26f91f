import * as z from "zod";
import type { Stage } from "./stage.ts";

const Intents = z.object({
  data: z.array(z.object({ id: z.string(), metadata: z.record(z.string(), z.string()) })),
});
const Disputes = z.object({
  data: z.array(z.object({ id: z.string(), payment_intent: z.string(), status: z.string() })),
});

/** The payment provider, as a person in its Dashboard has it: its API with the secret key. */
export const providerOf = ({ outputs }: Stage) => {
  const ask = async (method: string, path: string, params?: Record<string, string>): Promise<unknown> => {
    const response = await fetch(`${outputs.paymentProviderUrl}${path}`, {
      method,
      headers: { authorization: "Bearer sk_test_sourdough" },
      body: params && new URLSearchParams(params),
    });
    const answer = await response.json();
    if (!response.ok)
      throw new Error(`The payment provider refused ${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const paymentOf = async (orderId: string): Promise<string> => {
    const query = encodeURIComponent(`metadata["orderId"]:"${orderId}"`);
    const { data } = Intents.parse(await ask("GET", `/v1/payment_intents/search?query=${query}`));
    if (!data[0]) throw new Error(`The payment provider knows no payment for ${orderId}.`);
    return data[0].id;
  };
  return {
    async refund(orderId: string, amountCents: number): Promise<void> {
      const payment_intent = await paymentOf(orderId);
      await ask("POST", "/v1/refunds", { payment_intent, amount: String(amountCents) });
    },
    async disputeOf(orderId: string): Promise<{ id: string; status: string } | undefined> {
      const payment = await paymentOf(orderId);
      return Disputes.parse(await ask("GET", `/v1/disputes?payment_intent=${payment}`)).data[0];
    },
  };
};
