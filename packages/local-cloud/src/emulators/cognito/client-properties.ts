import { z } from "zod";
import { region } from "../../core/resource-type.ts";

/** Of an app, which may have a scheme of its own: `myapp://callback`. */
const url = z.url({ error: "is the whole URL of a page, such as https://example.com/callback" });

const unit = z.enum(["seconds", "minutes", "hours", "days"]);

export const userPoolClientProperties = z.strictObject({
  userPoolId: z.string(),
  name: z.string().optional(),
  explicitAuthFlows: z.array(z.string()).default([]),
  generateSecret: z.boolean().default(false),
  accessTokenValidity: z.number().positive().optional(),
  idTokenValidity: z.number().positive().optional(),
  refreshTokenValidity: z.number().nonnegative().optional(),
  tokenValidityUnits: z
    .strictObject({ accessToken: unit.optional(), idToken: unit.optional(), refreshToken: unit.optional() })
    .default({}),
  enableTokenRevocation: z.boolean().default(true),
  refreshTokenRotation: z
    .strictObject({
      feature: z.enum(["ENABLED", "DISABLED"]),
      retryGracePeriodSeconds: z.number().optional(),
    })
    .optional(),
  preventUserExistenceErrors: z.enum(["ENABLED", "LEGACY"]).default("LEGACY"),
  readAttributes: z.array(z.string()).default([]),
  writeAttributes: z.array(z.string()).default([]),
  allowedOauthFlows: z.array(z.enum(["code", "implicit", "client_credentials"])).default([]),
  allowedOauthFlowsUserPoolClient: z.boolean().default(false),
  allowedOauthScopes: z.array(z.string()).default([]),
  callbackUrls: z.array(url).default([]),
  defaultRedirectUri: url.optional(),
  logoutUrls: z.array(url).default([]),
  supportedIdentityProviders: z
    .array(z.literal("COGNITO", { error: "only users of the pool itself can sign in locally: use COGNITO" }))
    .optional(),
  authSessionValidity: z.number().optional(),
  enablePropagateAdditionalUserContextData: z.boolean().optional(),
  region,
});
export type UserPoolClientProperties = z.output<typeof userPoolClientProperties>;
