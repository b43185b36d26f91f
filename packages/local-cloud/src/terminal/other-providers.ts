import type { ResourceGraph } from "../core/resource-graph.ts";
import { howToSet, unsetIn } from "../synth/provider-outputs.ts";
import { isOfOtherProvider, writtenType } from "../synth/refusals.ts";

/** Lines about what other providers than AWS would make, and about what of it is used though nobody knows it here. */
export const otherProviderLines = ({ resources, outputs, links }: ResourceGraph): string[] => {
  const others = resources.filter(({ type }) => isOfOtherProvider(type));
  const made = others
    .filter(({ type }) => !type.startsWith("pulumi:providers:"))
    .map(({ name, type }) => `${name} (${writtenType(type)})`);
  const used = unsetIn([
    outputs,
    links,
    resources.filter((one) => !others.includes(one)).map(({ inputs, build }) => [inputs, build?.links]),
  ]);
  return [
    ...(made.length > 0 ? [`Not ours, made by nobody here: ${made.join(", ")}`] : []),
    ...(used.length > 0 ? [`Used, and known to nobody here: ${used.join(", ")}. ${howToSet(used)}`] : []),
  ];
};
