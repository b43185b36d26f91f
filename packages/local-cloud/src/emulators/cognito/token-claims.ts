import { z } from "zod";

/** What a function for tokens changes of one. */
export interface ClaimChanges {
  readonly add: Readonly<Record<string, unknown>>;
  readonly suppress: readonly string[];
  readonly scopesToAdd: readonly string[];
  readonly scopesToSuppress: readonly string[];
}

export interface TokenChanges {
  readonly id: ClaimChanges;
  readonly access: ClaimChanges;
  readonly groups?: readonly string[] | undefined;
}

const claims = z.record(z.string(), z.unknown()).nullish();
const texts = z.array(z.string()).nullish();
const groupOverride = z.looseObject({ groupsToOverride: texts }).nullish();
const generation = z
  .looseObject({
    claimsToAddOrOverride: claims,
    claimsToSuppress: texts,
    scopesToAdd: texts,
    scopesToSuppress: texts,
  })
  .nullish();

// Of version 1, which changes the ID token alone, and of 2 and 3.
const response = z.looseObject({
  claimsOverrideDetails: z
    .looseObject({
      claimsToAddOrOverride: claims,
      claimsToSuppress: texts,
      groupOverrideDetails: groupOverride,
    })
    .nullish(),
  claimsAndScopeOverrideDetails: z
    .looseObject({
      idTokenGeneration: generation,
      accessTokenGeneration: generation,
      groupOverrideDetails: groupOverride,
    })
    .nullish(),
});

const changesOf = (given: z.output<typeof generation>): ClaimChanges => ({
  add: given?.claimsToAddOrOverride ?? {},
  suppress: given?.claimsToSuppress ?? [],
  scopesToAdd: given?.scopesToAdd ?? [],
  scopesToSuppress: given?.scopesToSuppress ?? [],
});

export const noChanges: TokenChanges = { id: changesOf(undefined), access: changesOf(undefined) };

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
export const tokenChanges = (given: unknown): TokenChanges => {
  const { claimsOverrideDetails: first, claimsAndScopeOverrideDetails: second } = response.parse(given ?? {});
  const groups = (second ?? first)?.groupOverrideDetails?.groupsToOverride;
  return {
    id: changesOf(second?.idTokenGeneration ?? first),
    access: changesOf(second?.accessTokenGeneration),
    groups: groups ?? undefined,
  };
};

/** What no function changes: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html#user-pool-lambda-pre-token-generation-excluded */
const FIXED = new Set(
  "acr amr at_hash auth_time azp exp iat iss jti nbf nonce origin_jti sub token_use cognito:username username client_id aud event_id device_key".split(
    " ",
  ),
);

export const changed = (
  claims: Readonly<Record<string, unknown>>,
  { add, suppress, scopesToAdd, scopesToSuppress }: ClaimChanges,
): Record<string, unknown> => {
  const removed = new Set(suppress.filter((name) => !FIXED.has(name)));
  const all = { ...claims, ...Object.fromEntries(Object.entries(add).filter(([name]) => !FIXED.has(name))) };
  const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !removed.has(name)));
  if (typeof kept.scope !== "string") return kept;
  const scopes = [...kept.scope.split(" "), ...scopesToAdd].filter(
    (scope) => !scopesToSuppress.includes(scope),
  );
  return { ...kept, scope: [...new Set(scopes)].join(" ") };
};
