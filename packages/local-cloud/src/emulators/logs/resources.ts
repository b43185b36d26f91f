import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import {
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  stableId,
  tagged,
} from "../../core/resource-type.ts";
import { compileQuery } from "./insights/query.ts";

const logGroupProperties = z.strictObject({
  region,
  ...tagged,
  name: z.string().optional(),
  namePrefix: z.string().optional(),
  retentionInDays: z.int().optional(),
  kmsKeyId: z.string().optional(),
  logGroupClass: z.string().optional(),
  skipDestroy: z.boolean().optional(),
  deletionProtectionEnabled: z.boolean().optional(),
});

/** Why a query cannot be run here; undefined when it can. */
const problemOf = (query: string): string | undefined => {
  try {
    compileQuery(query);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
};

export const queryDefinitionProperties = z.strictObject({
  region,
  name: z.string().min(1).max(255),
  logGroupNames: z.array(z.string()).optional(),
  queryString: z.string().superRefine((query, context) => {
    const message = problemOf(query);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
});

export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
export const QUERY_DEFINITION = "aws:cloudwatch/queryDefinition:QueryDefinition";

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: LOG_GROUP,
    properties: logGroupProperties,
    compute: ({ name: logical, inputs }, account) => {
      const name = physicalName(logical, inputs);
      return { id: name, name, arn: arnOf("logs", account, `log-group:${name}`) };
    },
  }),
  defineResourceType({
    type: QUERY_DEFINITION,
    properties: queryDefinitionProperties,
    compute: ({ inputs: { name } }) => {
      const queryDefinitionId = stableId(name);
      return { id: queryDefinitionId, queryDefinitionId };
    },
  }),
];
