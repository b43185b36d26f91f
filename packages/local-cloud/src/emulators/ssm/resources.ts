import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  type ResourceType,
  region,
  tagged,
} from "../../core/resource-type.ts";

export const parameter = z.strictObject({
  name: z.string().optional(),
  type: z.enum(["String", "StringList", "SecureString"]),
  value: z.string().optional(),
  insecureValue: z.string().optional(),
  allowedPattern: z.string().optional(),
  dataType: z.literal("text").optional(),
  description: z.string().optional(),
  tier: z.enum(["Standard", "Advanced", "Intelligent-Tiering"]).optional(),
  overwrite: z.boolean().optional(),
  // Values are kept in memory, not encrypted.
  keyId: z.string().optional(),
  region,
  ...tagged,
});

/** `arn:aws:ssm:…:parameter/a/b` for `/a/b`, `…:parameter/a` for `a`. */
export const parameterArn = (name: string, account: Account): string =>
  arnOf("ssm", account, `parameter${name.startsWith("/") ? "" : "/"}${name}`);

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:ssm/parameter:Parameter",
    properties: parameter,
    compute: ({ name: logicalName, inputs }, account) => {
      const name = inputs.name ?? logicalName;
      const value = inputs.value ?? inputs.insecureValue ?? "";
      return {
        id: name,
        name,
        arn: parameterArn(name, account),
        value,
        insecureValue: inputs.type === "SecureString" ? "" : value,
        version: 1,
        tier: inputs.tier ?? "Standard",
        dataType: "text",
        keyId: inputs.keyId ?? (inputs.type === "SecureString" ? "alias/aws/ssm" : ""),
        hasValueWo: false,
      };
    },
  }),
];
