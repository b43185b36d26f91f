import { createHash } from "node:crypto";
import { AwsError } from "../../../core/aws-error.ts";
import type { Clock } from "../../../core/clock.ts";
import type { HostContext } from "../../../core/cloud.ts";
import type { Account } from "../../../core/resource-type.ts";
import { readable } from "../attributes.ts";
import type { Grants, TokenSet } from "../grants.ts";
import type { Client, Store } from "../store.ts";
import { issueClientToken, ofScopes, validity } from "../tokens.ts";
import type { UserPool } from "../user-pool.ts";

/** An error as OAuth names it: https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
class TokenRefusal extends Error {
  override readonly name = "TokenRefusal";
  readonly code: string;

  constructor(code: string, message = code) {
    super(message);
    this.code = code;
  }
}

interface Parts {
  readonly account: Account;
  readonly grants: Grants;
  readonly store: Store;
  readonly clock: Clock;
}

type Form = URLSearchParams;
type Causes = Pick<HostContext, "causes">;

const json = (body: object, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(body, {
    status,
    headers: { "cache-control": "no-store", "access-control-allow-origin": "*", ...headers },
  });

const required = (form: Form, name: string): string => {
  const value = form.get(name);
  if (value) return value;
  throw new TokenRefusal("invalid_request", `${name} is missing.`);
};

/** `client_secret_basic`, where a colon separates what was encoded each by itself. */
const basicOf = (request: Request): [id: string, secret: string] | undefined => {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const [id = "", secret = ""] = Buffer.from(encoded, "base64").toString().split(":");
  try {
    return [decodeURIComponent(id), decodeURIComponent(secret)];
  } catch {
    throw new TokenRefusal("invalid_client", "The Authorization header is not encoded as a form.");
  }
};

