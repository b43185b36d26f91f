import { activitySize } from "@sourdough/events-schema/activity-size";
import type { ActivityAnswer, ActivityBody } from "@sourdough/events-schema/http";
import { createHttp } from "./http.ts";
import { startVisit, type VisitStorage } from "./visit.ts";

export type ActivityRecord = ActivityBody["records"][number];
type Without<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;

/** What a visitor did; the log adds when, and an id. */
export type Activity = Without<ActivityRecord, "version" | "recordId" | "occurredAt">;

/** Tells the bakery what visitors do: nothing of who they are, and never in the way of anything. */
export interface ActivityLog {
  /** Sent with others, within ten seconds. What a visit has once, such as `MenuShown`, is taken once. */
  note(activity: Activity): void;
  /** Hands all that waits to the browser, which sends it even when the page is gone. */
  leave(): void;
}

/** What of `navigator` a log needs; Node has none of it. */
interface Browser {
  sendBeacon?(url: string, body: Blob): boolean;
  readonly doNotTrack?: string | null;
  readonly globalPrivacyControl?: boolean;
}

export interface ActivityLogOptions {
  /** Base of the HTTP API, such as `/api`. */
  apiUrl: string;
  /** The part of visits that tell anything, 0 to 1. A visit that asks not to be tracked never does. */
  sampling: number;
  /** Lasts as long as the visit; by default the browser's session storage. */
  storage?: VisitStorage | undefined;
  navigator?: Browser | undefined;
  fetch?: typeof fetch;
}

/** Milliseconds. */
const sendAfter = 10_000;
/** What waits longer than this while the bakery cannot be reached is forgotten, oldest first. */
const mostWaiting = 200;

export const createActivityLog = ({
  apiUrl,
  sampling,
  storage,
  navigator = globalThis.navigator as Browser | undefined,
  fetch,
}: ActivityLogOptions): ActivityLog => {
  if (navigator?.globalPrivacyControl || navigator?.doNotTrack === "1") return silent;
  const visit = startVisit(sampling, storage);
  if (!visit.isSampled) return silent;

  const request = createHttp({ apiUrl, token: async () => undefined, ...(fetch && { fetch }) });
  let waiting: ActivityRecord[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = async () => {
    clearTimeout(timer);
    timer = undefined;
    const records = waiting.splice(0, activitySize.recordsPerRequest);
    if (records.length === 0) return;
    try {
      // Tries again within a minute, which is as long as the bakery knows a record that comes twice.
      await request<ActivityAnswer>("POST", "/activity", { body: { records } });
    } catch {
      // Nobody misses what was looked at while the bakery could not be reached.
    }
  };

  return {
    note(activity) {
      if (!visit.takes(activity)) return;
      waiting = [
        ...waiting.slice(1 - mostWaiting),
        {
          version: 1,
          recordId: crypto.randomUUID(),
          occurredAt: new Date().toISOString(),
          ...activity,
        } as ActivityRecord,
      ];
      if (waiting.length >= activitySize.recordsPerRequest) void send();
      else timer ??= setTimeout(() => void send(), sendAfter);
    },
    leave() {
      clearTimeout(timer);
      timer = undefined;
      while (waiting.length > 0) {
        const records = waiting.splice(0, activitySize.recordsPerRequest);
        // From the same origin as the API, where this type needs no preflight.
        const body = new Blob([JSON.stringify({ records })], { type: "application/json" });
        navigator?.sendBeacon?.(`${apiUrl}/activity`, body);
      }
    },
  };
};

const silent: ActivityLog = { note() {}, leave() {} };
