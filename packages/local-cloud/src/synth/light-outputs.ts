/** What Pulumi knows of the value of an output once it is there. */
interface Settled {
  readonly resources: ReadonlySet<unknown>;
  readonly value: unknown;
  readonly isKnown: boolean;
  readonly isSecret: boolean;
}

/** An output of any version of Pulumi. */
interface AnyOutput {
  resources(): Iterable<unknown>;
  allResources?(): Promise<Iterable<unknown>>;
  promise(withUnknowns?: boolean): Promise<unknown>;
  readonly isKnown: Promise<boolean>;
  readonly isSecret?: Promise<boolean>;
}

/** Pulumi's `output`, as far as it is used here. */
export interface PulumiOutput {
  readonly unknown: unknown;
  isUnknown(value: unknown): boolean;
  containsUnknowns(value: unknown): boolean;
}

const isOutput = (value: unknown): value is AnyOutput =>
  typeof value === "object" && value !== null && (value as Record<string, unknown>).__pulumiOutput === true;

const asSet = (resources: unknown): ReadonlySet<unknown> =>
  resources instanceof Set || Array.isArray(resources) ? new Set(resources) : new Set([resources]);

const union = (one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): ReadonlySet<unknown> =>
  other.size === 0 ? one : one.size === 0 ? other : new Set([...one, ...other]);

/** With what is in it, where the value is an output itself. */
const flattened = async ({ resources, value, isKnown, isSecret }: Settled): Promise<Settled> => {
  if (!isOutput(value)) return { resources, value, isKnown, isSecret };
  const [inner, innerIsKnown, innerIsSecret, innerResources] = await Promise.all([
    value.promise(true),
    value.isKnown,
    value.isSecret ?? false,
    value.allResources?.() ?? value.resources(),
  ]);
  return {
    resources: union(resources, asSet(innerResources)),
    value: inner,
    isKnown: innerIsKnown,
    isSecret: isSecret || innerIsSecret,
  };
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

const SETTLED = Symbol("settled");
/** Members that Pulumi's own code asks for to see what a value is. */
const marks = /^__|^(then|doNotCapture|deploymentOnlyModule)$/;

/**
 * Makes outputs of Pulumi that do the same with a third of its promises: one of all that there is to know, from which the
 * others are taken when somebody asks. Pulumi also searches each value for unknown ones, which only a preview has; here that
 * is for values that are said to be unknown.
 */
export const lightOutputClass = (pulumi: PulumiOutput, original: () => OutputClass): OutputClass => {
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
              resources: union(asSet(all), copy),
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
    allResources() {
      return this[SETTLED].then(({ resources }) => resources);
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
      // SST gives one output resources of its own.
      const settled = Object.hasOwn(this, "allResources")
        ? Promise.all([this[SETTLED], this.allResources()]).then(([all, resources]) => ({
            ...all,
            resources,
          }))
        : this[SETTLED];
      const resources = this.resources();
      return new LightOutput(
        resources,
        settled.then((before) => applied(before, callback, runsWithUnknowns)),
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

  return Object.assign(
    function Output(...given: Given) {
      return new LightOutput(given[0], given);
    } as unknown as OutputClass,
    { create: (value: unknown) => original().create(value), isInstance: isOutput },
  );
};