/** `/oauth2/token`, `/oauth2/revoke` and `/oauth2/userInfo` of a pool's domain. */
export const createTokenEndpoints = ({ account, grants, store, clock }: Parts) => {
  const clientOf = (request: Request, pool: UserPool, form: Form): Client => {
    const [id, secret] = basicOf(request) ?? [form.get("client_id"), form.get("client_secret")];
    if (!id) throw new TokenRefusal("invalid_request", "client_id is missing.");
    const client = store.clients.get(id);
    if (client?.userPoolId !== pool.id)
      throw new TokenRefusal("invalid_client", `The user pool has no app client ${id}.`);
    if (client.secret !== undefined && client.secret !== secret)
      throw new TokenRefusal("invalid_client", "The app client has a secret, and this is not it.");
    return client;
  };

  const withoutUser = async (client: Client, form: Form) => {
    const allowed = client.allowedOauthFlows.includes("client_credentials");
    if (!allowed || client.secret === undefined)
      throw new TokenRefusal("unauthorized_client", "The app client does not allow client_credentials.");
    const asked = form.get("scope")?.split(" ").filter(Boolean) ?? [];
    // Those of resource servers alone: there is no user whom the others would be about.
    const known = client.allowedOauthScopes.filter((scope) => scope.includes("/"));
    const scopes = asked.length > 0 ? asked : known;
    const unknown = scopes.filter((scope) => !known.includes(scope));
    if (unknown.length > 0 || scopes.length === 0)
      throw new TokenRefusal(
        "invalid_scope",
        `The app client does not allow ${unknown.join(" ") || "a scope"}.`,
      );
    return {
      access_token: await issueClientToken(client, scopes.join(" "), account, clock.now()),
      expires_in: validity(client).access,
      token_type: "Bearer",
    };
  };

  const answer = (tokens: TokenSet, scope: string) => ({
    id_token: scope.split(" ").includes("openid") ? tokens.IdToken : undefined,
    access_token: tokens.AccessToken,
    refresh_token: tokens.RefreshToken,
    expires_in: tokens.ExpiresIn,
    token_type: tokens.TokenType,
  });

  const byCode = async (client: Client, pool: UserPool, form: Form, caller: Causes) => {
    const code = required(form, "code");
    const grant = store.authorizationCodes.get(code);
    const redirectUri = required(form, "redirect_uri");
    const verifier = form.get("code_verifier") ?? "";
    // Once, whatever comes of it.
    if (grant?.clientId === client.id) store.authorizationCodes.delete(code);
    const user = grant && pool.find(grant.sub);
    if (grant?.clientId !== client.id || grant.expiresAt <= clock.now() || !user?.enabled)
      throw new TokenRefusal("invalid_grant", "The code is unknown, used or more than five minutes old.");
    if (grant.redirectUri !== redirectUri)
      throw new TokenRefusal("invalid_grant", "redirect_uri is not the one that the code was asked with.");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    if (grant.codeChallenge !== undefined && grant.codeChallenge !== challenge)
      throw new TokenRefusal("invalid_grant", "code_verifier is not what code_challenge was made of.");
    const wanted = { pool, client, user, caller, why: "HostedAuth" } as const;
    return answer(await grants.give(wanted, grant, grant.scope, grant.nonce), grant.scope);
  };

  const byRefreshToken = async (client: Client, form: Form, { causes }: Causes) => {
    const principal = { kind: "anonymous" } as const;
    const tokens = await grants
      .refresh(client, required(form, "refresh_token"), { principal, causes })
      .catch((error: unknown) => {
        throw error instanceof AwsError ? new TokenRefusal("invalid_grant", error.message) : error;
      });
    return answer(tokens, tokens.scope);
  };

  const token = (request: Request, pool: UserPool, form: Form, caller: Causes) => {
    const client = clientOf(request, pool, form);
    const grantType = required(form, "grant_type");
    switch (grantType) {
      case "authorization_code":
        return byCode(client, pool, form, caller);
      case "refresh_token":
        return byRefreshToken(client, form, caller);
      case "client_credentials":
        return withoutUser(client, form);
      default:
        throw new TokenRefusal("unsupported_grant_type", `There is no grant ${grantType}.`);
    }
  };

  const formOf = async (request: Request): Promise<Form> => {
    const type = request.headers.get("content-type") ?? "";
    if (request.method !== "POST" || !type.startsWith("application/x-www-form-urlencoded"))
      throw new TokenRefusal("invalid_request", "It takes a form by POST.");
    return new URLSearchParams(await request.text());
  };

  const refusing = async (run: () => Promise<Response>): Promise<Response> => {
    try {
      return await run();
    } catch (error) {
      if (error instanceof TokenRefusal)
        return json({ error: error.code, error_description: error.message }, 400);
      // What a function of the app said to the tokens.
      if (error instanceof AwsError)
        return json({ error: "invalid_request", error_description: error.message }, 400);
      throw error;
    }
  };

  return {
    token: (request: Request, pool: UserPool, caller: Causes) =>
      refusing(async () => json(await token(request, pool, await formOf(request), caller))),
    revoke: (request: Request, pool: UserPool) =>
      refusing(async () => {
        const form = await formOf(request);
        const client = clientOf(request, pool, form);
        const given = required(form, "token");
        if (given.split(".").length === 3)
          throw new TokenRefusal("unsupported_token_type", "Only refresh tokens are revoked.");
        try {
          grants.revoke(client, given);
        } catch (error) {
          throw error instanceof AwsError ? new TokenRefusal("unauthorized_client", error.message) : error;
        }
        return json({});
      }),
    async userInfo(request: Request, pool: UserPool) {
      const [, bearer] = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
      try {
        const found = await grants.bearerOf(bearer ?? "", "openid");
        if (found.pool.id !== pool.id)
          throw new AwsError("NotAuthorizedException", "It is of another user pool.");
        const attributes = ofScopes(readable(found.user, found.client), found.scopes);
        return json({ ...Object.fromEntries(attributes), username: found.user.username });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const header = `Bearer error="invalid_token", error_description="${error.message}"`;
        return json({ error: "invalid_token", error_description: error.message }, 401, {
          "www-authenticate": header,
        });
      }
    },
    /** For pages of apps, on whatever origin they are. */
    preflight: () =>
      new Response(null, {
        status: 204,
        headers: {
          "access-control-allow-origin": "*",
          "access-control-allow-methods": "GET, POST",
          "access-control-allow-headers": "authorization, content-type",
          "access-control-max-age": "600",
        },
      }),
  };
};
