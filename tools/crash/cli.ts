import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createPlace, stopAll } from "../bench/local-cloud.ts";
import { crash } from "./crash.ts";

const most = { kills: 1_000, orders: 100, minutes: 600 };
const help = `Usage: npm run crash -- [options]

Kills all processes of a local cloud (kill -9) again and again while customers order, starts it anew each time, and looks
in the end whether each accepted order has its answer and money and stock add up. It runs apart from one that runs for you.
What it leaves stays when something is wrong. A kill takes some ten seconds.

  --kills <n>      how often, at most ${most.kills} (default: 20)
  --orders <n>     orders between two kills, at most ${most.orders} (default: 12)
  --seed <n>       when it is killed (default: 1)
  --minutes <n>    after that it kills no more, and looks; at most ${most.minutes} (default: ${most.minutes})
  --help           this text`;

const misused = (message: string): never => {
  console.error(`${message}\n\n${help}`);
  process.exit(2);
};
const known = {
  kills: { type: "string", default: "20" },
  orders: { type: "string", default: "12" },
  seed: { type: "string", default: "1" },
  minutes: { type: "string", default: String(most.minutes) },
  help: { type: "boolean" },
} as const;
const read = () => {
  try {
    return parseArgs({ options: known }).values;
  } catch (error) {
    return misused((error as Error).message);
  }
};
const values = read();
const number = (name: "kills" | "orders" | "seed" | "minutes", limit: number) => {
  const value = Number(values[name]);
  return Number.isInteger(value) && value > 0 && value <= limit
    ? value
    : misused(`--${name} takes a whole number from 1 to ${limit}, not "${values[name]}".`);
};

if (values.help) {
  console.log(help);
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    stopAll();
    process.exit(1);
  });

const options = {
  kills: number("kills", most.kills),
  limitMs: number("minutes", most.minutes) * 60_000,
  seed: number("seed", 2 ** 32 - 1),
  ordersPerLife: number("orders", most.orders),
};
const place = await createPlace(fileURLToPath(new URL("../..", import.meta.url)));
const left = `Left as it is: ${place.localFolder}`;
const report = await crash({ place, ...options, say: console.log }).catch((error: Error) => {
  console.error(`${error.message}\n${left}`);
  process.exit(1);
});

const { kills, accepted, confirmed, unanswered, lost, doubled, undone, unsold, unbalanced, readyMs } = report;
const median = readyMs.toSorted((a, b) => a - b)[Math.floor(readyMs.length / 2)]!;
console.log(
  `${kills} kills, ${report.killsWhileStarting} of them while it started; a start took ${(median / 1000).toFixed(1)} s (median)`,
);
console.log(`${accepted} orders accepted, ${confirmed} confirmed, ${unanswered.length} without an answer`);
for (const order of unanswered) console.log(`  ${order}`);
console.log(`${lost} lost, ${doubled} with something done twice, ${undone} with something not done`);
console.log(`${unsold} not sold, ${unbalanced} products whose stock does not add up`);
const isWrong = unanswered.length + lost + doubled + undone + unsold + unbalanced > 0;
if (isWrong) console.log(left);
else await rm(place.localFolder, { recursive: true, force: true });
process.exit(isWrong ? 1 : 0);
