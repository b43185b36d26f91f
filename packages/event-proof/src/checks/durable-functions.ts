import { toJsonSchema } from "@sourdough/events-schema";
import type { CallbackAnswers, DurableDryRun } from "@sourdough/lambda-kit/durable-testing";
import * as z from "zod";
import { type Context, problemOfEntry } from "../context.ts";
import type { Memory } from "../machine/memory.ts";
import { variantsOf } from "../samples.ts";
import { functionConsumer } from "../system.ts";

/** So many inputs that differ are run. */
const mostInputs = 12;
/** So many different answers of each length are given to a callback. */
const mostAnswers = 6;

/**
 * Durable functions that publish by themselves make events that are in the contracts, whatever their callbacks are told
 * by the machines of their service, and understand each of these answers.
 */
export const checkDurableFunctions = async (
  context: Context,
  memory: Memory,
  only: readonly string[] | undefined,
): Promise<void> => {
  for (const { resource } of context.system.functions) {
    if (resource.inputs.durableConfig === undefined || !publishes(context, resource.inputs.role)) continue;
    const name = functionConsumer(resource);
    if (!(only?.includes(name) ?? true)) continue;
    const claim = (code: string, problem: string, rule: string, remedy: string) =>
      context.report({ resource: name, file: handlerOf(resource), code, problem, rule, remedy });
    const dryRun = context.dryRuns.get(name);
    const schema = context.inputs.get(name);
    if (!dryRun || !schema) {
      claim(
        "function.unproven",
        `${name} publishes by itself, and nothing says what.`,
        "What a durable function puts on the bus is proven by running it.",
        `Export inputs.${name} from consumes.ts and dryRun from a .dry-run.ts in the service's tests.`,
      );
      continue;
    }
    const inputs = variantsOf(toJsonSchema(schema), undefined).filter(
      ({ value }) => schema.safeParse(value).success,
    );
    const told = memory.callbackResults.get(serviceOf(resource)) ?? [];
    const answers = [...told].slice(0, mostAnswers);
    // What differs only in its texts and numbers goes the same ways.
    for (const [index, { note, value }] of inputs.slice(0, mostInputs).entries())
      for await (const { entries, error } of runs(
        dryRun,
        value,
        index === 0 ? answers : answers.slice(0, 1),
      )) {
        if (error)
          claim(
            "function.fails",
            `It fails (${note}): ${error.message}`,
            "A durable execution that fails is not tried again.",
            "Read only what the machine that answers the callback hands over.",
          );
        for (const { Source, DetailType, Detail } of entries) {
          const problem = problemOfEntry(context.contracts, {
            source: Source,
            name: DetailType,
            detail: JSON.parse(Detail),
          });
          if (problem) claim("publish.contract", problem.problem, problem.rule, problem.remedy);
        }
      }
  }
};

type Run = { entries: Awaited<ReturnType<DurableDryRun>>; error?: Error };

/** Runs it again and again: each callback that it comes to is once told nothing, and once each of the answers. */
async function* runs(dryRun: DurableDryRun, input: unknown, answers: readonly string[]): AsyncGenerator<Run> {
  const waiting: string[][] = [[]];
  for (let told = waiting.pop(); told; told = waiting.pop()) {
    const here = told;
    let asked = 0;
    const answer: CallbackAnswers = () => here[asked++];
    const run = await dryRun(input, answer).then(
      (entries): Run => ({ entries }),
      (error: Error): Run => ({ entries: [], error }),
    );
    yield run;
    if (!run.error && asked > here.length) for (const one of answers) waiting.push([...here, one]);
  }
}

const Role = z.looseObject({ arn: z.string(), inlinePolicies: z.array(z.unknown()).default([]) });

/** Whether a role may put events on a bus. */
const publishes = ({ system }: Context, arn: unknown): boolean =>
  system.roles.some(
    (role) =>
      role.arn === arn && JSON.stringify(Role.parse(role).inlinePolicies).includes("events:PutEvents"),
  );

/** `services/orders`, where the machines that answer it are declared. */
const serviceOf = ({ build }: Context["system"]["functions"][number]["resource"]) =>
  build?.handler.split("/src/")[0] ?? "";

const handlerOf = ({ build }: Context["system"]["functions"][number]["resource"]) =>
  build?.handler.replace(/\.[^.]*$/, ".ts");
