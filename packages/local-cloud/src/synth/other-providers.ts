import { type ProviderOutputs, unset } from "./provider-outputs.ts";

/** The global a provider of `app.providers` has in the config: `@pulumi/docker-build` is `dockerbuild`. */
const globalName = (provider: string) => provider.slice(provider.lastIndexOf("/") + 1).replaceAll("-", "");

type Constructor = new (type: string, name: string, args: object, options?: object) => object;

/** What is used of Pulumi. */
export interface Pulumi {
  readonly CustomResource: Constructor;
  readonly ProviderResource: Constructor;
  output(value: unknown): unknown;
}

/**
 * Puts something in the place of each provider that is no global yet: its classes make resources that nothing runs, with
 * the outputs that the app says they have. Their packages need not be installed.
 */
export const standInForProviders = (
  providers: readonly string[],
  said: ProviderOutputs,
  pulumi: Pulumi,
): void => {
  for (const name of providers.map(globalName)) {
    if (name in globalThis) continue;
    Object.assign(globalThis, { [name]: standIn([name], said, pulumi) });
  }
};

/** A namespace, class or function of the provider: which of them, only its use shows. */
const standIn = (path: readonly string[], said: ProviderOutputs, pulumi: Pulumi): object => {
  const members = new Map<string, object>();
  const outputsOf = (target: object, name: string) => {
    const outputs = said[name] ?? {};
    return new Proxy(target, {
      get: (made, key, receiver) =>
        isMember(key) && (Object.hasOwn(outputs, key) || !(key in made))
          ? pulumi.output(Object.hasOwn(outputs, key) ? outputs[key] : unset(name, key))
          : Reflect.get(made, key, receiver),
    });
  };
  // Of its own, since the config may give it methods, as `sst.Linkable.wrap` does.
  const Made = class extends (path.at(-1) === "Provider"
    ? pulumi.ProviderResource
    : pulumi.CustomResource) {};
  return new Proxy(Made, {
    get(made, key, receiver) {
      if (!isMember(key) || key === "prototype") return Reflect.get(made, key, receiver);
      if (!members.has(key)) members.set(key, standIn([...path, key], said, pulumi));
      return members.get(key);
    },
    construct: (made, [name, args = {}, options]: [string, object?, object?]) =>
      outputsOf(new made(typeOf(path), name, args, options), name),
    // A function that asks the provider; with and without outputs it is the same question.
    apply: () => outputsOf({}, path.join(".").replace(/Output$/, "")),
  });
};

const typeOf = (path: readonly string[]) => {
  const [provider, ...names] = path;
  if (names.at(-1) === "Provider") return provider!;
  return [provider, names.slice(0, -1).join("/") || "index", names.at(-1)].join(":");
};

/** Promises, Pulumi and loggers look for members of their own to tell what a value is. */
const isMember = (key: string | symbol): key is string =>
  typeof key === "string" && key !== "then" && key !== "toJSON" && !key.startsWith("__");
