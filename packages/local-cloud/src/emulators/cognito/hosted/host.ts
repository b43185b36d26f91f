import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud, HostContext, VirtualHost } from "../../../core/cloud.ts";
import type { Grants } from "../grants.ts";
import type { Lookup } from "../lookup.ts";
import type { Recovery } from "../recovery.ts";
import type { Registration } from "../registration.ts";
import type { SignIns } from "../sign-in.ts";
import type { SoftwareTokens } from "../software-tokens.ts";
import type { Store } from "../store.ts";
import type { UserPool } from "../user-pool.ts";
import { createAccountPages } from "./account.ts";
import { AuthorizationError, loginRequired, readAuthorizationRequest } from "./authorization-request.ts";
import { createAuthorize } from "./authorize.ts";
import { createBrowsers } from "./browser.ts";
import { createLogin } from "./login.ts";
import { logout } from "./logout.ts";
import { type Page, renderPage } from "./page.ts";
import { createTokenEndpoints } from "./tokens.ts";

interface Parts {
  readonly cloud: Cloud;
  readonly store: Store;
  readonly lookup: Lookup;
  readonly grants: Grants;
  readonly signIns: SignIns;
  readonly softwareTokens: SoftwareTokens;
  readonly registration: Registration;
  readonly recovery: Recovery;
}

const redirect = (location: string, cookie?: string): Response => {
  const headers = new Headers({ location, "cache-control": "no-store" });
  if (cookie !== undefined) headers.append("set-cookie", cookie);
  return new Response(null, { status: 302, headers });
};

/**
 * The pages of a user pool's domain, and its endpoints of OAuth 2 and OpenID Connect. Every link is relative, since a
 * domain answers below `/_host/<domain>` of the endpoint as well as at its own name.
 */
export const createHosted = (parts: Parts) => {
  const { cloud, store, lookup, grants, registration, recovery } = parts;
  const { clock } = cloud;
  const browsers = createBrowsers(store, clock);
  const authorize = createAuthorize({ grants, store, clock });
  const endpoints = createTokenEndpoints({ account: cloud, grants, store, clock });
  const login = createLogin(parts.signIns, parts.softwareTokens);
  const account = createAccountPages(registration, recovery);

  const show = (request: Request, page: Page): Response => {
    const { token, cookie } = browsers.formToken(request);
    const form = page.form && { ...page.form, hidden: { ...page.form.hidden, _csrf: token } };
    return renderPage({ ...page, ...(form && { form }) }, 200, new Headers({ "set-cookie": cookie }));
  };

  const formOf = async (request: Request): Promise<Record<string, string>> => {
    const form = Object.fromEntries(new URLSearchParams(await request.text()));
    if (browsers.isOwnForm(request, form._csrf)) return form;
    throw new AuthorizationError("invalid_request", "The form is not of this page, or its cookie is gone.");
  };

  const loginRoute = async (request: Request, pool: UserPool, url: URL, { causes }: HostContext) => {
    const asked = readAuthorizationRequest(lookup, pool, url.searchParams);
    if (request.method !== "POST") return show(request, login.show(asked, url.search));
    const caller = { principal: { kind: "anonymous" }, causes } as const;
    const turn = await login.take(asked, url.search, await formOf(request), caller);
    if (!("user" in turn)) return show(request, turn);
    const authTime = Math.floor(clock.now() / 1000);
    const cookie = browsers.signIn(turn.user, authTime);
    return redirect(await authorize(asked, turn.user, { authTime }, causes), cookie);
  };

  const accountRoute = async (
    which: keyof typeof account,
    { request, pool, url, causes }: { request: Request; pool: UserPool; url: URL; causes: readonly number[] },
  ) => {
    const asked = readAuthorizationRequest(lookup, pool, url.searchParams);
    const pages = account[which];
    if (request.method !== "POST") return show(request, pages.show(asked, url.search));
    const caller = { principal: { kind: "anonymous" }, causes } as const;
    const turn = await pages.take(asked, url.search, await formOf(request), caller);
    return show(request, "signIn" in turn ? login.show(asked, url.search, turn.signIn) : turn);
  };

  const authorizeRoute = async (request: Request, pool: UserPool, url: URL, { causes }: HostContext) => {
    const asked = readAuthorizationRequest(lookup, pool, url.searchParams);
    const session = browsers.sessionOf(request, pool.id);
    const user = session && pool.find(session.sub);
    if (session && user?.enabled && asked.prompt !== "login")
      return redirect(await authorize(asked, user, session, causes));
    if (asked.prompt === "none") throw loginRequired(asked);
    return redirect(`../login${url.search}`);
  };

  /** What a link in a mail leads to. */
  const confirmUserRoute = async (pool: UserPool, { searchParams }: URL, { causes }: HostContext) => {
    const { client } = lookup.client(searchParams.get("client_id") ?? "", pool);
    const caller = { principal: { kind: "anonymous" }, causes } as const;
    const username = searchParams.get("user_name") ?? "";
    await registration.confirm(
      { pool, client, caller },
      username,
      searchParams.get("confirmation_code") ?? "",
    );
    return renderPage({ title: "Your account is confirmed", notice: "You can close this page and sign in." });
  };

  const route = (request: Request, pool: UserPool, url: URL, context: HostContext) => {
    const { pathname } = url;
    switch (pathname) {
      case "/oauth2/authorize":
        return authorizeRoute(request, pool, url, context);
      case "/oauth2/token":
        return request.method === "OPTIONS" ? endpoints.preflight() : endpoints.token(request, pool, context);
      case "/oauth2/revoke":
        return request.method === "OPTIONS" ? endpoints.preflight() : endpoints.revoke(request, pool);
      case "/oauth2/userInfo":
        return request.method === "OPTIONS" ? endpoints.preflight() : endpoints.userInfo(request, pool);
      case "/login":
        return loginRoute(request, pool, url, context);
      case "/signup":
      case "/confirm":
      case "/forgotPassword":
        return accountRoute(pathname.slice(1) as keyof typeof account, { request, pool, url, ...context });
      case "/confirmUser":
        return confirmUserRoute(pool, url, context);
      case "/logout":
        return redirect(logout(lookup, pool, url), browsers.signOut(request));
      default:
        return renderPage({ title: "There is no such page", problem: pathname }, 404);
    }
  };

  return (host: string): VirtualHost => ({
    host,
    // On AWS everybody may: what a page gets, it gets for a code, a secret or a token.
    admits: () => true,
    async fetch(request, context) {
      const domain = [...store.domains.values()].find((each) => each.host === host);
      const url = context.url ?? new URL(request.url);
      try {
        if (!domain) return renderPage({ title: "There is no such domain", problem: host }, 404);
        return await route(request, lookup.pool(domain.userPoolId), url, context);
      } catch (error) {
        if (error instanceof AuthorizationError && error.backTo !== undefined) return redirect(error.backTo);
        if (error instanceof AuthorizationError)
          return renderPage(
            { title: "Something is wrong with the request", problem: `${error.code}: ${error.message}` },
            400,
          );
        if (error instanceof AwsError)
          return renderPage({ title: "That did not work", problem: error.message }, 400);
        throw error;
      }
    },
  });
};
