import type { z } from "zod";
import type { configProperties } from "./resources.ts";

/** How much of the traffic the new version has, in percent, and how long before the next step; the last one has all. */
export interface Step {
  readonly percentage: number;
  readonly forMs: number;
}

const MINUTE_MS = 60_000;
const all: Step = { percentage: 100, forMs: 0 };

const canary = (percentage: number, minutes: number): Step[] => [
  { percentage, forMs: minutes * MINUTE_MS },
  all,
];
const linear = (percentage: number, minutes: number): Step[] => {
  const count = Math.ceil(100 / percentage) - 1;
  const steps = Array.from({ length: count }, (_, index) => ({
    percentage: (index + 1) * percentage,
    forMs: minutes * MINUTE_MS,
  }));
  return [...steps, all];
};

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
const predefined = new Map<string, readonly Step[]>([
  ["CodeDeployDefault.LambdaAllAtOnce", [all]],
  ...[5, 10, 15, 30].map(
    (minutes) => [`CodeDeployDefault.LambdaCanary10Percent${minutes}Minutes`, canary(10, minutes)] as const,
  ),
  ...[1, 2, 3, 10].map(
    (minutes) =>
      [
        `CodeDeployDefault.LambdaLinear10PercentEvery${minutes}Minute${minutes === 1 ? "" : "s"}`,
        linear(10, minutes),
      ] as const,
  ),
]);

/** The steps of a configuration of the config. */
export const stepsOf = ({ trafficRoutingConfig }: z.output<typeof configProperties>): readonly Step[] => {
  const { type = "AllAtOnce", timeBasedCanary, timeBasedLinear } = trafficRoutingConfig ?? {};
  if (type === "AllAtOnce") return [all];
  const step = type === "TimeBasedCanary" ? timeBasedCanary : timeBasedLinear;
  if (!step)
    throw new Error(`trafficRoutingConfig says ${type}: give it the interval and percentage that it needs.`);
  return (type === "TimeBasedCanary" ? canary : linear)(step.percentage, step.interval);
};

/** The configurations that AWS has of its own, and those of the config. */
export const createConfigs = () => {
  const configs = new Map(predefined);
  return {
    add: (name: string, steps: readonly Step[]) => void configs.set(name, steps),
    find: (name: string) => configs.get(name),
  };
};
