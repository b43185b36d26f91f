import type { Lookup } from "../lookup.ts";
import type { UserPool } from "../user-pool.ts";
import { AuthorizationError, clientOf, readAuthorizationRequest } from "./authorization-request.ts";

/**
 * Where `/logout` leads: to `logout_uri`, or to sign in again with the parameters of `/oauth2/authorize`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 * Throws `AuthorizationError`.
 */
export const logout = (lookup: Lookup, pool: UserPool, { searchParams, search }: URL): string => {
  const client = clientOf(lookup, pool, searchParams);
  const uri = searchParams.get("logout_uri");
  if (uri === null) {
    readAuthorizationRequest(lookup, pool, searchParams);
    return `login${search}`;
  }
  if (client.logoutUrls.includes(uri)) return uri;
  throw new AuthorizationError(
    "redirect_mismatch",
    `logout_uri ${uri} is none of the sign-out URLs of the app client: ${client.logoutUrls.join(", ") || "it has none"}.`,
  );
};
