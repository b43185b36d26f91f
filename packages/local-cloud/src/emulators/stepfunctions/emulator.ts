import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createExecutions } from "./executions.ts";
import { createMachines } from "./machines.ts";
import { createMapRuns } from "./map/map-run.ts";
import { executionOperations } from "./operations/executions.ts";
import { machineOperations } from "./operations/machines.ts";
import { mapRunOperations } from "./operations/map-runs.ts";
import type { Service } from "./operations/service.ts";
import { startOperations } from "./operations/start.ts";
import { taskOperations } from "./operations/tasks.ts";
import { versionOperations } from "./operations/versions.ts";
import { permissions } from "./permissions.ts";
import { createTokens } from "./tokens.ts";

/** AWS Step Functions: JSONata state machines, Standard and Express. */
export const createStepFunctionsEmulator = (cloud: Cloud): Emulator => {
  const tokens = createTokens();
  const mapRuns = createMapRuns();
  const executions = createExecutions({ cloud, tokens, mapRuns });
  const machines = createMachines(cloud, (arn) => executions.child(arn));
  const service: Service = { cloud, machines, executions, tokens, mapRuns };
  return {
    service: "states",
    operations: {
      ...startOperations(service),
      ...executionOperations(service),
      ...machineOperations(service),
      ...mapRunOperations(service),
      ...taskOperations(service),
      ...versionOperations(service),
    },
    provision: {
      "aws:sfn/stateMachine:StateMachine": machines.provision,
      "aws:sfn/alias:Alias": machines.provisionAlias,
    },
    stop: () => executions.stopAll(),
    permissions,
  };
};
