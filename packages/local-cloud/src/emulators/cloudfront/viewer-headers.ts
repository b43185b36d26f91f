import { HttpRefusal } from "../../http/refusal.ts";
import { type Location, locationHeaders, parseLocation } from "./locations.ts";
import type { Headers } from "./messages.ts";

/** Says where the viewer of one request is: a city, or latitude and longitude. Only here; it goes no further. */
export const LOCATION_HEADER = "x-local-location";

const locationOf = (text: string): Location => {
  try {
    return parseLocation(decodeURIComponent(text));
  } catch (error) {
    throw new HttpRefusal(400, "BadLocation", `${LOCATION_HEADER}: ${(error as Error).message}`);
  }
};

const isMobile = (agent: string) => /Mobi|Android|iPhone|iPad/i.test(agent);

/** What CloudFront knows without a place. */
const others = (agent: string): Readonly<Record<string, string>> => ({
  "cloudfront-forwarded-proto": "http",
  "cloudfront-viewer-http-version": "1.1",
  "cloudfront-is-mobile-viewer": String(isMobile(agent)),
  "cloudfront-is-desktop-viewer": String(!isMobile(agent)),
  "cloudfront-is-tablet-viewer": String(/iPad|Tablet/i.test(agent)),
  "cloudfront-is-smarttv-viewer": "false",
  "cloudfront-is-android-viewer": String(/Android/i.test(agent)),
  "cloudfront-is-ios-viewer": String(/iPhone|iPad/i.test(agent)),
});

/**
 * The headers of a viewer, with those of CloudFront that a policy adds. What a viewer sends under such a name is
 * replaced, or goes where CloudFront has no value.
 */
export const viewerHeaders = (
  raw: Headers,
  added: ReadonlySet<string>,
  location: Location | undefined,
): Headers => {
  const { [LOCATION_HEADER]: told, ...rest } = raw;
  const where = told?.[0] === undefined ? location : locationOf(told[0]);
  const known = { ...others(raw["user-agent"]?.[0] ?? ""), ...(where && locationHeaders(where)) };
  const own = Object.entries(known).filter(([name]) => added.has(name));
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !added.has(name))),
    ...Object.fromEntries(own.map(([name, value]) => [name, [value]])),
  };
};
