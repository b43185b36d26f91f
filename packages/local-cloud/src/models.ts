/** How AWS reads what an app configures: patterns, templates, definitions and requests, each without a running cloud. */
export type { Integration } from "./emulators/apigateway/definition.ts";
export { createContext, type Exchange } from "./emulators/apigateway/exchange.ts";
export { compileIntegrationRequest } from "./emulators/apigateway/integration-request.ts";
export { integrationProperties } from "./emulators/apigateway/resources-properties.ts";
export { parseChannel } from "./emulators/appsync/channel.ts";
export { publishInput } from "./emulators/appsync/frames.ts";
export { compileHandlers } from "./emulators/appsync/handlers.ts";
export { compileTargetInput } from "./emulators/eventbridge/target-input.ts";
export { services } from "./emulators/registry.ts";
export { compileFilter } from "./emulators/sns/filter.ts";
export { createExpressionCompiler } from "./emulators/stepfunctions/jsonata/expression.ts";
export {
  compileDryRun,
  type DryCall,
  type DryOutcome,
  type DryRun,
  type DryRunOptions,
  type DryRunResult,
} from "./emulators/stepfunctions/run/dry-run.ts";
export { compile as compilePattern, compileFilterCriteria } from "./patterns/index.ts";
export { compilePipeTemplate } from "./templates/index.ts";
export { inputVariable, utilVariable } from "./vtl/mapping-variables.ts";
export { compileTemplate as compileVelocityTemplate } from "./vtl/template.ts";
