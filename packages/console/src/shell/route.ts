import { useMemo, useSyncExternalStore } from "react";

/** `#/trace/ord-01J/17?only=failed` is view `trace`, rest `["ord-01J", "17"]` and a query. */
export interface Route {
  view: string;
  rest: string[];
  query: URLSearchParams;
}

export const parseHash = (hash: string): Route => {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [view, ...rest] = path.split("/").filter(Boolean).map(decodeURIComponent);
  return { view: view ?? "map", rest, query: new URLSearchParams(search) };
};

/** The address of a view; everything after it is encoded. */
export const linkTo = (
  view: string,
  rest: (string | number | undefined)[] = [],
  query: Record<string, string | undefined> = {},
): string => {
  const set = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(set).toString();
  const path = [view, ...rest.filter((part) => part !== undefined)].map((part) => encodeURIComponent(part));
  return `#/${path.join("/")}${search && `?${search}`}`;
};

export const go = (link: string, how: "push" | "replace" = "push") => {
  if (how === "push") location.hash = link;
  else {
    history.replaceState(null, "", link);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  }
};

const subscribe = (listener: () => void) => {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
};

export const useRoute = (): Route => {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => parseHash(hash), [hash]);
};
