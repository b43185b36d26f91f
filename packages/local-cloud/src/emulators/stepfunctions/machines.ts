import { lastPart } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { compileDefinition, type Problem } from "./asl/compile.ts";
import type { Machine } from "./execution.ts";
import type { IntegrationSettings } from "./integrations/create-integration.ts";
import { createExpressionCompiler } from "./jsonata/expression.ts";
import { stateMachineProperties } from "./resources.ts";

/** The provisioned machines, by ARN. */
export interface Machines {
  provision(resource: Resource): void;
  compile(definition: string, type: Machine["type"]): ReturnType<typeof compileDefinition>;
  find(arn: string): Machine | undefined;
  all(): Machine[];
}

export const createMachines = (
  cloud: Cloud,
  children: (arn: string) => ReturnType<IntegrationSettings["children"]>,
): Machines => {
  const machines = new Map<string, Machine>();
  const compileExpression = createExpressionCompiler(cloud.clock);
  const compile = (definition: string, type: Machine["type"]) =>
    compileDefinition(definition, { cloud, children, compileExpression, express: type === "EXPRESS" });

  return {
    compile,
    provision(resource) {
      const inputs = stateMachineProperties.parse(resource.inputs);
      const type = inputs.type ?? "STANDARD";
      const { compiled, problems } = compile(inputs.definition, type);
      if (!compiled) throw new Error(describeProblems(resource.name, problems));
      const arn = String(resource.outputs.arn);
      const {
        level = "OFF",
        includeExecutionData = false,
        logDestination,
      } = inputs.loggingConfiguration ?? {};
      machines.set(arn, {
        arn,
        name: lastPart(arn),
        type,
        roleArn: inputs.roleArn,
        definition: inputs.definition,
        creationDate: new Date(cloud.clock.now()),
        revisionId: String(resource.outputs.revisionId ?? ""),
        loggingConfiguration: {
          level,
          includeExecutionData,
          destinations: logDestination ? [{ cloudWatchLogsLogGroup: { logGroupArn: logDestination } }] : [],
        },
        tracingConfiguration: { enabled: inputs.tracingConfiguration?.enabled ?? false },
        compiled,
      });
    },
    // A version's ARN (`...:stateMachine:name:3`) stands for the machine: a laptop has one version of each.
    find: (arn) => machines.get(arn) ?? machines.get(arn.replace(/:\d+$/, "")),
    all: () => [...machines.values()],
  };
};

const describeProblems = (name: string, problems: readonly Problem[]): string =>
  [
    `State machine ${name} has ${problems.length === 1 ? "a definition" : `${problems.length} places`} the local cloud cannot run:`,
    ...problems.map(({ location, message }) => `  ${location}: ${message}`),
  ].join("\n");
