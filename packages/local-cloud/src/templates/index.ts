export { compileInputTransformer, type RuleContext } from "./input-transformer.ts";
export { compileJsonPath, type JsonPath } from "./json-path.ts";
export { compilePipeTemplate, type PipeContext, type PipeNames, withParsedBody } from "./pipe-template.ts";
export type { Rendered, Template } from "./template.ts";
