/** Runs something that evaluates the config, with variables of the environment; one after the other. */
export const withEnvironment = async <Result>(
  variables: Readonly<Record<string, string | undefined>>,
  run: () => Promise<Result>,
): Promise<Result> => {
  const set = Object.entries(variables).filter(([, value]) => value !== undefined);
  const before = set.map(([name]) => [name, process.env[name]] as const);
  for (const [name, value] of set) process.env[name] = value;
  try {
    return await run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
};
