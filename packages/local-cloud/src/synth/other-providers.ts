import { onlyAws, type Refusals } from "./refusals.ts";

/** The global a provider of `app.providers` has in the config: `@pulumi/docker-build` is `dockerbuild`. */
const globalName = (provider: string) => provider.slice(provider.lastIndexOf("/") + 1).replaceAll("-", "");

/**
 * Puts something in the place of each provider but aws that notes what is asked of it. Evaluation goes on, so that
 * whatever else is refused is told at the same time.
 */
export const standInForProviders = (
  providers: readonly string[],
  refusals: Refusals,
  unknown: () => unknown,
): void => {
  for (const name of providers.map(globalName)) {
    if (name === "aws" || name in globalThis) continue;
    Object.assign(globalThis, { [name]: standIn([name], refusals, unknown) });
  }
};

const standIn = (path: readonly string[], refusals: Refusals, unknown: () => unknown): object => {
  const used = (args: unknown[]) => {
    const named = typeof args[0] === "string" ? `${args[0]} (${path.join(".")})` : path.join(".");
    refusals.add(`${named}: ${onlyAws(path[0]!)}`);
    return new Proxy({}, { get: (_target, key) => (isMember(key) ? unknown() : undefined) });
  };
  return new Proxy(function provider() {}, {
    get: (_target, key) => (isMember(key) ? standIn([...path, key], refusals, unknown) : undefined),
    apply: (_target, _this, args) => used(args),
    construct: (_target, args) => used(args),
  });
};

/** Promises, Pulumi and loggers look for members of their own to tell what a value is. */
const isMember = (key: string | symbol): key is string =>
  typeof key === "string" && key !== "then" && key !== "toJSON" && !key.startsWith("__");
