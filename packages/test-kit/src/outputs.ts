import type { LocalOutputs } from "sourdough-local";

/** What the config returns, and where everything answers. */
export interface BakeryOutputs extends LocalOutputs, Record<string, unknown> {
  apiUrl: string;
  realtimeHttpUrl: string;
  realtimeWsUrl: string;
  userPoolId: string;
  userPoolClientId: string;
}
