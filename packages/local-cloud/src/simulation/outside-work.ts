import { webcrypto } from "node:crypto";
import files from "node:fs/promises";
import type { Scheduler } from "./scheduler.ts";

/** What other threads of Node do, files and signatures, is waited for: nobody knows when it is done. */
export const installOutsideWork = (current: () => Scheduler | undefined): void => {
  const waited =
    (owner: object, method: (...given: unknown[]) => unknown) =>
    (...given: unknown[]) => {
      const work = Reflect.apply(method, owner, given) as unknown;
      return work instanceof Promise ? (current()?.outside(work) ?? work) : work;
    };
  const replace = (owner: object, names: readonly string[]) => {
    for (const name of names) {
      const method = Reflect.get(owner, name) as unknown;
      if (name === "constructor" || typeof method !== "function") continue;
      Object.defineProperty(owner, name, {
        configurable: true,
        writable: true,
        enumerable: true,
        value: waited(owner, method as (...given: unknown[]) => unknown),
      });
    }
  };
  replace(files, Object.keys(files));
  const { subtle } = webcrypto;
  replace(subtle, Object.getOwnPropertyNames(Object.getPrototypeOf(subtle)));
};
