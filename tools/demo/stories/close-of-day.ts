import { stores } from "@sourdough/events-schema/stores";
import { dim } from "../stage.ts";
import type { Story } from "../story.ts";
import { messageAbout, orderReady } from "./ready-order.ts";

/** Minutes until a store's clock says so, and one more. */
const minutesTo = (closingTime: string, timeZone: string, now: number) => {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format(now);
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return ((minutes(closingTime) - minutes(clock) + 24 * 60) % (24 * 60)) + 1;
};

export const closeOfDay: Story = {
  name: "close-of-day",
  about: "a store closes: who did not come is told, the bag is written off, and the office sees it",
  async play(stage) {
    const [store] = stores;
    const ada = await orderReady(stage, "Ada", store.storeId);
    const answer = await fetch(`${stage.outputs.consoleUrl}/api/clock`);
    const { now } = (await answer.json()) as { now: number };
    const minutes = minutesTo(store.closingTime, store.timeZone, now);
    await stage.pass({ minutes });
    stage.say(dim(`${minutes} minutes pass: it is ${store.closingTime} at ${store.name}.`));
    await stage.until("end of Ada's order", async () =>
      (await ada.client.order(ada.orderId)).status === "NOT_COLLECTED" ? true : undefined,
    );
    stage.say(
      `Nobody came for ${ada.orderId.slice(-6)}: it is NOT_COLLECTED, and its pieces are written off.`,
    );
    await stage.until("message for Ada", () =>
      messageAbout(stage, ada.orderId, /Nobody came for your order/),
    );
    stage.say("Ada has mail about it. The money stays: it was made for her.");
    const staff = await stage.staff();
    const office = await staff.office();
    const signal = AbortSignal.timeout(60_000);
    for await (const { closings } of office.watch<{ closings: { storeId: string; lastClosing?: object }[] }>(
      "closings",
      { signal },
    )) {
      const closing = closings.find(({ storeId }) => storeId === store.storeId)?.lastClosing;
      if (!closing) continue;
      stage.say(`${dim("The office sees")} ${JSON.stringify(closing)}`);
      break;
    }
  },
};
