import type { ResourceGraph } from "../core/resource-graph.ts";

export interface OutputOptions {
  /** What is printed already. */
  readonly shown: readonly string[];
  /** File that has all outputs. */
  readonly file: string;
  readonly verbose: boolean;
}

/** More outputs than that are left to the file. */
const FEW = 8;

/** What `sst deploy` prints in the end, each address once: the outputs of the config, and the URLs of functions. */
export const outputLines = (graph: ResourceGraph, { shown, file, verbose }: OutputOptions): string[] => {
  const known = new Set(shown.map(withoutSlash));
  const fresh = ([, text]: readonly [string, string]) => {
    if (known.has(withoutSlash(text))) return false;
    known.add(withoutSlash(text));
    return true;
  };

  const outputs = Object.entries(graph.outputs)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const)
    .filter(fresh);
  const urls = graph.resources
    .filter(({ type }) => type === "aws:lambda/functionUrl:FunctionUrl")
    .map(({ name, parent, outputs: { functionUrl } }) => {
      const owner = graph.components.find(({ urn }) => urn === parent);
      return [owner?.name ?? name, String(functionUrl)] as const;
    })
    .filter(fresh);

  const many = outputs.length > FEW && !verbose;
  const listed = many ? urls : [...outputs, ...urls];
  const width = Math.max(0, ...listed.map(([name]) => name.length));
  return [
    ...listed.map(([name, text]) => `${name.padEnd(width)}  ${text}`),
    ...(many ? [`${outputs.length} outputs are in ${file}`] : []),
  ];
};

const withoutSlash = (text: string) => text.replace(/\/$/, "");
