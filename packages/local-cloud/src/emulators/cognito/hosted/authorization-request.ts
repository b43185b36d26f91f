import type { Lookup } from "../lookup.ts";
import type { Client } from "../store.ts";
import type { UserPool } from "../user-pool.ts";

/** What an app asks of `/oauth2/authorize`: https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html */
export interface AuthorizationRequest {
  readonly pool: UserPool;
  readonly client: Client;
  readonly redirectUri: string;
  readonly responseType: "code" | "token";
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly prompt: string | undefined;
  readonly loginHint: string | undefined;
}

/** A request that is refused: back at the app where one can trust its address, or else on a page. */
export class AuthorizationError extends Error {
  override readonly name = "AuthorizationError";
  readonly code: string;
  readonly backTo: string | undefined;

  constructor(code: string, message: string, backTo?: string) {
    super(message);
    this.code = code;
    this.backTo = backTo;
  }
}

/** The callback with parameters, in its query or, for tokens, in its fragment. */
export const callback = (
  uri: string,
  parameters: Readonly<Record<string, string | undefined>>,
  part: "query" | "fragment" = "query",
): string => {
  const given = Object.entries(parameters).filter((each): each is [string, string] => each[1] !== undefined);
  const url = new URL(uri);
  if (part === "fragment") url.hash = new URLSearchParams(given).toString();
  else for (const [name, value] of given) url.searchParams.set(name, value);
  return url.href;
};

const FLOWS = { code: "code", token: "implicit" } as const;

/** The client that a page is for. Throws `AuthorizationError`. */
export const clientOf = (lookup: Lookup, pool: UserPool, query: URLSearchParams): Client => {
  const id = query.get("client_id");
  try {
    return lookup.client(id ?? "", pool).client;
  } catch {
    throw new AuthorizationError(
      "invalid_request",
      id === null
        ? "client_id is missing: name an app client of the user pool."
        : `The user pool ${pool.id} has no app client ${id}.`,
    );
  }
};

/** Throws `AuthorizationError`. */
export const readAuthorizationRequest = (
  lookup: Lookup,
  pool: UserPool,
  query: URLSearchParams,
): AuthorizationRequest => {
  const client = clientOf(lookup, pool, query);
  const redirectUri = query.get("redirect_uri") ?? client.defaultRedirectUri ?? client.callbackUrls[0];
  if (redirectUri === undefined || !client.callbackUrls.includes(redirectUri))
    throw new AuthorizationError(
      "redirect_mismatch",
      `redirect_uri ${redirectUri ?? ""} is none of the callback URLs of the app client: ${client.callbackUrls.join(", ") || "it has none"}.`,
    );
  const state = query.get("state") ?? undefined;
  const refuse = (error: string, error_description: string): never => {
    throw new AuthorizationError(
      error,
      error_description,
      callback(redirectUri, { error, error_description, state }),
    );
  };
  const responseType = query.get("response_type");
  if (responseType !== "code" && responseType !== "token")
    return refuse("unsupported_response_type", "response_type is code or token.");
  if (!client.allowedOauthFlowsUserPoolClient || !client.allowedOauthFlows.includes(FLOWS[responseType]))
    return refuse("unauthorized_client", `The app client does not allow the flow ${FLOWS[responseType]}.`);
  const asked = query.get("scope")?.split(" ").filter(Boolean) ?? [];
  const scopes = asked.length > 0 ? asked : client.allowedOauthScopes;
  const unknown = scopes.filter((scope) => !client.allowedOauthScopes.includes(scope));
  if (unknown.length > 0)
    return refuse("invalid_scope", `The app client does not allow the scope ${unknown.join(" ")}.`);
  const codeChallenge = query.get("code_challenge") ?? undefined;
  const method = query.get("code_challenge_method");
  if (codeChallenge === undefined ? method !== null : method !== "S256")
    return refuse("invalid_request", "code_challenge comes with code_challenge_method S256.");
  return {
    pool,
    client,
    redirectUri,
    responseType,
    scopes,
    state,
    nonce: query.get("nonce") ?? undefined,
    codeChallenge,
    prompt: query.get("prompt") ?? undefined,
    loginHint: query.get("login_hint") ?? undefined,
  };
};

/** For a page that wants to know whether somebody is signed in, and not to ask. */
export const loginRequired = ({ redirectUri, state }: AuthorizationRequest): AuthorizationError => {
  const message = "Nobody is signed in.";
  const back = { error: "login_required", error_description: message, state };
  return new AuthorizationError("login_required", message, callback(redirectUri, back));
};
