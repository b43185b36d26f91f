/**
 * The page that somebody wanted before they were asked to sign in, with its query: `/sign-in?to=/office?store=store-1`.
 * Never another site, whatever a link says: a path of `//` is one, and `/.//` comes to that.
 */
export const wantedPage = (search: string, origin: string): string => {
  const to = new URLSearchParams(search).get("to") ?? "";
  const url = to.startsWith("/") ? URL.parse(to, origin) : null;
  if (url?.origin !== origin || /^\/(\/|sign-in)/.test(url.pathname)) return "/";
  return `${url.pathname}${url.search}`;
};
