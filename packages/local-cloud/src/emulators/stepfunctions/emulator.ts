import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
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
import { createTags } from "./tags.ts";
import { createTokens } from "./tokens.ts";

/** AWS Step Functions: state machines, Standard and Express, in JSONata and JSONPath. */
export const createStepFunctionsEmulator = (cloud: Cloud): Emulator => {
  const tokens = createTokens();
  const mapRuns = createMapRuns(cloud.state);
  const activities = createActivities(cloud.clock, cloud.state);
  const machines = createMachines(cloud, (arn) => executions.child(arn), activities);
  const executions = createExecutions({ cloud, tokens, mapRuns, revisions: machines.revisions });
  const tags = createTags(cloud.state);
  const provisionTags = (resource: Resource) => {
    // What calls made of them stays as long as the config has the same.
    if (!cloud.provisioned.isKept(resource))
      tags.put(String(resource.outputs.arn), tagsOf(resource.inputs.tags));
  };
  const service: Service = { cloud, machines, executions, tokens, mapRuns, activities, tags };
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
        provisionTags(resource);
      },
      "aws:sfn/activity:Activity": (resource) => {
        activities.provision(resource);
        provisionTags(resource);
      },
      "aws:sfn/alias:Alias": machines.provisionAlias,
    },
    restore() {
      machines.restore();
      for (const arn of tags.arns()) if (!machines.find(arn) && !activities.find(arn)) tags.forget(arn);
      executions.restore(machines);
      machines.revisions.end();
    },
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
