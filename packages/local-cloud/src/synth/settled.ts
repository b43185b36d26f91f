/** What Pulumi knows of the value of an output once it is there. */
export interface Settled {
  readonly resources: ReadonlySet<unknown>;
  readonly value: unknown;
  readonly isKnown: boolean;
  readonly isSecret: boolean;
}

/** An output of any version of Pulumi. */
export interface AnyOutput {
  resources(): Iterable<unknown>;
  allResources?(): Promise<Iterable<unknown>>;
  promise(withUnknowns?: boolean): Promise<unknown>;
  readonly isKnown: Promise<boolean>;
  readonly isSecret?: Promise<boolean>;
}

/** Where one of our own outputs has all that it comes to. */
export const SETTLED = Symbol("settled");

interface OwnOutput extends AnyOutput {
  readonly [SETTLED]: Promise<Settled>;
}

export const isOutput = (value: unknown): value is AnyOutput =>
  typeof value === "object" && value !== null && (value as Record<string, unknown>).__pulumiOutput === true;

const isOwn = (output: AnyOutput): output is OwnOutput => SETTLED in output;

export const noResources: ReadonlySet<unknown> = new Set();

export const asSet = (resources: unknown): ReadonlySet<unknown> =>
  resources instanceof Set || Array.isArray(resources) ? new Set(resources) : new Set([resources]);

export const union = (sets: readonly ReadonlySet<unknown>[]): ReadonlySet<unknown> => {
  const [first = noResources, ...more] = sets.filter(({ size }) => size > 0);
  return more.length > 0 ? new Set([first, ...more].flatMap((set) => [...set])) : first;
};

/** What an output comes to. SST gives one output resources of its own. */
export const settledOf = async (output: AnyOutput): Promise<Settled> => {
  if (isOwn(output) && !Object.hasOwn(output, "allResources")) return output[SETTLED];
  const [value, isKnown, isSecret, resources] = await Promise.all([
    output.promise(true),
    output.isKnown,
    output.isSecret ?? false,
    output.allResources?.() ?? output.resources(),
  ]);
  return { resources: asSet(resources), value, isKnown, isSecret };
};

/** A value that waits for what is in it. */
export class Awaited {
  /** Those that are known at once. */
  readonly resources: ReadonlySet<unknown>;
  readonly settled: Promise<Settled>;
  constructor(resources: ReadonlySet<unknown>, settled: Promise<Settled>) {
    this.resources = resources;
    this.settled = settled;
  }
}

/** With what is in it, where the value is an output itself. */
export const flattened = async (outer: Settled): Promise<Settled> => {
  const { value } = outer;
  if (!(value instanceof Awaited) && !isOutput(value)) return outer;
  const inner = await (value instanceof Awaited ? value.settled : settledOf(value));
  return {
    ...inner,
    resources: union([outer.resources, inner.resources]),
    isSecret: outer.isSecret || inner.isSecret,
  };
};
