import { rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { statementsIn } from "../../iam/resource-policies.ts";
import { parseInput } from "../parse-input.ts";
import type { LambdaOperations } from "./api.ts";
import { parseFunctionName } from "./arns.ts";
import type { Bundles } from "./bundle/bundles.ts";
import { unpackArchive } from "./bundle/code-archive.ts";
import { type ReadCode, zipOrObject } from "./code-input.ts";
import { configurationOf, notFound } from "./describe.ts";
import type { FunctionRegistry, LambdaFunction } from "./functions.ts";
import { addPermission } from "./policies.ts";
import { runtime } from "./properties.ts";
import { LATEST } from "./versions.ts";

const text = z.string();
const settings = {
  Role: text.regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/,
    "Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
  ),
  Runtime: runtime,
  Handler: text
    .max(128)
    .regex(/^[^\s]+\.[^\s.]+$/, "a handler is <file>.<export>, as in index.handler")
    .refine((handler) => !handler.split("/").includes(".."), "a handler is within the archive"),
  Description: text.max(256).optional(),
  Timeout: z
    .int()
    .min(1, "Member must have value greater than or equal to 1")
    .max(900, "Member must have value less than or equal to 900")
    .optional(),
  MemorySize: z
    .int()
    .min(128, "Member must have value greater than or equal to 128")
    .max(32_768, "Member must have value less than or equal to 32768")
    .optional(),
  Environment: z
    .strictObject({ Variables: z.record(z.string().regex(/^[a-zA-Z]\w*$/), text).optional() })
    .optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: text.optional() }).optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(["Active", "PassThrough"]).optional() }).optional(),
  LoggingConfig: z
    .strictObject({
      LogFormat: z.enum(["Text", "JSON"]).optional(),
      LogGroup: text.optional(),
      ApplicationLogLevel: text.optional(),
      SystemLogLevel: text.optional(),
    })
    .optional(),
  Layers: z.array(text).max(5, "Cannot reference more than 5 layers.").optional(),
  EphemeralStorage: z.strictObject({ Size: z.int().min(512).max(10_240) }).optional(),
};
const createInput = z.strictObject({
  FunctionName: text.min(1),
  ...settings,
  Code: zipOrObject,
  PackageType: z.literal("Zip", "container images do not run locally").optional(),
  Architectures: z
    .array(z.enum(["x86_64", "arm64"]))
    .max(1)
    .optional(),
  Publish: z.boolean().optional(),
  Tags: z.record(text, text).optional(),
});
const updateInput = z.strictObject({
  ...settings,
  FunctionName: text,
  Role: settings.Role.optional(),
  Runtime: settings.Runtime.optional(),
  Handler: text.refine(() => false, "the handler stays that of CreateFunction here").optional(),
});
const ofFunction = z.strictObject({ FunctionName: text, Qualifier: text.optional() });
const addPermissionInput = ofFunction.extend({
  StatementId: text.regex(
    /^[a-zA-Z0-9-_]{1,100}$/,
    "Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
  ),
  Action: text.regex(
    /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/,
    "Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])",
  ),
  Principal: text.min(1),
  SourceArn: text.optional(),
  SourceAccount: text.regex(/^\d{12}$/).optional(),
  FunctionUrlAuthType: z.enum(["NONE", "AWS_IAM"]).optional(),
  InvokedViaFunctionUrl: z.boolean().optional(),
});
const removePermissionInput = ofFunction.extend({ StatementId: text });

const TYPE = "aws:lambda/function:Function";
const conflict = (message: string) =>
  new AwsError("ResourceConflictException", message, { status: 409, fields: { Type: "User" } });

interface Parts {
  readonly cloud: Pick<Cloud, "made" | "resourcePolicies" | "localFolder">;
  readonly functions: FunctionRegistry;
  readonly readCode: ReadCode;
  /** Says which layers are not there. */
  checkLayers(fn: LambdaFunction): void;
  readonly bundles: Bundles;
  /** Ends its threads; whoever invokes it next starts others. */
  restart(fn: LambdaFunction): Promise<void>;
  /** Ends what polls for it, and its URLs. */
  deleteWhatInvokes(fn: LambdaFunction): Promise<void>;
}

