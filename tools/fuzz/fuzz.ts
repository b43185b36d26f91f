import { Agent } from "node:http";
import type { Attack, Attacker, Surroundings } from "./attack.ts";
import { awsAttacker } from "./aws.ts";
import { consoleAttacker } from "./console.ts";
import { frameAttacker } from "./frames.ts";
import { hostAttacker } from "./hosts.ts";
import { NoAnswerError } from "./http.ts";
import { objectAttacker } from "./objects.ts";
import { pageAttacker } from "./page.ts";
import { providerAttacker } from "./provider.ts";
import { queueAttacker } from "./queues.ts";
import { rawAttacker } from "./raw.ts";
import type { Accepted } from "./target.ts";
import { startTarget } from "./target-process.ts";

export interface FuzzOptions {
  readonly seed: number;
  /** How many requests and socket exchanges. */
  readonly attacks: number;
  /** Only the attack with this number of the seed. */
  readonly only?: number | undefined;
  onProgress?(message: string): void;
}

export interface FuzzReport {
  /** What was sent, by kind. */
  readonly sent: Readonly<Record<string, number>>;
  /** How it was answered, by class of status; `closed` without one. */
  readonly answers: Readonly<Record<string, number>>;
  readonly orders: number;
  /** Resident memory in megabytes before the attack, and at its highest during it. */
  readonly memoryMb: { readonly before: number; readonly peak: number };
  /** What must not be, a sentence each. */
  readonly findings: readonly string[];
}

const memoryLimitMb = 300;
const atOnce = 8;
const warmUpAttacks = 100;

/** How often each kind is sent, of 20. */
const kinds: readonly [name: string, share: number, make: (surroundings: Surroundings) => Attacker][] = [
  ["AWS API", 6, awsAttacker],
  ["objects", 1, objectAttacker],
  ["queues", 1, queueAttacker],
  ["page and API", 5, pageAttacker],
  ["sockets", 2, frameAttacker],
  ["console", 2, consoleAttacker],
  ["other hosts", 1, hostAttacker],
  ["provider", 1, providerAttacker],
  ["raw bytes", 1, rawAttacker],
];

const seedOf = (seed: number, number: number) =>
  (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) | 0;

/** Boots the system in a process of its own, attacks every port of it, and reports what it did that it must not do. */
export const fuzz = async ({
  seed,
  attacks,
  only,
  onProgress = () => {},
}: FuzzOptions): Promise<FuzzReport> => {
  onProgress("Booting the system in a process of its own...");
  const running = await startTarget();
  const { target } = running;
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const accepted = new Map<string, Accepted>();
  const surroundings: Surroundings = {
    target,
    agent,
    // An id that two customers use has an answer for each of them.
    accepted: (orderId, customer) => accepted.set(`${customer} ${orderId}`, [orderId, customer]),
  };
  const wheel = kinds.flatMap(([name, share, make]) => {
    const attacker = make(surroundings);
    return Array.from({ length: share }, () => ({ name, attacker }));
  });
  const sent: Record<string, number> = {};
  const answers: Record<string, number> = {};
  const findings: string[] = [];
  const found = (number: number, what: string, { summary }: Attack) =>
    findings.push(`#${number} ${what}\n    ${summary}`);

  const attackWith = async (number: number, counts = true) => {
    const { name, attacker } = wheel[number % wheel.length]!;
    const attack = attacker(seedOf(seed, number));
    if (counts) sent[name] = (sent[name] ?? 0) + 1;
    try {
      const status = await attack.send();
      const answer = status === undefined ? "closed" : `${Math.floor(status / 100)}xx`;
      if (counts) answers[answer] = (answers[answer] ?? 0) + 1;
      // 501 says by name what is not emulated.
      if (status !== undefined && status >= 500 && status !== 501)
        found(
          number,
          `answered ${status}; the last that was printed: ${running.printed.slice(-400)}`,
          attack,
        );
    } catch (error) {
      if (error instanceof NoAnswerError) found(number, error.message, attack);
      else if (running.ended === undefined)
        found(number, `was not taken: ${(error as Error).message}`, attack);
    }
    if (running.ended !== undefined && !findings.some((text) => text.includes("ended the process")))
      found(number, `ended the process, or one just before it did: ${running.ended}`, attack);
  };

  let next = 0;
  const work = async (until: number) => {
    while (next < until && running.ended === undefined) {
      const number = next++;
      if (number > 0 && number % 1000 === 0)
        onProgress(`${number} of ${attacks} sent, ${findings.length} findings`);
      await attackWith(number);
    }
  };
  const all = (until: number) => Promise.all(Array.from({ length: atOnce }, () => work(until)));

  try {
    if (only !== undefined) {
      await attackWith(only);
      return { sent, answers, orders: accepted.size, memoryMb: { before: 0, peak: 0 }, findings };
    }
    // What booting takes, and what is loaded at first use, is no growth.
    running.memoryPeakMb();
    await all(Math.min(warmUpAttacks, attacks));
    const before = running.memoryPeakMb();
    await all(attacks);
    const peak = running.memoryPeakMb();
    if (peak > before + memoryLimitMb)
      findings.push(
        `Memory grew from ${before.toFixed(0)} to ${peak.toFixed(0)} MB, by more than ${memoryLimitMb} MB.`,
      );
    if (running.ended === undefined) {
      onProgress("Letting everything come to rest...");
      findings.push(...(await running.check([...accepted.values()])));
    }
    return { sent, answers, orders: accepted.size, memoryMb: { before, peak }, findings };
  } finally {
    agent.destroy();
    await running.stop();
  }
};
