/**
 * The page that somebody wanted before they were asked to sign in: `/sign-in?to=/kitchen`. Never another site, whatever
 * a link says.
 */
export const wantedPage = (search: string, origin: string): string => {
  const to = new URLSearchParams(search).get("to") ?? "";
  const url = to.startsWith("/") ? URL.parse(to, origin) : null;
  if (url?.origin !== origin || url.pathname.startsWith("/sign-in")) return "/";
  return url.pathname;
};
