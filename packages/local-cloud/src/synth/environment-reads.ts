/** Which environment variables are read while `during` runs, and from `begin` on. */
export interface EnvironmentReads {
  during<T>(run: () => Promise<T>): Promise<T>;
  begin(): void;
  names(): string[];
}

/** Puts itself in the place of `process.env`. */
export const watchEnvironment = (): EnvironmentReads => {
  const read = new Set<string>();
  let watching = false;
  const note = (key: string | symbol) => {
    if (watching && typeof key === "string") read.add(key);
  };
  process.env = new Proxy(process.env, {
    get: (target, key) => {
      note(key);
      return Reflect.get(target, key);
    },
    has: (target, key) => {
      note(key);
      return Reflect.has(target, key);
    },
  });
  return {
    during: async (run) => {
      watching = true;
      try {
        return await run();
      } finally {
        watching = false;
      }
    },
    begin: () => {
      watching = true;
    },
    names: () => [...read],
  };
};
