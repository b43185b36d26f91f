import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";
import { createOrderClient, type OrderClient } from "@sourdough/order-client";
import { seededRandom } from "sourdough-local/faults";
import * as z from "zod";
import { readLocalOutputs } from "../read-outputs.ts";

const Outputs = z.object({
  apiUrl: z.string(),
  realtimeHttpUrl: z.string(),
  awsEndpoint: z.string(),
  webUrl: z.string(),
  consoleUrl: z.string(),
  /** Of the stand-in for the payment provider. */
  paymentProviderUrl: z.string(),
  userPoolId: z.string(),
  userPoolClientId: z.string(),
  region: z.string(),
});

export interface StageOptions {
  readonly orders: number;
  readonly seconds: number;
  readonly seed: number;
}

/** The running local cloud, and who acts on it. */
export interface Stage extends StageOptions {
  readonly outputs: z.infer<typeof Outputs>;
  readonly random: () => number;
  pick<T>(from: readonly T[]): T;
  /** Signs up somebody new. */
  customer(name: string): Promise<OrderClient>;
  /** Whom `npm start` made staff. */
  staff(): Promise<OrderClient>;
  /** Moves the clock of the local cloud forward: whatever falls due meanwhile happens now. */
  pass(time: { days?: number; hours?: number; minutes?: number }): Promise<void>;
  say(line: string): void;
  /** Looks again every half second until there is something to return; throws after `seconds`, 60 unless told. */
  until<T>(what: string, look: () => Promise<T | undefined>, seconds?: number): Promise<T>;
}

export const dim = (text: string) => styleText("dim", text);

export const openStage = (options: StageOptions): Stage => {
  const outputs = readLocalOutputs(Outputs);
  const random = seededRandom(options.seed);
  const newClient = () =>
    createOrderClient({
      ...outputs,
      realtimeUrl: outputs.realtimeHttpUrl,
      userPoolEndpoint: outputs.awsEndpoint,
    });

  return {
    ...options,
    outputs,
    random,
    pick: (from) => from[Math.floor(random() * from.length)]!,
    async customer(name) {
      const client = newClient();
      const credentials = { email: `${name}-${Date.now()}@example.com`, password: "morning-bread-1" };
      await client.signUp(credentials);
      await client.signIn(credentials);
      return client;
    },
    async staff() {
      const client = newClient();
      await client.signIn({ email: "staff@sourdough.example", password: "sourdough1" });
      return client;
    },
    async pass({ days = 0, hours = 0, minutes = 0 }) {
      const ms = ((days * 24 + hours) * 60 + minutes) * 60_000;
      const answer = await fetch(`${outputs.consoleUrl}/api/clock`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ advanceMs: ms }),
      });
      if (!answer.ok) throw new Error(`The clock did not move: ${answer.status} ${await answer.text()}`);
    },
    say: (line) => console.log(line),
    async until(what, look, seconds = 60) {
      for (let tries = 0; tries < seconds * 2; tries += 1) {
        const found = await look();
        if (found !== undefined) return found;
        await pause(500);
      }
      throw new Error(`After ${seconds} s there is still no ${what}.`);
    },
  };
};
