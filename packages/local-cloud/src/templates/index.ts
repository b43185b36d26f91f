export { compileInputTransformer, type RuleContext } from "./input-transformer.ts";
export { compileJsonPath } from "./json-path.ts";
export { compilePipeTemplate, type PipeNames, withParsedBody } from "./pipe-template.ts";
export type { Rendered } from "./template.ts";
