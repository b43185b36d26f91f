import { z } from "zod";
import { texts } from "../../state/shapes.ts";

const verifier = { salt: z.string(), verifier: z.string() };
const signIn = { originJti: z.string(), authTime: z.number() };
const grant = {
  ...signIn,
  poolId: z.string(),
  clientId: z.string(),
  sub: z.string(),
  expiresAt: z.number(),
  scope: z.string(),
};

/** Of what user pools keep. */
export const shapes = {
  user: z.looseObject({
    poolId: z.string(),
    username: z.string(),
    sub: z.string(),
    attributes: texts,
    unverified: texts.optional(),
    groups: z.array(z.string()),
    createdAt: z.number(),
    modifiedAt: z.number(),
    password: z.object(verifier).optional(),
    status: z.string(),
    enabled: z.boolean(),
    mfa: z.looseObject({ enabled: z.array(z.string()), preferred: z.string().optional() }),
    totp: z.looseObject({ secret: z.string(), verified: z.boolean() }).optional(),
  }),
  group: z.looseObject({
    poolId: z.string(),
    name: z.string(),
    precedence: z.number().optional(),
    roleArn: z.string().optional(),
  }),
  code: z.looseObject({ code: z.string(), expiresAt: z.number() }),
  session: z.looseObject({
    poolId: z.string(),
    clientId: z.string(),
    sub: z.string().optional(),
    challenge: z.string(),
    expiresAt: z.number(),
    srp: z.looseObject({ ...verifier, a: z.string(), b: z.string(), secretB: z.string() }).optional(),
    custom: z.looseObject({ history: z.array(z.looseObject({ challengeName: z.string() })) }).optional(),
  }),
  grant: z.looseObject(grant),
  authorizationCode: z.looseObject({ ...grant, redirectUri: z.string() }),
  browserSession: z.looseObject({
    poolId: z.string(),
    sub: z.string(),
    expiresAt: z.number(),
    authTime: z.number(),
  }),
  revokedAt: z.number(),
};
