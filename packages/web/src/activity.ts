import { createActivityLog } from "@sourdough/order-client";

/** What visitors of the shop do, told to the bakery: of every visit that does not ask to be left alone. */
export const activity = createActivityLog({ apiUrl: import.meta.env.VITE_API_URL, sampling: 1 });

addEventListener("pagehide", () => activity.leave());
document.addEventListener(
  "visibilitychange",
  () => document.visibilityState === "hidden" && activity.leave(),
);
