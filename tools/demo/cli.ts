import { parseArgs } from "node:util";
import { openStage } from "./stage.ts";
import { activity } from "./stories/activity.ts";
import { audit } from "./stories/audit.ts";
import { closeOfDay } from "./stories/close-of-day.ts";
import { disputes } from "./stories/disputes.ts";
import { importStory } from "./stories/import.ts";
import { morning } from "./stories/morning.ts";
import { rebuild } from "./stories/rebuild.ts";
import { refund } from "./stories/refund.ts";
import { reminder } from "./stories/reminder.ts";
import { week } from "./stories/week.ts";
import type { Story } from "./story.ts";

const stories: readonly Story[] = [
  morning,
  refund,
  disputes,
  reminder,
  closeOfDay,
  importStory,
  activity,
  audit,
  rebuild,
  week,
];

const help = `Usage: npm run demo -- [options]

Plays a story against the running local cloud (npm start). Watch it on the console's map.

  --story <name>  one of these, or "all" for one after the other (default: ${morning.name})
${stories.map(({ name, about }) => `                    ${name.padEnd(14)} ${about}`).join("\n")}
  --orders <n>    how many orders a morning has (default: 36)
  --seconds <n>   over how long (default: 20)
  --seed <n>      the same number plays the same (default: 1)
  --help          this text`;

const fail = (message: string, code = 1): never => {
  console.error(message);
  process.exit(code);
};

const options = {
  story: { type: "string", default: morning.name },
  orders: { type: "string", default: "36" },
  seconds: { type: "string", default: "20" },
  seed: { type: "string", default: "1" },
  help: { type: "boolean" },
} as const;
const parse = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`, 2);
  }
};
const values = parse();
const number = (name: "orders" | "seconds" | "seed", max: number) => {
  const value = Number(values[name]);
  return Number.isInteger(value) && value > 0 && value <= max
    ? value
    : fail(`--${name} takes a whole number from 1 to ${max}, not "${values[name]}".`, 2);
};

const isRefused = (error: unknown) => (error as { cause?: { code?: string } }).cause?.code === "ECONNREFUSED";

const play = async () => {
  const chosen = values.story === "all" ? stories : stories.filter(({ name }) => name === values.story);
  if (chosen.length === 0)
    fail(
      `There is no story "${values.story}". Choose one of ${stories.map(({ name }) => name).join(", ")}, or all.`,
    );
  const stage = openStage({
    orders: number("orders", 1000),
    seconds: number("seconds", 600),
    seed: number("seed", 2 ** 31),
  });
  for (const story of chosen)
    try {
      await story.play(stage);
    } catch (error) {
      fail(
        isRefused(error)
          ? `Nothing answers at ${stage.outputs.apiUrl}: run npm start first.`
          : `"${story.name}" ended early: ${(error as Error).message}`,
      );
    }
};

if (values.help) console.log(help);
else
  await play().then(
    () => process.exit(0),
    (error: unknown) => fail((error as Error).message),
  );
