import { createActivityLog } from "@sourdough/order-client";

/** What visitors of the shop do, told to the bakery: of a sample of visits (infra.ts), never of one that asks to be left alone. */
export const activity = createActivityLog({
  apiUrl: import.meta.env.VITE_API_URL,
  sampling: Number(import.meta.env.VITE_ACTIVITY_SAMPLING),
});

addEventListener("pagehide", () => activity.leave());
document.addEventListener(
  "visibilitychange",
  () => document.visibilityState === "hidden" && activity.leave(),
);
