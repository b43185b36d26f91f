import {
  type AnyOutput,
  Awaited,
  asSet,
  flattened,
  isOutput,
  noResources,
  SETTLED,
  type Settled,
  settledOf,
  union,
} from "./settled.ts";

/** Pulumi's `output`, as far as it is used here. */
export interface PulumiOutput {
  readonly unknown: unknown;
  isUnknown(value: unknown): boolean;
  containsUnknowns(value: unknown): boolean;
}

const isResource = (value: object): boolean => (value as Record<string, unknown>).__pulumiResource === true;

/** All members of an array or an object, which wait where one of them does. */
const joined = (
  members: readonly unknown[],
  assemble: (members: readonly unknown[]) => unknown = (all) => all,
): unknown => {
  const waiting = members.filter((member) => member instanceof Awaited);
  if (waiting.length === 0) return assemble(members);
  return new Awaited(
    union(waiting.map(({ resources }) => resources)),
    Promise.all(waiting.map(({ settled }) => settled)).then((all) => {
      const there = all.values();
      return {
        resources: union(all.map(({ resources }) => resources)),
        value: assemble(
          members.map((member) => (member instanceof Awaited ? there.next().value?.value : member)),
        ),
        isKnown: all.every(({ isKnown }) => isKnown),
        isSecret: all.some(({ isSecret }) => isSecret),
      };
    }),
  );
};

type Callback = (value: never) => unknown;
type Given = [
  resources: unknown,
  promise: Promise<unknown>,
  isKnown: Promise<boolean>,
  isSecret: Promise<boolean>,
  allResources?: Promise<unknown>,
];

/** Pulumi's class of outputs, as far as it is used here. */
export interface OutputClass {
  new (...given: Given): AnyOutput;
  create(value: unknown): AnyOutput;
  isInstance(value: unknown): boolean;
}

/** Members that Pulumi's own code asks for to see what a value is. */
const marks = /^__|^(then|doNotCapture|deploymentOnlyModule)$/;

/** What stands in Pulumi's module `output` in place of its own. */
export interface LightOutputs {
  readonly Output: OutputClass;
  /** A copy of a value, or an output where outputs or promises are in it. */
  lift(value: unknown): unknown;
  /** An output of a value, or of a promise of one. */
  simple(value: unknown): AnyOutput;
}

/**
 * Makes outputs of Pulumi that do the same with few of its promises: one of all that there is to know, from which the
 * others are taken when somebody asks. Pulumi also searches each value for unknown ones, which only a preview has; here that
 * is for values that are said to be unknown.
 */
export const lightOutputs = (pulumi: PulumiOutput, original: () => OutputClass): LightOutputs => {
  const applied = async (
    { resources, value, isKnown, isSecret }: Settled,
    callback: Callback,
    runsWithUnknowns: boolean,
  ): Promise<Settled> => {
    if (!isKnown && !runsWithUnknowns) return { resources, value: undefined, isKnown: false, isSecret };
    const isHidden = !isKnown && !pulumi.containsUnknowns(value);
    const result = await callback((isHidden ? pulumi.unknown : value) as never);
    return flattened({ resources, value: result, isKnown: !pulumi.isUnknown(result), isSecret });
  };
  /** Says, in Pulumi's words, that an output has no text. */
  const explained = (): object => {
    const Original = original();
    return new Original([], Promise.resolve(), Promise.resolve(true), Promise.resolve(false));
  };

  class LightOutput implements AnyOutput {
    readonly __pulumiOutput = true;
    readonly resources: () => ReadonlySet<unknown>;
    readonly [SETTLED]: Promise<Settled>;

    constructor(resources: unknown, given: Given | Promise<Settled>) {
      const copy = asSet(resources);
      this.resources = () => copy;
      if (given instanceof Promise) this[SETTLED] = given;
      else {
        const [, promise, isKnown, isSecret, allResources = []] = given;
        this[SETTLED] = Promise.all([allResources, promise, isKnown, isSecret]).then(
          ([all, value, known, secret]) =>
            flattened({
              resources: union([asSet(all), copy]),
              value,
              isKnown: known && !pulumi.isUnknown(value),
              isSecret: secret,
            }),
        );
      }
      // biome-ignore lint/correctness/noConstructorReturn: members of the value are members of an output
      return new Proxy(this, lifting);
    }
    get isKnown() {
      return this[SETTLED].then(({ isKnown }) => isKnown);
    }
    get isSecret() {
      return this[SETTLED].then(({ isSecret }) => isSecret);
    }
    /** A set of its own for whoever asks: Pulumi adds to it. */
    allResources() {
      return this[SETTLED].then(({ resources }) => new Set(resources));
    }
    promise(withUnknowns?: boolean) {
      return this[SETTLED].then(({ value, isKnown }) =>
        withUnknowns || isKnown || !pulumi.containsUnknowns(value) ? value : undefined,
      );
    }
    get(): never {
      return (explained() as { get(): never }).get();
    }
    apply(callback: Callback, runsWithUnknowns = false): LightOutput {
      return new LightOutput(
        this.resources(),
        settledOf(this).then((before) => applied(before, callback, runsWithUnknowns)),
      );
    }
    toString(): string {
      return explained().toString();
    }
    toJSON(): unknown {
      return (explained() as { toJSON(): unknown }).toJSON();
    }
  }

  const lifting: ProxyHandler<LightOutput> = {
    get(output, member) {
      if (member in output) return Reflect.get(output, member);
      if (typeof member === "symbol" || marks.test(member)) return undefined;
      const read = (value: Record<string, unknown> | null | undefined) =>
        pulumi.isUnknown(value) ? value : value?.[member];
      return output.apply(read as Callback, true);
    },
  };

  const gather = (value: unknown, within: readonly object[] = []): unknown => {
    if (typeof value !== "object" || value === null || isResource(value) || pulumi.isUnknown(value))
      return value;
    if (value instanceof Promise)
      return new Awaited(
        noResources,
        value.then((inner) => flattened(plain(gather(inner, within)))),
      );
    if (isOutput(value))
      return new Awaited(
        asSet(value.resources()),
        settledOf(value).then((outer) => applied(outer, (inner) => gather(inner, within), true)),
      );
    if (within.includes(value)) throw new Error("Cannot create an Output from a circular structure");
    const inside = [...within, value];
    if (Array.isArray(value)) return joined(Array.from(value, (member) => gather(member, inside)));
    const names = Object.keys(value);
    return joined(
      Object.values(value).map((member) => gather(member, inside)),
      (members) => Object.fromEntries(names.map((name, index) => [name, members[index]])),
    );
  };

  const plain = (value: unknown): Settled => ({
    resources: noResources,
    value,
    isKnown: !pulumi.isUnknown(value),
    isSecret: false,
  });
  const Output = Object.assign(
    function Output(...given: Given) {
      return new LightOutput(given[0], given);
    } as unknown as OutputClass,
    { create: (value: unknown) => original().create(value), isInstance: isOutput },
  );
  return {
    Output,
    lift(value) {
      const gathered = gather(value);
      return gathered instanceof Awaited ? new LightOutput(gathered.resources, gathered.settled) : gathered;
    },
    simple: (value) =>
      new LightOutput(
        noResources,
        Promise.resolve(value).then((inner) => flattened(plain(inner))),
      ),
  };
};