/** Makes, changes and deletes functions, and says who may invoke them. */
export const controlOperations = (parts: Parts): LambdaOperations => {
  const { cloud, functions, readCode, bundles } = parts;
  const madeFolder = join(cloud.localFolder, "functions");
  let archives = 0;
  const latest = (fn: LambdaFunction) => configurationOf(fn, functions.versionsOf(fn).find(LATEST)!);

  return {
    async CreateFunction(input, caller) {
      const { FunctionName, Code, Publish, Tags, ...asked } = parseInput(createInput, input);
      const name = parseFunctionName(FunctionName)?.name;
      if (!name || !/^[a-zA-Z0-9-_]{1,64}$/.test(name))
        throw new AwsError(
          "ValidationException",
          `1 validation error detected: Value '${FunctionName}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]{1,64}`,
        );
      if (functions.all().some((fn) => fn.name === name)) throw conflict(`Function already exist: ${name}`);
      const folder = join(madeFolder, `${name}-${++archives}`);
      try {
        await unpackArchive(await readCode(Code, caller), folder);
        await cloud.made.make(
          TYPE,
          name,
          {
            name,
            role: asked.Role,
            runtime: asked.Runtime,
            handler: asked.Handler,
            description: asked.Description,
            timeout: asked.Timeout,
            memorySize: asked.MemorySize,
            environment: asked.Environment && { variables: asked.Environment.Variables },
            architectures: asked.Architectures,
            deadLetterConfig: asked.DeadLetterConfig?.TargetArn
              ? { targetArn: asked.DeadLetterConfig.TargetArn }
              : undefined,
            tracingConfig: asked.TracingConfig?.Mode ? { mode: asked.TracingConfig.Mode } : undefined,
            loggingConfig: asked.LoggingConfig && {
              logFormat: asked.LoggingConfig.LogFormat ?? "Text",
              logGroup: asked.LoggingConfig.LogGroup,
              applicationLogLevel: asked.LoggingConfig.ApplicationLogLevel,
            },
            layers: asked.Layers,
            publish: Publish,
            tags: Tags,
          },
          { root: folder, handler: asked.Handler, bundle: folder, links: {}, copyFiles: [], nodejs: {} },
        );
      } catch (error) {
        rmSync(folder, { recursive: true, force: true });
        throw error;
      }
      const { fn } = functions.find(name);
      return Publish ? configurationOf(fn, functions.versionsOf(fn).newest()) : latest(fn);
    },

    async UpdateFunctionConfiguration(input) {
      const { FunctionName, ...asked } = parseInput(updateInput, input);
      const { fn } = functions.find(FunctionName);
      functions.change(fn, {
        role: asked.Role,
        runtime: asked.Runtime,
        description: asked.Description,
        timeoutMs: asked.Timeout === undefined ? undefined : asked.Timeout * 1000,
        memoryMb: asked.MemorySize,
        variables: asked.Environment && (asked.Environment.Variables ?? {}),
        deadLetterArn: asked.DeadLetterConfig?.TargetArn,
        layers: asked.Layers,
        logFormat: asked.LoggingConfig?.LogFormat,
        logGroup: asked.LoggingConfig?.LogGroup,
        logLevel: asked.LoggingConfig?.ApplicationLogLevel,
      });
      parts.checkLayers(fn);
      await parts.restart(fn);
      return latest(fn);
    },

    async DeleteFunction(input) {
      const { FunctionName, Qualifier } = parseInput(ofFunction, input);
      const { fn } = functions.find(FunctionName, Qualifier);
      const version = Qualifier ?? parseFunctionName(FunctionName)?.qualifier;
      if (version !== undefined) {
        functions.versionsOf(fn).remove(version);
        return { StatusCode: 204 };
      }
      functions.remove(fn);
      cloud.made.forget(TYPE, fn.arn);
      cloud.resourcePolicies.attach(fn.arn, undefined);
      await parts.deleteWhatInvokes(fn);
      await parts.restart(fn);
      bundles.remove(fn.logicalName);
      // Only of one that was made: the sources of the app's own are somebody's.
      if (fn.build.root.startsWith(madeFolder)) rmSync(fn.build.root, { recursive: true, force: true });
      return { StatusCode: 204 };
    },

    AddPermission(input) {
      const { FunctionName, Qualifier, StatementId, ...asked } = parseInput(addPermissionInput, input);
      const { invokedArn } = functions.find(FunctionName, Qualifier);
      const policy = cloud.resourcePolicies.policyOf(invokedArn);
      if (statementsIn(policy).some(({ Sid }) => Sid === StatementId))
        throw conflict(
          `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      addPermission(cloud.resourcePolicies, invokedArn, StatementId, {
        action: asked.Action,
        function: FunctionName,
        principal: asked.Principal,
        sourceArn: asked.SourceArn,
        sourceAccount: asked.SourceAccount,
        functionUrlAuthType: asked.FunctionUrlAuthType,
        invokedViaFunctionUrl: asked.InvokedViaFunctionUrl,
      });
      return { Statement: JSON.stringify(statementsIn(cloud.resourcePolicies.policyOf(invokedArn)).at(-1)) };
    },

    RemovePermission(input) {
      const { FunctionName, Qualifier, StatementId } = parseInput(removePermissionInput, input);
      const { invokedArn } = functions.find(FunctionName, Qualifier);
      const policy = cloud.resourcePolicies.policyOf(invokedArn);
      const left = statementsIn(policy).filter(({ Sid }) => Sid !== StatementId);
      if (left.length === statementsIn(policy).length)
        throw notFound(`Statement ${StatementId} is not found in resource policy.`);
      cloud.resourcePolicies.attach(invokedArn, left.length > 0 ? { ...policy, Statement: left } : undefined);
      return {};
    },
  };
};
