import { putEnvironment } from "sourdough-local/testing";

/** Runs something that evaluates the config, with variables of the environment; one after the other. */
export const withEnvironment = async <Result>(
  variables: Readonly<Record<string, string | undefined>>,
  run: () => Promise<Result>,
): Promise<Result> => {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
  const putBack = putEnvironment({ ...process.env, ...set });
  try {
    return await run();
  } finally {
    putBack();
  }
};
