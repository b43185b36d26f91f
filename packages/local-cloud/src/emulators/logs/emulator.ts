import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { liveTail } from "./live-tail.ts";
import { createLogGroups } from "./log-groups.ts";
import { queryOperations } from "./queries.ts";
import { queryDefinitions } from "./query-definitions.ts";
import { readOperations } from "./read-operations.ts";
import { LOG_GROUP, QUERY_DEFINITION, queryDefinitionProperties } from "./resources.ts";
import { createLogStore } from "./store.ts";

declare module "../../core/cloud.ts" {
  interface Shared {
    logGroups: {
      /** Adds lines to a stream of a group; both come to be with the first line. */
      write(group: string, stream: string, lines: readonly string[]): void;
    };
  }
}

/**
 * CloudWatch Logs, as far as logs are read. The lines of an invocation come when it ends, all at that time, into one
 * stream for each function and day.
 */
export const createLogsEmulator = (cloud: Cloud): Emulator => {
  const store = createLogStore(() => cloud.clock.now());
  cloud.offer("logGroups", { write: store.add });
  const groups = createLogGroups(cloud, store);
  const saved = queryDefinitions(cloud);
  const tails = liveTail(groups, cloud.clock);
  const isLog = ({ action, service }: Hop) => service === "lambda" && action === "Log";
  const add = ({ resource }: Hop, lines: unknown, at: number) => {
    if (!Array.isArray(lines)) return;
    const day = new Date(at).toISOString().slice(0, 10).replaceAll("-", "/");
    store.add(resource, `${day}/[$LATEST]local`, lines as string[], at);
  };
  const forget = cloud.journal.subscribe((hop) => {
    if (isLog(hop)) add(hop, hop.output, cloud.clock.now());
  });
  return {
    service: "logs",
    operations: {
      ...readOperations(groups),
      ...queryOperations(groups, cloud),
      ...saved.operations,
      ...tails.operations,
    },
    provision: {
      [LOG_GROUP]: ({ outputs }) => store.declare(String(outputs.name)),
      [QUERY_DEFINITION]({ inputs, outputs }) {
        const { logGroupNames = [], name, queryString } = queryDefinitionProperties.parse(inputs);
        const queryDefinitionId = String(outputs.queryDefinitionId);
        saved.put({ queryDefinitionId, name, queryString, logGroupNames }, true);
      },
    },
    /** Of the run before, what its newest hops say. */
    restore() {
      const aheadMs = cloud.clock.ahead[0] ?? 0;
      for (const hop of cloud.journal.hops(isLog))
        add(hop, cloud.journal.payloads(hop).output, Math.floor(hop.at + aheadMs));
    },
    stop() {
      forget();
      tails.stop();
    },
  };
};
