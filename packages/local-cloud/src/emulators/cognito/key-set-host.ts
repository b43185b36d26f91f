import type { VirtualHost } from "../../core/cloud.ts";
import type { Account } from "../../core/resource-type.ts";
import { signingKey } from "./keys.ts";
import { issuer } from "./tokens.ts";
import type { UserPool } from "./user-pool.ts";

/** Serves `/<pool id>/.well-known/jwks.json` and `openid-configuration`, where token libraries look for keys. */
export const keySetHost = (account: Account, pools: ReadonlyMap<string, UserPool>): VirtualHost => ({
  host: `cognito-idp.${account.region}.amazonaws.com`,
  issuesTokens: true,
  async fetch(request, context) {
    const url = context.url ?? new URL(request.url);
    const [, poolId, document] = /^\/([^/]+)\/\.well-known\/([^/]+)$/.exec(url.pathname) ?? [];
    if (!poolId || !pools.has(poolId))
      return answer({ message: `User pool ${poolId ?? url.pathname} does not exist.` }, 404);
    if (document === "jwks.json") return answer({ keys: [(await signingKey()).jwk] });
    if (document === "openid-configuration") return answer(openIdConfiguration(issuer(poolId, account)));
    return answer({ message: "Not Found" }, 404);
  },
});

const openIdConfiguration = (iss: string) => ({
  id_token_signing_alg_values_supported: ["RS256"],
  issuer: iss,
  jwks_uri: `${iss}/.well-known/jwks.json`,
  response_types_supported: ["code", "token"],
  scopes_supported: ["openid", "email", "phone", "profile"],
  subject_types_supported: ["public"],
  token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
});

const answer = (body: object, status = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "public, max-age=86400",
      "access-control-allow-origin": "*",
    },
  });
