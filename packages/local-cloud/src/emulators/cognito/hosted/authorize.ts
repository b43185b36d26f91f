import { randomUUID } from "node:crypto";
import type { Clock } from "../../../core/clock.ts";
import type { Grants } from "../grants.ts";
import type { BrowserSession, Store, User } from "../store.ts";
import { type AuthorizationRequest, callback } from "./authorization-request.ts";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html: five minutes. */
const CODE_MS = 5 * 60_000;

interface Parts {
  readonly grants: Grants;
  readonly store: Store;
  readonly clock: Clock;
}

/** Where the browser of a user who signed in goes next: back to the app, with a code or tokens. */
export type Authorize = (
  request: AuthorizationRequest,
  user: User,
  session: Pick<BrowserSession, "authTime">,
  causes: readonly number[],
) => Promise<string>;

export const createAuthorize =
  ({ grants, store, clock }: Parts): Authorize =>
  async (request, user, { authTime }, causes) => {
    const { pool, client, redirectUri, scopes, state, nonce, codeChallenge } = request;
    const scope = scopes.join(" ");
    const signIn = { ...grants.signIn(), authTime };
    if (request.responseType === "code") {
      const code = randomUUID();
      store.authorizationCodes.set(code, {
        ...signIn,
        poolId: pool.id,
        clientId: client.id,
        sub: user.sub,
        scope,
        redirectUri,
        nonce,
        codeChallenge,
        expiresAt: clock.now() + CODE_MS,
      });
      return callback(redirectUri, { code, state });
    }
    const wanted = { pool, client, user, caller: { causes }, why: "HostedAuth" } as const;
    const { AccessToken, IdToken, ExpiresIn, TokenType } = await grants.give(wanted, signIn, scope, nonce);
    return callback(
      redirectUri,
      {
        access_token: AccessToken,
        id_token: scopes.includes("openid") ? IdToken : undefined,
        token_type: TokenType,
        expires_in: String(ExpiresIn),
        state,
      },
      "fragment",
    );
  };
