import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Where the page's development server finds what is below `/api`: `API_ORIGIN`, which `sst dev` sets to the router of the
 * stage, or the local cloud that runs here; undefined where there is neither. Throws when `API_ORIGIN` is no origin.
 */
export const apiOrigin = (folder: string, { API_ORIGIN: given } = process.env): string | undefined => {
  if (given) {
    const url = URL.parse(given);
    if (url && /^https?:$/.test(url.protocol)) return url.origin;
    throw new Error(`API_ORIGIN=${given} is no origin. Use one such as https://d111.cloudfront.net.`);
  }
  try {
    const { webUrl } = JSON.parse(readFileSync(join(folder, "../../.local/outputs.json"), "utf8"));
    return typeof webUrl === "string" ? webUrl : undefined;
  } catch {
    return undefined;
  }
};
