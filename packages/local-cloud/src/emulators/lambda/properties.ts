import { z } from "zod";
import { isJson } from "../../core/parse-json.ts";
import { LONGEST_SECONDS } from "./durable/limits.ts";

const text = z.string();
const tags = z.record(text, text).nullable().optional();
/** Where it has no effect on a laptop whatever its value. */
const accepted = {
  description: text.optional(),
  region: text.optional(),
  tags,
  tagsAll: tags,
};
export const runtime = text.regex(
  /^(nodejs\d+\.x|python3\.\d+)$/,
  "only Node.js and Python functions run locally",
);

const destination = z.strictObject({ destination: text });

export const functionProperties = z.strictObject({
  ...accepted,
  name: text.max(64).optional(),
  role: text,
  handler: text.optional(),
  runtime: runtime.optional(),
  packageType: z
    .literal("Zip", { error: "container images do not run locally; use a function without one" })
    .optional(),
  s3Bucket: text.optional(),
  s3Key: text.optional(),
  s3ObjectVersion: text.optional(),
  codeSha256: text.optional(),
  sourceCodeHash: text.optional(),
  skipDestroy: z.boolean().optional(),
  timeout: z.int().min(1).max(900).optional(),
  memorySize: z.int().min(128).max(32_768).optional(),
  ephemeralStorage: z.strictObject({ size: z.int() }).optional(),
  environment: z.strictObject({ variables: z.record(text, text).optional() }).optional(),
  architectures: z.array(z.enum(["x86_64", "arm64"])).optional(),
  loggingConfig: z
    .strictObject({
      logFormat: z.enum(["Text", "JSON"]),
      logGroup: text.optional(),
      applicationLogLevel: text.optional(),
      systemLogLevel: text.optional(),
    })
    .optional(),
  tracingConfig: z.strictObject({ mode: z.enum(["Active", "PassThrough"]) }).optional(),
  deadLetterConfig: z.strictObject({ targetArn: text }).optional(),
  publish: z.boolean().optional(),
  durableConfig: z
    .strictObject({
      executionTimeout: z.int().min(1).max(LONGEST_SECONDS),
      retentionPeriod: z.int().min(1).max(90).optional(),
      kmsKeyArn: text.optional(),
    })
    .optional(),
  reservedConcurrentExecutions: z.int().min(-1).optional(),
  // No network is modelled: a function reaches whatever listens on this machine.
  vpcConfig: z.looseObject({}).nullable().optional(),
  fileSystemConfig: z
    .strictObject({ arn: text, localMountPath: text.regex(/^\/mnt\/[\w.-]+$/, "mounts are at /mnt/<name>") })
    .optional(),
  layers: z.array(text).max(5, "a function has 5 layers at most").nullable().optional(),
});

export const layerVersionProperties = z.strictObject({
  region: text.optional(),
  layerName: text.regex(/^[a-zA-Z0-9-_]{1,64}$/),
  code: z.strictObject(
    { path: text },
    "the code of a layer is a pulumi.asset.FileArchive here: of a folder, or of a zip archive",
  ),
  description: text.optional(),
  licenseInfo: text.optional(),
  compatibleRuntimes: z.array(text).optional(),
  compatibleArchitectures: z.array(text).optional(),
  sourceCodeHash: text.optional(),
  skipDestroy: z.boolean().optional(),
});

export const aliasProperties = z.strictObject({
  description: text.optional(),
  region: text.optional(),
  name: text.optional(),
  functionName: text,
  functionVersion: text,
  routingConfig: z
    .strictObject({ additionalVersionWeights: z.record(text, z.number()).nullable().optional() })
    .nullable()
    .optional(),
});

export const permissionProperties = z.strictObject({
  region: text.optional(),
  action: text,
  function: text,
  principal: text,
  qualifier: text.nullable().optional(),
  sourceAccount: text.optional(),
  sourceArn: text.optional(),
  statementId: text.optional(),
  statementIdPrefix: text.optional(),
  functionUrlAuthType: z.enum(["NONE", "AWS_IAM"]).optional(),
  invokedViaFunctionUrl: z.boolean().optional(),
});

export const recursionConfigProperties = z.strictObject({
  region: text.optional(),
  functionName: text,
  recursiveLoop: z.enum(["Allow", "Terminate"]),
});

export const provisionedConcurrencyProperties = z.strictObject({
  region: text.optional(),
  functionName: text,
  qualifier: text,
  provisionedConcurrentExecutions: z.int().min(1),
  skipDestroy: z.boolean().optional(),
});

export const eventInvokeConfigProperties = z.strictObject({
  region: text.optional(),
  functionName: text,
  qualifier: text.optional(),
  maximumRetryAttempts: z.int().min(0).max(2).optional(),
  maximumEventAgeInSeconds: z.int().min(60).max(21_600).optional(),
  destinationConfig: z
    .strictObject({ onFailure: destination.optional(), onSuccess: destination.optional() })
    .optional(),
});

export const invocationProperties = z.strictObject({
  region: text.optional(),
  functionName: text,
  qualifier: text.optional(),
  input: text.refine(isJson, { error: "is no JSON, which is what a function is invoked with" }),
  triggers: z.record(text, text).optional(),
  terraformKey: text.optional(),
  lifecycleScope: z
    .literal("CREATE_ONLY", { error: "the local cloud invokes what is new or changed, not what is deleted" })
    .optional(),
});

export const functionUrlProperties = z.strictObject({
  region: text.optional(),
  functionName: text,
  qualifier: text.nullable().optional(),
  authorizationType: z.enum(["NONE", "AWS_IAM"]),
  invokeMode: z.enum(["BUFFERED", "RESPONSE_STREAM"]).optional(),
  cors: z
    .strictObject({
      allowCredentials: z.boolean().optional(),
      allowHeaders: z.array(text).optional(),
      allowMethods: z.array(text).optional(),
      allowOrigins: z.array(text).optional(),
      exposeHeaders: z.array(text).optional(),
      maxAge: z.int().optional(),
    })
    .optional(),
});
