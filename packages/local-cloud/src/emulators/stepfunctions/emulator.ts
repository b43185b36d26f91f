import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createActivities } from "./activities.ts";
import { createExecutions } from "./executions.ts";
import { createMachines } from "./machines.ts";
import { createMapRuns } from "./map/map-run.ts";
import { activityOperations } from "./operations/activities.ts";
import { controlOperations } from "./operations/control.ts";
import { executionOperations } from "./operations/executions.ts";
import { machineOperations } from "./operations/machines.ts";
import { mapRunOperations } from "./operations/map-runs.ts";
import type { Service } from "./operations/service.ts";
import { startOperations } from "./operations/start.ts";
import { taskOperations } from "./operations/tasks.ts";
import { testStateOperations } from "./operations/test-state.ts";
import { versionOperations } from "./operations/versions.ts";
import { permissions } from "./permissions.ts";
import { createRevisions } from "./revisions.ts";
import { createTags } from "./tags.ts";
import { createTokens } from "./tokens.ts";

/** AWS Step Functions: state machines, Standard and Express, in JSONata and JSONPath. */
export const createStepFunctionsEmulator = (cloud: Cloud): Emulator => {
  const tokens = createTokens();
  const mapRuns = createMapRuns();
  const activities = createActivities(cloud.clock);
  const machines = createMachines(cloud, (arn) => executions.child(arn), activities);
  const revisions = createRevisions(cloud.state, machines.compileWhole);
  const executions = createExecutions({ cloud, tokens, mapRuns, revisions });
  const service: Service = { cloud, machines, executions, tokens, mapRuns, activities, tags: createTags() };
  return {
    service: "states",
    operations: {
      ...startOperations(service),
      ...controlOperations(service),
      ...activityOperations(service),
      ...executionOperations(service),
      ...machineOperations(service),
      ...mapRunOperations(service),
      ...taskOperations(service),
      ...testStateOperations(service),
      ...versionOperations(service),
    },
    provision: {
      "aws:sfn/stateMachine:StateMachine": (resource) => {
        machines.provision(resource);
        service.tags.put(String(resource.outputs.arn), tagsOf(resource.inputs.tags));
      },
      "aws:sfn/activity:Activity": (resource) => {
        activities.provision(resource);
        service.tags.put(String(resource.outputs.arn), tagsOf(resource.inputs.tags));
      },
      "aws:sfn/alias:Alias": machines.provisionAlias,
    },
    restore: () => executions.restore(machines),
    start: executions.goOn,
    stop() {
      executions.stopAll();
      activities.stop();
    },
    permissions: (operation, input) => permissions(operation, input, cloud),
  };
};

const tagsOf = (tags: unknown) =>
  Object.entries((tags ?? {}) as Record<string, string>).map(([key, value]) => ({ key, value }));
