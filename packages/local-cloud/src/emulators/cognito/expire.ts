import type { Clock } from "../../core/clock.ts";
import type { Store } from "./store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const dropOver = (store: Store, now: number): void => {
  const { codes, sessions, refreshTokens, authorizationCodes, browserSessions, revoked } = store;
  for (const things of [codes, sessions, refreshTokens, authorizationCodes, browserSessions])
    for (const [key, { expiresAt }] of things) if (expiresAt <= now) things.delete(key);
  const signIns = new Set([...refreshTokens.values()].map(({ originJti }) => originJti));
  // An access token is of use for a day at most.
  for (const [originJti, at] of revoked)
    if (!signIns.has(originJti) && at + DAY_MS <= now) revoked.delete(originJti);
};

/** Lets go of codes, tokens and sessions that are over: now, and every hour. */
export const expire = (store: Store, clock: Pick<Clock, "now" | "schedule">): void => {
  dropOver(store, clock.now());
  clock.schedule(HOUR_MS, () => expire(store, clock));
};
