import { experiments } from "@sourdough/events-schema/experiments";
import * as z from "zod";
import { UsageError } from "../command.ts";
import { type Args, type Command, nothing, type Out, openOut } from "./command.ts";
import type { Target } from "./target.ts";

const usage = `
    <name>                ${Object.keys(experiments).join(", ")}
    --weights <shares>    how many new visitors see which variant, counter=50,sweets-first=50; whoever has seen one goes
                          on seeing it, as long as its share is not 0. Without it, prints the shares of now`;

const Weights = z.record(z.string(), z.number());

/** Throws `UsageError`. */
export const parseWeights = (name: string, text: string): Record<string, number> => {
  const known = experiments[name] ?? [];
  const pairs = text.split(",").map((pair) => pair.split("="));
  for (const [variant = "", share = ""] of pairs) {
    if (!known.includes(variant))
      throw new UsageError(`${name} has no variant "${variant}"; it has ${known.join(", ")}.`);
    if (!/^\d{1,4}$/.test(share))
      throw new UsageError(`The share of ${variant} is a whole number from 0 to 9999, not "${share}".`);
  }
  const weights = Object.fromEntries(pairs.map(([variant, share]) => [variant, Number(share)]));
  if (Object.keys(weights).length < pairs.length) throw new UsageError("A variant has one share.");
  if (Object.values(weights).every((share) => share === 0))
    throw new UsageError("Some share has to be above 0.");
  return weights;
};

const print = (weights: Readonly<Record<string, number>>, { say }: Out) => {
  const total = Object.values(weights).reduce((sum, share) => sum + share, 0);
  for (const [variant, share] of Object.entries(weights))
    say(`${variant.padEnd(20)} ${String(share).padStart(5)}  ${((share / total) * 100).toFixed(1)} %`);
};

/** Throws `UsageError`. */
const read = ({ positionals, values }: Args) => {
  const [name = "", ...others] = positionals;
  if (!Object.hasOwn(experiments, name) || others.length > 0)
    throw new UsageError(`Name one experiment: ${Object.keys(experiments).join(", ")}.`);
  return {
    name,
    weights: values.weights === undefined ? undefined : parseWeights(name, String(values.weights)),
  };
};

const run = async (target: Target, args: Args = nothing, out: Out = openOut()) => {
  const { name, weights } = read(args);
  const store = await target.shared("edge-store-arn");
  if (weights) {
    await target.edge.put(store, name, JSON.stringify(weights));
    out.say(`New visitors of ${target.stage} see, within seconds:`);
  }
  const now = Weights.parse(JSON.parse(await target.edge.get(store, name)));
  print(now, out);
  out.result({ experiment: name, weights: now });
  return true;
};

/** Sets how many see which variant of an experiment at the edge. */
export const experiment: Command = {
  name: "experiment",
  about: "sets how many visitors see which variant",
  usage,
  options: { weights: { type: "string" } },
  check: read,
  changes: ({ values }) => (values.weights === undefined ? undefined : "changes what visitors see"),
  run,
};
