import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../../core/clock.ts";
import type { BrowserSession, Store, User } from "../store.ts";

const SIGNED_IN = "cognito";
const FORM = "XSRF-TOKEN";
/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html */
const HOUR_MS = 60 * 60_000;

/** Cookies without a path belong to the folder of the page, which is all that a domain has behind the endpoint. */
const cookie = (name: string, value: string, age?: number): string =>
  `${name}=${value}; HttpOnly; SameSite=Lax${age === undefined ? "" : `; Max-Age=${age}`}`;

const cookieOf = (request: Request, name: string): string | undefined =>
  request.headers
    .get("cookie")
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** What the pages of a domain know of a browser. */
export interface Browsers {
  /** Whoever signed in here in the last hour. */
  sessionOf(request: Request, poolId: string): BrowserSession | undefined;
  signIn(user: User, authTime: number): string;
  /** Ends the session; returns the cookie that does so in the browser. */
  signOut(request: Request): string;
  /** A value for forms of our own: the browser brings it back in a cookie, too, which no other page can read. */
  formToken(request: Request): { readonly token: string; readonly cookie: string };
  isOwnForm(request: Request, token: string | undefined): boolean;
}

export const createBrowsers = ({ browserSessions }: Store, clock: Clock): Browsers => ({
  sessionOf(request, poolId) {
    const session = browserSessions.get(cookieOf(request, SIGNED_IN) ?? "");
    return session?.poolId === poolId && session.expiresAt > clock.now() ? session : undefined;
  },
  signIn({ poolId, sub }, authTime) {
    const id = randomBytes(32).toString("base64url");
    browserSessions.set(id, { poolId, sub, authTime, expiresAt: clock.now() + HOUR_MS });
    return cookie(SIGNED_IN, id, HOUR_MS / 1000);
  },
  signOut(request) {
    browserSessions.delete(cookieOf(request, SIGNED_IN) ?? "");
    return cookie(SIGNED_IN, "", 0);
  },
  formToken(request) {
    const token = cookieOf(request, FORM) ?? randomBytes(24).toString("base64url");
    return { token, cookie: cookie(FORM, token) };
  },
  isOwnForm(request, token = "") {
    const expected = Buffer.from(cookieOf(request, FORM) ?? "");
    const given = Buffer.from(token);
    return expected.length > 0 && given.length === expected.length && timingSafeEqual(given, expected);
  },
});
