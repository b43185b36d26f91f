import { z } from "zod";
import type { AppConfig } from "./config-bundle.ts";

/** What `sst.config.ts` gives to `$config`. */
export interface Config {
  app(input: { stage: string }): AppConfig | Promise<AppConfig>;
  run(): Promise<unknown>;
}

const callable = z.custom<(...given: never) => unknown>(
  (value) => typeof value === "function",
  "is not a function",
);
const config = z.looseObject({ app: callable, run: callable }, "exports no config by default");
const text = z.string("is missing").min(1, "is empty");
const app = z.looseObject({ name: text, home: text }, "is not an object");

const problemIn = (given: unknown, schema: z.ZodType, what: string): string | undefined =>
  schema
    .safeParse(given)
    .error?.issues.map(({ path, message }) => `${path.join(".") || what} ${message}`)
    .join(", ");

/** What is wrong with a default export of `sst.config.ts`, and how it looks; undefined for a `Config`. */
export const configProblem = (given: unknown): string | undefined => {
  const problem = problemIn(given, config, "sst.config.ts");
  return (
    problem && `${problem}. It has to be: export default $config({ app(input) { … }, async run() { … } });`
  );
};

/** The same, of what its `app` answers. */
export const appProblem = (given: unknown): string | undefined => {
  const problem = problemIn(given, app, "it");
  return (
    problem && `What app answers is not understood: ${problem}. For example: { name: "bakery", home: "aws" }.`
  );
};
