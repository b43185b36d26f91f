import type { Cloud } from "../../../core/cloud.ts";
import type { LambdaFunction } from "../functions.ts";
import type { Layers } from "./store.ts";

/** Says which layers of a function are not there: those of other accounts are on AWS only. */
export const checkLayers = (
  cloud: Pick<Cloud, "warn">,
  layers: Pick<Layers, "find">,
  { logicalName, layers: arns }: LambdaFunction,
): void => {
  const missing = arns.filter((arn) => !layers.find(arn));
  if (missing.length > 0)
    cloud.warn(
      `${logicalName} runs without ${missing.join(", ")}: only layers that the config or a call makes are there (as in sst dev, which has none).`,
    );
};
