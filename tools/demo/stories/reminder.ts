import { dim } from "../stage.ts";
import type { Story } from "../story.ts";
import { messageAbout, orderReady } from "./ready-order.ts";

export const reminder: Story = {
  name: "reminder",
  about:
    "a bag waits on the counter for half an hour, and its customer is reminded; another one is collected",
  async play(stage) {
    const late = await orderReady(stage, "Ada");
    const early = await orderReady(stage, "Ben");
    await early.kitchen.markCollected(early.orderId);
    stage.say("Ben comes for his at once: the schedule that would have reminded him is gone.");
    await stage.pass({ minutes: 31 });
    stage.say(dim("31 minutes pass."));
    await stage.until("reminder for Ada", () => messageAbout(stage, late.orderId, /waits for you/));
    if (await messageAbout(stage, early.orderId, new RegExp(`${early.orderId.slice(-6)} waits for you`)))
      throw new Error("Ben was reminded of what he has.");
    stage.say(`Ada has mail: her order ${late.orderId.slice(-6)} waits for her.`);
    await late.kitchen.markCollected(late.orderId);
    stage.say("She comes, and nobody closes anything over her head.");
  },
};
