import { z } from "zod";
import type { Cloud } from "../../../core/cloud.ts";
import { pageToken, parseInput } from "../../parse-input.ts";
import type { LambdaOperations } from "../api.ts";
import { urlResourceId } from "../arns.ts";
import { notFound } from "../describe.ts";
import type { FunctionUrls, UrlConfig } from "./configs.ts";

const TYPE = "aws:lambda/functionUrl:FunctionUrl";

const texts = z.array(z.string()).max(100);
const cors = z.strictObject({
  AllowCredentials: z.boolean().optional(),
  AllowHeaders: texts.optional(),
  AllowMethods: z
    .array(z.string().max(6, "Member must have length less than or equal to 6"))
    .max(6)
    .optional(),
  AllowOrigins: texts.optional(),
  ExposeHeaders: texts.optional(),
  MaxAge: z.int().min(0).max(86_400, "Member must have value less than or equal to 86400").optional(),
});
const ofUrl = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z
    .string()
    .regex(/^(?!\d+$)[a-zA-Z0-9-_]+$/, "the URL of a qualifier is that of an alias")
    .optional(),
});
const settings = {
  AuthType: z.enum(["NONE", "AWS_IAM"], "Member must satisfy enum value set: [NONE, AWS_IAM]"),
  Cors: cors.optional(),
  InvokeMode: z
    .enum(["BUFFERED", "RESPONSE_STREAM"], "Member must satisfy enum value set: [BUFFERED, RESPONSE_STREAM]")
    .optional(),
};
const createInput = ofUrl.extend(settings);
const updateInput = createInput.partial({ AuthType: true });
const listInput = z.strictObject({
  FunctionName: z.string(),
  Marker: pageToken,
  MaxItems: z.coerce.number().int().min(1).max(50).default(50),
});

const asProperties = (given: z.output<typeof cors> | undefined) =>
  given && {
    allowCredentials: given.AllowCredentials,
    allowHeaders: given.AllowHeaders,
    allowMethods: given.AllowMethods,
    allowOrigins: given.AllowOrigins,
    exposeHeaders: given.ExposeHeaders,
    maxAge: given.MaxAge,
  };

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html */
export const urlOperations = (cloud: Pick<Cloud, "made" | "clock">, urls: FunctionUrls): LambdaOperations => {
  const describe = (config: UrlConfig) => ({
    FunctionUrl: urls.addressOf(config),
    FunctionArn: config.found.invokedArn,
    AuthType: config.authType,
    InvokeMode: config.streams ? ("RESPONSE_STREAM" as const) : ("BUFFERED" as const),
    Cors: config.cors && {
      AllowCredentials: config.cors.allowCredentials,
      AllowHeaders: list(config.cors.allowHeaders),
      AllowMethods: list(config.cors.allowMethods),
      AllowOrigins: list(config.cors.allowOrigins),
      ExposeHeaders: list(config.cors.exposeHeaders),
      MaxAge: config.cors.maxAge,
    },
    CreationTime: new Date(config.createdAt).toISOString(),
    LastModifiedTime: new Date(config.modifiedAt).toISOString(),
  });
  const find = ({ FunctionName, Qualifier }: z.output<typeof ofUrl>) => {
    const config = urls.find(FunctionName, Qualifier);
    if (!config) throw notFound("The resource you requested does not exist.");
    return config;
  };

  return {
    async CreateFunctionUrlConfig(input) {
      const { FunctionName, Qualifier, ...asked } = parseInput(createInput, input);
      await cloud.made.make(TYPE, `${FunctionName}${Qualifier ? `-${Qualifier}` : ""}-url`, {
        functionName: FunctionName,
        qualifier: Qualifier,
        authorizationType: asked.AuthType,
        invokeMode: asked.InvokeMode,
        cors: asProperties(asked.Cors),
      });
      return describe(find({ FunctionName, Qualifier }));
    },
    GetFunctionUrlConfig: (input) => describe(find(parseInput(ofUrl, input))),
    UpdateFunctionUrlConfig(input) {
      const { AuthType, InvokeMode, Cors, ...of } = parseInput(updateInput, input);
      const config = find(of);
      config.authType = AuthType ?? config.authType;
      config.streams = InvokeMode === undefined ? config.streams : InvokeMode === "RESPONSE_STREAM";
      config.cors = asProperties(Cors) ?? config.cors;
      config.modifiedAt = cloud.clock.now();
      return describe(config);
    },
    DeleteFunctionUrlConfig(input) {
      const { FunctionName, Qualifier } = parseInput(ofUrl, input);
      const config = find({ FunctionName, Qualifier });
      urls.remove(config);
      cloud.made.forget(TYPE, urlResourceId(FunctionName, Qualifier));
      return {};
    },
    ListFunctionUrlConfigs(input) {
      const { FunctionName, Marker, MaxItems } = parseInput(listInput, input);
      const all = urls.of(FunctionName);
      const end = Marker + MaxItems;
      return {
        FunctionUrlConfigs: all.slice(Marker, end).map(describe),
        NextMarker: end < all.length ? String(end) : undefined,
      };
    },
  };
};

const list = (texts: readonly string[] | undefined) => texts && [...texts];
