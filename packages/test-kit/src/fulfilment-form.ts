/** What `FULFILMENT` can be: which form of `FulfilOrder` the system has. */
export type FulfilmentForm = "durable-function" | "state-machine";

/** Runs something that evaluates the config, with a form or with the default one; one after the other. */
export const withFulfilment = async <Result>(
  form: FulfilmentForm | undefined,
  run: () => Promise<Result>,
): Promise<Result> => {
  const before = process.env.FULFILMENT;
  if (form) process.env.FULFILMENT = form;
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env.FULFILMENT;
    else process.env.FULFILMENT = before;
  }
};
