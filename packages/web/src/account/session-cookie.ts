const name = "sourdough-session";

/**
 * Tells the edge that somebody is signed in, and until when (seconds since the epoch), so that it does not load the
 * kitchen for whoever has to sign in first. It is no credential: who it is, and what they may, the API reads in the token.
 */
export const cookieOf = (until: number, isSecure: boolean): string =>
  `${name}=${Math.floor(until)}; Path=/; Max-Age=${Math.max(0, Math.floor(until - Date.now() / 1000))}; SameSite=Lax${isSecure ? "; Secure" : ""}`;

const set = (until: number) => {
  // Some browsers take no secure cookie from http://localhost.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in all browsers.
  document.cookie = cookieOf(until, location.protocol === "https:");
};

export const keepSession = (until: number) => set(until);
export const endSession = () => set(0);
