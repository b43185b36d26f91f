import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { pageToken, parseInput } from "../parse-input.ts";
import type { LogsOperations } from "./api.ts";
import { logGroupName, page } from "./log-groups.ts";

const id = z.string().max(256);
const name = z.string().min(1).max(255);

const inputs = {
  PutQueryDefinition: z.strictObject({
    queryLanguage: z.literal("CWLI").default("CWLI"),
    name,
    queryDefinitionId: id.optional(),
    logGroupNames: z.array(logGroupName).optional(),
    queryString: z.string().min(1).max(10_000),
    clientToken: z.string().max(128).optional(),
  }),
  DescribeQueryDefinitions: z.strictObject({
    queryLanguage: z.literal("CWLI").default("CWLI"),
    queryDefinitionNamePrefix: name.optional(),
    maxResults: z.int().min(1).max(1000).default(1000),
    nextToken: pageToken,
  }),
  DeleteQueryDefinition: z.strictObject({ queryDefinitionId: id }),
};

export interface QueryDefinition {
  readonly queryDefinitionId: string;
  readonly name: string;
  readonly queryString: string;
  readonly logGroupNames: string[];
}

type SavedQuery = QueryDefinition & { readonly lastModified: number };

/** Saved queries, of the config and of calls. As on AWS, a call may save one that does not compile. */
export const queryDefinitions = ({ clock, state }: Pick<Cloud, "clock" | "state">) => {
  const kept = state.records<SavedQuery>(
    "logs/query-definitions",
    z.object({
      queryDefinitionId: z.string(),
      name: z.string(),
      queryString: z.string(),
      logGroupNames: z.array(z.string()),
      lastModified: z.number(),
    }),
  );
  const definitions = new Map(kept.read());
  /** Those of the config come again at each start. */
  const put = (definition: QueryDefinition, isDeclared = false) => {
    const saved = { ...definition, lastModified: clock.now() };
    definitions.set(saved.queryDefinitionId, saved);
    if (!isDeclared) kept.put(saved.queryDefinitionId, saved);
  };
  const check = (queryDefinitionId: string) => {
    if (!definitions.has(queryDefinitionId))
      throw new AwsError(
        "ResourceNotFoundException",
        `The query definition ${queryDefinitionId} does not exist.`,
      );
  };

  const operations = {
    PutQueryDefinition(input: unknown) {
      const given = parseInput(inputs.PutQueryDefinition, input, "InvalidParameterException");
      if (given.queryDefinitionId !== undefined) check(given.queryDefinitionId);
      const { logGroupNames = [], queryDefinitionId = randomUUID(), queryString } = given;
      put({ queryDefinitionId, name: given.name, queryString, logGroupNames });
      return { queryDefinitionId };
    },
    DescribeQueryDefinitions(raw: unknown) {
      const input = parseInput(inputs.DescribeQueryDefinitions, raw, "InvalidParameterException");
      const matching = [...definitions.values()].filter((one) =>
        one.name.startsWith(input.queryDefinitionNamePrefix ?? ""),
      );
      const found = page(matching, input.nextToken, input.maxResults);
      return {
        queryDefinitions: found.items.map((one) => ({ queryLanguage: "CWLI" as const, ...one })),
        nextToken: found.nextToken,
      };
    },
    DeleteQueryDefinition(input: unknown) {
      const { queryDefinitionId } = parseInput(
        inputs.DeleteQueryDefinition,
        input,
        "InvalidParameterException",
      );
      check(queryDefinitionId);
      kept.delete(queryDefinitionId);
      return { success: definitions.delete(queryDefinitionId) };
    },
  } satisfies LogsOperations;
  return { put, operations };
};
