import { parseArgs, styleText } from "node:util";

const help = `Usage: npm run fuzz -- [options]

Boots the system in a process of its own and sends broken, hostile and valid requests and frames to every port: page
and API, AWS endpoint, realtime sockets, console, payment provider. Nothing may be answered with 5xx, hang, end the
process, take 300 MB more memory, or store what a contract refuses; afterwards every order has its answer and the
system's invariants hold. Only this machine is spoken to.

  --seed <n>      the same number sends the same (default: 1)
  --attacks <n>   how many requests and socket exchanges (default: 10000)
  --only <n>      one attack alone, by the number a finding has
  --json          the report as JSON
  --help          this text`;

const misused = (message: string): never => {
  console.error(message);
  process.exit(2);
};
const options = {
  seed: { type: "string", default: "1" },
  attacks: { type: "string", default: "10000" },
  only: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean" },
} as const;
const parse = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return misused(`${(error as Error).message}\n\n${help}`);
  }
};
const values = parse();
if (values.help) {
  console.log(help);
  process.exit(0);
}
const number = (name: "seed" | "attacks" | "only", text: string, min: number, max: number) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  return misused(`--${name} takes a whole number from ${min} to ${max}, not "${text}".`);
};
const seed = number("seed", values.seed, 0, 2 ** 31);
const attacks = number("attacks", values.attacks, 1, 1_000_000);
const only = values.only === undefined ? undefined : number("only", values.only, 0, 1_000_000);

// Only now: it loads the whole local cloud.
const { fuzz } = await import("./fuzz.ts");
const startedAt = performance.now();
const report = await fuzz({
  seed,
  attacks,
  only,
  onProgress: (message) => console.error(styleText("dim", message)),
});
const { sent, answers, orders, memoryMb, findings } = report;

const list = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");

if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  for (const finding of findings) console.log(styleText("red", finding));
  const total = Object.values(sent).reduce((sum, count) => sum + count, 0);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`${total} sent with seed ${seed} in ${seconds} s: ${list(sent)}.`);
  console.log(`Answered: ${list(answers)}. ${orders} orders were accepted.`);
  console.log(`Memory: ${memoryMb.before.toFixed(0)} MB before, ${memoryMb.peak.toFixed(0)} MB at most.`);
  console.log(
    findings.length === 0
      ? "Nothing broke."
      : `${findings.length} findings; send one alone with --seed ${seed} --only <number>.`,
  );
}
process.exit(findings.length === 0 ? 0 : 1);
