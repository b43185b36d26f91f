import type { Cloud, VirtualHost } from "../../core/cloud.ts";
import { pathOfHost } from "../../http/hosts.ts";
import { domainOf } from "./hosted/domains.ts";
import { signingKey } from "./keys.ts";
import type { Domain, Store } from "./store.ts";
import { issuer } from "./tokens.ts";
import type { UserPool } from "./user-pool.ts";

/** Serves `/<pool id>/.well-known/jwks.json` and `openid-configuration`, where token libraries look for keys. */
export const keySetHost = (
  cloud: Pick<Cloud, "endpoint" | "region" | "accountId">,
  pools: ReadonlyMap<string, UserPool>,
  store: Store,
): VirtualHost => ({
  host: `cognito-idp.${cloud.region}.amazonaws.com`,
  issuesTokens: true,
  async fetch(request, context) {
    const url = context.url ?? new URL(request.url);
    const [, poolId, document] = /^\/([^/]+)\/\.well-known\/([^/]+)$/.exec(url.pathname) ?? [];
    if (!poolId || !pools.has(poolId))
      return answer({ message: `User pool ${poolId ?? url.pathname} does not exist.` }, 404);
    if (document === "jwks.json") return answer({ keys: [(await signingKey()).jwk] });
    if (document === "openid-configuration")
      return answer(openIdConfiguration(cloud, poolId, domainOf(store, poolId)));
    return answer({ message: "Not Found" }, 404);
  },
});

/** The issuer has its name on AWS, as in tokens; where one goes is on this machine. */
const openIdConfiguration = (
  cloud: Pick<Cloud, "endpoint" | "region" | "accountId">,
  poolId: string,
  domain: Domain | undefined,
) => {
  const base = domain && `${cloud.endpoint}${pathOfHost(domain.host)}`;
  return {
    issuer: issuer(poolId, cloud),
    jwks_uri: `${cloud.endpoint}/${poolId}/.well-known/jwks.json`,
    ...(base !== undefined && {
      authorization_endpoint: `${base}/oauth2/authorize`,
      token_endpoint: `${base}/oauth2/token`,
      userinfo_endpoint: `${base}/oauth2/userInfo`,
      revocation_endpoint: `${base}/oauth2/revoke`,
      end_session_endpoint: `${base}/logout`,
    }),
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
};

const answer = (body: object, status = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "public, max-age=86400",
      "access-control-allow-origin": "*",
    },
  });
