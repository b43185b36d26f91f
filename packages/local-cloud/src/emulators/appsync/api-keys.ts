import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Account } from "../../core/resource-type.ts";
import { pageToken, parseInput } from "../parse-input.ts";
import type { AppSyncOperations } from "./api.ts";
import type { EventApi } from "./event-api.ts";
import { apiArn, newApiKey } from "./resources.ts";

/** Times in milliseconds since the epoch. */
export interface ApiKey {
  readonly description?: string | undefined;
  readonly expires: number;
}

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Of one API: https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MOST_KEYS = 50;

const ofApi = { apiId: z.string() };
const settings = { description: z.string().optional(), expires: z.number().int().optional() };
const createInput = z.strictObject({ ...ofApi, ...settings });
const updateInput = z.strictObject({ ...ofApi, id: z.string(), ...settings });
const deleteInput = z.strictObject({ ...ofApi, id: z.string() });
const listInput = z.strictObject({
  ...ofApi,
  nextToken: z.string().default("0"),
  maxResults: z.coerce.number().int().min(0).max(25).default(25),
});

/** When a key ends that was asked for or, without that, in a week; to the hour, as AWS rounds it. */
export const endOfKey = (now: number, askedFor = now + 7 * DAY_MS): number =>
  Math.floor(askedFor / HOUR_MS) * HOUR_MS;

const described = (id: string, { description, expires }: ApiKey) => ({
  id,
  description,
  expires: expires / 1000,
  // AWS deletes a key sixty days after its end.
  deletes: (expires + 60 * DAY_MS) / 1000,
});

/** CreateApiKey, UpdateApiKey, ListApiKeys and DeleteApiKey. https://docs.aws.amazon.com/appsync/latest/APIReference/ */
export const createApiKeyOperations = (
  find: (apiId: string) => EventApi | undefined,
  now: () => number,
): AppSyncOperations => {
  const keysOf = (apiId: string) => {
    const api = find(apiId);
    if (!api) throw new AwsError("NotFoundException", `API ${apiId} not found`);
    return api.apiKeys;
  };
  const keyOf = (apiId: string, id: string) => {
    const key = keysOf(apiId).get(id);
    if (!key) throw new AwsError("NotFoundException", `API key not found: ${id}`);
    return key;
  };
  const end = (seconds: number | undefined) => {
    if (seconds === undefined) return endOfKey(now());
    const expires = endOfKey(now(), seconds * 1000);
    // A day that is rounded down to its hour is still a day, and a year that is not is none.
    if (expires < endOfKey(now()) - 6 * DAY_MS || expires > now() + 365 * DAY_MS)
      throw new AwsError(
        "ApiKeyValidityOutOfBoundsException",
        "API key must be valid for a minimum of 1 days and a maximum of 365 days.",
      );
    return expires;
  };
  return {
    CreateApiKey(input) {
      const { apiId, description, expires } = parseInput(createInput, input, "BadRequestException");
      const keys = keysOf(apiId);
      if (keys.size >= MOST_KEYS)
        throw new AwsError(
          "ApiKeyLimitExceededException",
          `API ${apiId} has ${MOST_KEYS} keys: delete one first.`,
        );
      const id = newApiKey();
      const key = { description, expires: end(expires) };
      keys.set(id, key);
      return { apiKey: described(id, key) };
    },
    UpdateApiKey(input) {
      const { apiId, id, description, expires } = parseInput(updateInput, input, "BadRequestException");
      const before = keyOf(apiId, id);
      const key = {
        description: description ?? before.description,
        expires: expires === undefined ? before.expires : end(expires),
      };
      keysOf(apiId).set(id, key);
      return { apiKey: described(id, key) };
    },
    ListApiKeys(input) {
      const { apiId, nextToken, maxResults } = parseInput(listInput, input, "BadRequestException");
      const all = [...keysOf(apiId)].map(([id, key]) => described(id, key));
      const from = parseInput(pageToken, nextToken, "BadRequestException");
      const to = from + maxResults;
      return { apiKeys: all.slice(from, to), nextToken: to < all.length ? String(to) : undefined };
    },
    DeleteApiKey(input) {
      const { apiId, id } = parseInput(deleteInput, input, "BadRequestException");
      keyOf(apiId, id);
      keysOf(apiId).delete(id);
      return {};
    },
  };
};

const named = z.object({ apiId: z.string().optional() });

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappsync.html: for these the API, as `/v1/apis/…`. */
export const permissionsOf = (account: Account, operation: string, input: unknown) => {
  const { apiId = "*" } = named.safeParse(input).data ?? {};
  return [
    { action: `appsync:${operation}`, resource: apiArn(apiId, account).replace(":apis/", ":/v1/apis/") },
  ];
};
