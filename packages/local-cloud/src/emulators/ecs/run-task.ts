import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { parseJson } from "../../core/parse-json.ts";

/** What rules and schedules do with a cluster: their input says what is different for this run. */
export const runTask = async (
  cloud: Pick<Cloud, "dispatch">,
  request: { cluster: string; taskDefinition: string; count: unknown; group: unknown },
  overrides: string | undefined,
  caller: Caller,
): Promise<unknown> => {
  const input = {
    ...Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)),
    ...(overrides !== undefined && { overrides: parseJson(overrides) }),
  };
  const answer = (await cloud.dispatch("ecs", "RunTask", input, caller)) as { failures: readonly object[] };
  if (answer.failures.length > 0)
    throw new AwsError("ClientException", `No task started: ${JSON.stringify(answer.failures)}`);
  return answer;
};
