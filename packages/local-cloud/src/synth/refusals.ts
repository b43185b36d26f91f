import type { z } from "zod";

/** What a resource or component is called in the config: its name and its type token. */
export interface Declared {
  readonly type: string;
  readonly name: string;
}

/** Everything a config asks for and does not get here, told as one list of sentences. */
export interface Refusals {
  /** Says `sentence` of what is declared; the resources of a component are not complained about once it is refused. */
  refuse(declared: Declared, sentence: string): void;
  /** A whole sentence, about something of the component or about no resource. */
  add(sentence: string, component?: Declared): void;
  /** A type that nothing implements. Those of one component become one sentence. */
  missingType(resource: Declared, component: Declared | undefined): void;
  /** Properties that are not implemented, or have values that are not. */
  issues(resource: Declared, component: Declared | undefined, issues: readonly z.core.$ZodIssue[]): void;
  readonly isEmpty: boolean;
  /** What stands above the list, with what can be done. */
  title(stage: string): string;
  list(): string[];
  /** Types of the components of which something is refused, and of those noted. */
  componentTypes(): string[];
  noteComponents(components: readonly Declared[]): void;
}

interface Entry {
  readonly component?: string;
  readonly sentence: string;
  readonly types?: Set<string>;
}

const keyOf = ({ type, name }: Declared) => `${type}::${name}`;

/** As the config writes it: `aws.sqs.Queue`, `sst.aws.Queue`. */
export const writtenType = (type: string): string => {
  const [provider = "", ...path] = type.split(":");
  if (provider === "sst") return type.replaceAll(":", ".").replace(/^sst\.sst\./, "sst.");
  const module = path[0]?.split("/")[0];
  return [provider, ...(module === "index" ? [] : [module]), path.at(-1)].join(".");
};

/** Providers whose resource types are refused where nothing implements them. */
const ours = new Set(["aws", "command", "pulumi", "pulumi-nodejs", "random", "sst", "tls"]);

/** Whether it is made by a provider that nothing here stands in for: cloudflare, stripe, planetscale. */
export const isOfOtherProvider = (type: string): boolean =>
  !ours.has((type.startsWith("pulumi:providers:") ? type.split(":")[2] : type.split(":")[0]) ?? "");

const describe = ({ path, message, ...issue }: z.core.$ZodIssue): string => {
  if (issue.code === "unrecognized_keys")
    return `the local cloud does not implement ${issue.keys.map((key) => [...path, key].join(".")).join(", ")}`;
  if (issue.code === "invalid_type" && issue.expected === "never" && message.startsWith("Invalid input"))
    return `the local cloud does not implement ${path.join(".")}`;
  return `${path.join(".")}: ${message}`;
};

export const createRefusals = (): Refusals => {
  const entries = new Map<string, Entry>();
  const whole = new Set<string>();
  const types = new Set<string>();

  const put = (sentence: string, component?: Declared) => {
    if (component) types.add(component.type);
    entries.set(sentence, { sentence, component: component && keyOf(component) });
  };

  const missingOfComponent = (type: string, component: Declared) => {
    const key = keyOf(component);
    types.add(component.type);
    const known = entries.get(key);
    if (known?.types) known.types.add(writtenType(type));
    else
      entries.set(key, {
        component: key,
        sentence: `${component.name} (${writtenType(component.type)}): the local cloud does not implement`,
        types: new Set([writtenType(type)]),
      });
  };

  return {
    refuse: (declared, sentence) => {
      const key = keyOf(declared);
      whole.add(key);
      types.add(declared.type);
      entries.set(`refused ${key}`, {
        sentence: `${declared.name} (${writtenType(declared.type)}): ${sentence}`,
      });
    },
    add: put,
    missingType: ({ type, name }, component) => {
      if (component) return missingOfComponent(type, component);
      put(`${name}: the resource type ${type} is not implemented by the local cloud.`);
    },
    issues: ({ type, name }, component, issues) => {
      for (const issue of issues) put(`${name} (${type}): ${describe(issue)}.`, component);
    },
    get isEmpty() {
      return entries.size === 0;
    },
    componentTypes: () => [...types],
    noteComponents: (components) => {
      for (const { type } of components) types.add(type);
    },
    title: (stage) =>
      whole.size === entries.size && [...whole].every((key) => key.startsWith("sst:sst:Secret::"))
        ? "sst.config.ts has secrets without a value:"
        : `sst.config.ts uses what the local cloud does not implement. Leave it out when $app.stage is "${stage}", or add it to src/emulators of sourdough-local:`,
    list: () =>
      [...entries.values()]
        .filter(({ component }) => component === undefined || !whole.has(component))
        .map(({ sentence, types }) => (types ? `${sentence} ${[...types].join(", ")}.` : sentence)),
  };
};
