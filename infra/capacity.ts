import memory from "./memory.json" with { type: "json" };

/** What a stage has ready, or keeps, beyond what Lambda does by itself. `npm run cost` says what each costs. */
interface Capacity {
  /**
   * Environments that are ready while people queue, by function. Such a function takes in new versions at once, since
   * its alias can have no two: https://github.com/hashicorp/terraform/issues/24957
   */
  warmMornings?: Readonly<Record<string, number>>;
  /**
   * Pollers of a queue's own, by the function behind it, in place of its maximum concurrency: each invokes up to 10 at
   * once. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  pollers?: Readonly<Record<string, { minimumPollers: number; maximumPollers: number }>>;
  /** Share of orders whose info lines are logged, from 0 to 1; errors and warnings always are. */
  loggedOrders?: number;
}

/**
 * By stage; those that are not here have nothing of it. None of it pays on prod: docs/decisions/cost.md. `rush` is no
 * stage, and has all of it, to be tried: `CAPACITY=rush npm start`.
 */
const stages: Readonly<Record<string, Capacity>> = {
  prod: {},
  rush: {
    warmMornings: { PlaceOrder: 2, AuthorizePayment: 1 },
    pollers: { PlaceOrder: { minimumPollers: 2, maximumPollers: 5 } },
    loggedOrders: 0.1,
  },
};

/** When people order before work, by the clock of the stores. */
const morning = { from: "cron(30 5 * * ? *)", until: "cron(0 10 * * ? *)", timezone: "Europe/Berlin" };

/** Of this stage, or of the row that `CAPACITY` names. */
const capacity = (): Capacity => {
  const like = process.env.CAPACITY;
  if (like && !Object.hasOwn(stages, like))
    throw new Error(
      `CAPACITY=${like} is no row of infra/capacity.ts. Use ${Object.keys(stages).join(", ")}.`,
    );
  return stages[like || $app.stage] ?? {};
};

/** `512 MB`, by infra/memory.json, which `npm run tune -- <function> --apply` writes; the default where it is not there. */
export const memoryOf = (name: string): `${number} MB` | undefined => {
  const megabytes = (memory as Readonly<Record<string, number>>)[name];
  return megabytes === undefined ? undefined : `${megabytes} MB`;
};

/** How a queue's mapping grows: by pollers of its own where the stage has some for the function. */
export const scalingOf = (name: string, maximumConcurrency: number) => {
  const provisionedPollerConfig = capacity().pollers?.[name];
  return provisionedPollerConfig ? { provisionedPollerConfig } : { scalingConfig: { maximumConcurrency } };
};

/** Settings of every function's environment; packages/lambda-kit/src/telemetry.ts reads them. */
export const loggingEnvironment = (): Record<string, string> => {
  const { loggedOrders } = capacity();
  return loggedOrders === undefined ? {} : { LOGGED_ORDERS: String(loggedOrders) };
};

export const isWarmInTheMorning = (name: string): boolean => capacity().warmMornings?.[name] !== undefined;

/** Lets Application Auto Scaling keep environments of the alias ready from `morning.from` to `morning.until`. */
export const warmMornings = (name: string, functionName: $util.Input<string>, alias: aws.lambda.Alias) => {
  const ready = capacity().warmMornings?.[name];
  if (ready === undefined) return;
  const target = new aws.appautoscaling.Target(
    `${name}Warm`,
    {
      serviceNamespace: "lambda",
      scalableDimension: "lambda:function:ProvisionedConcurrency",
      resourceId: $interpolate`function:${functionName}:${alias.name}`,
      minCapacity: 0,
      maxCapacity: 0,
    },
    // The actions below move them.
    { ignoreChanges: ["minCapacity", "maxCapacity"] },
  );
  const at = (when: string, schedule: string, capacity: number) =>
    new aws.appautoscaling.ScheduledAction(`${name}${when}`, {
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      schedule,
      timezone: morning.timezone,
      scalableTargetAction: { minCapacity: capacity, maxCapacity: capacity },
    });
  at("Opens", morning.from, ready);
  at("Rests", morning.until, 0);
};
