import { z } from "zod";
import { isArn } from "../../core/arn.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { pageToken, parseInput } from "../parse-input.ts";
import type { SsmOperations } from "./api.ts";
import { createParameterStore, type ParameterVersion } from "./parameters.ts";
import { parameterArn, parameter as properties } from "./resources.ts";

const name = z.string().min(1).max(2048);
const withDecryption = z.boolean().default(false);

const inputs = {
  GetParameter: z.strictObject({ Name: name, WithDecryption: withDecryption }),
  GetParameters: z.strictObject({ Names: z.array(name).min(1).max(10), WithDecryption: withDecryption }),
  GetParametersByPath: z.strictObject({
    Path: z.string().startsWith("/"),
    Recursive: z.boolean().default(false),
    WithDecryption: withDecryption,
    MaxResults: z.number().int().min(1).max(10).default(10),
    NextToken: z.string().default("0"),
  }),
  PutParameter: z.strictObject({
    Name: z.string().regex(/^\/?[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/),
    Value: z.string().min(1),
    Type: z.enum(["String", "StringList", "SecureString"]).optional(),
    Overwrite: z.boolean().optional(),
    AllowedPattern: z.string().max(1024).optional(),
    Tier: z.enum(["Standard", "Advanced", "Intelligent-Tiering"]).optional(),
    DataType: z.literal("text").optional(),
    Description: z.string().optional(),
    KeyId: z.string().optional(),
    Tags: z.array(z.looseObject({})).optional(),
  }),
};

/** Parameter Store of Systems Manager. Labels, policies, history and filters are not implemented. */
export const createSsmEmulator = (cloud: Cloud): Emulator => {
  const store = createParameterStore(cloud, cloud.state, () => cloud.clock.now());

  const describe = (version: ParameterVersion, decrypt: boolean, selector = version.name) => ({
    Name: version.name,
    Type: version.type,
    Value:
      version.type === "SecureString" && !decrypt
        ? Buffer.from(`not decrypted: ${version.name} version ${version.version}`).toString("base64")
        : version.value,
    Version: version.version,
    LastModifiedDate: new Date(version.modifiedAt),
    ARN: parameterArn(version.name, cloud),
    DataType: "text",
    Selector: /:\d+$/.test(selector) ? `:${version.version}` : undefined,
  });

  return {
    service: "ssm",
    operations: {
      GetParameter(input) {
        const { Name, WithDecryption } = parseInput(inputs.GetParameter, input);
        return { Parameter: describe(store.get(Name), WithDecryption, Name) };
      },
      GetParameters(input) {
        const { Names, WithDecryption } = parseInput(inputs.GetParameters, input);
        const found = Names.map((selector) => ({ selector, version: store.find(selector) }));
        return {
          Parameters: found.flatMap(({ selector, version }) =>
            version ? [describe(version, WithDecryption, selector)] : [],
          ),
          InvalidParameters: found.flatMap(({ selector, version }) => (version ? [] : [selector])),
        };
      },
      GetParametersByPath(input) {
        const options = parseInput(inputs.GetParametersByPath, input);
        const all = store.under(options.Path, options.Recursive);
        const from = parseInput(pageToken, options.NextToken, "InvalidNextToken");
        const to = from + options.MaxResults;
        return {
          Parameters: all.slice(from, to).map((version) => describe(version, options.WithDecryption)),
          NextToken: to < all.length ? String(to) : undefined,
        };
      },
      PutParameter(input) {
        const { Name, Value, Type, Overwrite, AllowedPattern, Tier } = parseInput(inputs.PutParameter, input);
        const { version, tier } = store.put({
          name: Name,
          value: Value,
          type: Type,
          overwrite: Overwrite,
          allowedPattern: AllowedPattern,
          tier: Tier,
        });
        return { Version: version, Tier: tier };
      },
    } satisfies SsmOperations,
    provision: {
      "aws:ssm/parameter:Parameter": (resource) => {
        const { type, value, insecureValue, allowedPattern, tier } = properties.parse(resource.inputs);
        store.declare(
          { name: resource.id, type, value: value ?? insecureValue ?? "", allowedPattern, tier },
          cloud.provisioned.isKept(resource),
        );
      },
    },
    restore: store.forgetUndeclared,
    permissions(operation, input) {
      const { Name, Names, Path } = z
        .looseObject({
          Name: z.string().optional(),
          Names: z.array(z.string()).optional(),
          Path: z.string().optional(),
        })
        .parse(input ?? {});
      const names = Names ?? [Name ?? Path ?? ""];
      return names.map((each) => ({
        action: `ssm:${operation}`,
        resource: isArn(each) ? each : parameterArn(each.replace(/:\d+$/, ""), cloud),
      }));
    },
  };
};
