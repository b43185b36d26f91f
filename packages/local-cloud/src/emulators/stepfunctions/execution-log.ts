import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { parseArn } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import type {} from "../logs/emulator.ts";
import type { Machine } from "./execution.ts";

type Level = "ALL" | "ERROR" | "FATAL" | "OFF";

const fatal = /^Execution(Aborted|Failed|TimedOut)$/;
const failed = /(Aborted|Failed|TimedOut)$|^FailStateEntered$/;

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-log-level */
const isLogged = (type: string, level: Level): boolean => {
  if (level === "ALL") return true;
  return level === "ERROR" ? failed.test(type) : level === "FATAL" && fatal.test(type);
};

/** Writes an execution's events to the log group of its machine. */
export interface ExecutionLog {
  readonly includeExecutionData: boolean;
  wants(type: string): boolean;
  write(event: HistoryEvent, redriveCount: number): void;
}

/** Undefined for a machine that logs nothing, or where nothing keeps logs. */
export const createExecutionLog = (
  cloud: Pick<Cloud, "use" | "clock">,
  { name, loggingConfiguration }: Pick<Machine, "name" | "loggingConfiguration">,
  executionArn: string,
): ExecutionLog | undefined => {
  const { level = "OFF", includeExecutionData = false, destinations } = loggingConfiguration;
  const arn = destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  const group = arn === undefined ? undefined : parseArn(arn)?.name.replace(/:\*$/, "");
  const groups = level === "OFF" || group === undefined ? undefined : groupsOf(cloud);
  if (!groups || group === undefined) return undefined;
  const [day = ""] = new Date(cloud.clock.now()).toISOString().split("T");
  const stream = `states/${name}/${day}`;
  return {
    includeExecutionData,
    wants: (type) => isLogged(type, level),
    write({ id, type, previousEventId, timestamp, ...more }, redriveCount) {
      const [details] = Object.values(more);
      const line = {
        id: String(id),
        type,
        details: details ?? {},
        redrive_count: String(redriveCount),
        previous_event_id: String(previousEventId),
        event_timestamp: String(timestamp?.getTime()),
        execution_arn: executionArn,
      };
      groups.write(group, stream, [JSON.stringify(line)]);
    },
  };
};

/** Where CloudWatch Logs does not run, as in tests of machines alone, nothing is logged. */
const groupsOf = (cloud: Pick<Cloud, "use">) => {
  try {
    return cloud.use("logGroups");
  } catch {
    return undefined;
  }
};
