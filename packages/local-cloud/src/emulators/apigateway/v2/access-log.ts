import { parseArn } from "../../../core/arn.ts";
import type { Cloud } from "../../../core/cloud.ts";
import { valueAt } from "../../../core/values.ts";
import type {} from "../../logs/emulator.ts";
import type { Stage } from "./definition.ts";

/**
 * Writes a line about a request to the log group that its stage names; a variable that has no value is `-`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
export const writeAccessLog = (
  cloud: Cloud,
  stage: Stage | undefined,
  context: Readonly<Record<string, unknown>>,
): void => {
  if (!stage?.accessLogSettings) return;
  const { destinationArn, format } = stage.accessLogSettings;
  const line = format.replace(/\$context((?:\.[A-Za-z0-9_-]+)+)/g, (_, path: string) => {
    const value = valueAt(context, path.slice(1).split("."));
    return value === undefined || value === null || typeof value === "object" ? "-" : String(value);
  });
  const group = parseArn(destinationArn)?.name.replace(/:\*$/, "");
  if (group) cloud.use("logGroups").write(group, stage.name, [line]);
};
