import { createRequire } from "node:module";
import { join } from "node:path";
import { loadChanged } from "./changed-modules.ts";
import { loadLate } from "./late-modules.ts";
import { makeOutputsLate, type PulumiResources, type PulumiRpc } from "./late-outputs.ts";
import { lightOutputs } from "./light-outputs.ts";
import { lightenStructs, type MessageClass, type StructClass } from "./light-structs.ts";

interface Pulumi {
  CustomResource: new (type: string, name: string, props: object, opts: unknown) => object;
  Resource: { stackTrace(): unknown };
  dynamic: { Resource: unknown };
}

/** What takes most of the time to load Pulumi: TypeScript, half of npm, and what runs Pulumi's CLI. */
const loadRarelyUsed = (require: NodeJS.Require) => {
  loadLate(require, "@pulumi/pulumi/typescript-shim");
  loadLate(require, "@pulumi/pulumi/runtime/closure/codePaths", ["computeCodePaths"]);
  loadLate(require, "@pulumi/pulumi/automation");
};

/**
 * Leaves out what Pulumi does for a real deployment, which takes longer than evaluating a config: it serializes the code
 * of dynamic providers (with the inspector and the TypeScript compiler), it records a stack trace for each promise and for
 * each resource, and it has all values go through protobuf. Nothing is deployed here, and a synthesis in mocks leaks
 * nothing.
 */
export const lightenPulumi = (platform: string) => {
  const require = createRequire(join(platform, "package.json"));
  loadRarelyUsed(require);
  loadChanged(require, "@pulumi/pulumi/output", {
    from: "class OutputImpl {",
    to: `const light = module.given(exports, () => OriginalOutput);
      const OutputImpl = light.Output;
      outputRec = light.lift;
      createSimpleOutput = light.simple;
      class OriginalOutput {`,
    given: lightOutputs,
  });
  const pulumi = require("@pulumi/pulumi") as Pulumi;
  pulumi.dynamic.Resource = class extends pulumi.CustomResource {
    constructor(
      _provider: unknown,
      name: string,
      props: object,
      opts: unknown,
      module?: string,
      type = "Resource",
    ) {
      super(`pulumi-nodejs:dynamic${module ? `/${module}` : ""}:${type}`, name, props, opts);
    }
  };
  pulumi.Resource.stackTrace = () => [];
  const debuggable = require("@pulumi/pulumi/runtime/debuggable") as {
    debuggablePromise: <T>(promise: T) => T;
  };
  debuggable.debuggablePromise = (promise) => promise;
  makeOutputsLate(
    require("@pulumi/pulumi/runtime/rpc") as PulumiRpc,
    require("@pulumi/pulumi/runtime/resource") as PulumiResources,
  );
  const protobuf = createRequire(require.resolve("@pulumi/pulumi"));
  const { Struct } = protobuf("google-protobuf/google/protobuf/struct_pb") as { Struct: StructClass };
  const { Message } = protobuf("google-protobuf") as { Message: MessageClass };
  lightenStructs(Struct, Message);
};
