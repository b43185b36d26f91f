import { randomUUID } from "node:crypto";
import type { PopularView } from "@sourdough/events-schema/http";
import { dim } from "../stage.ts";
import type { Story } from "../story.ts";

const storeId = "store-1";
const visitors = 40;
const perRequest = 50;

export const activity: Story = {
  name: "activity",
  about:
    "forty visitors look around; a minute later the shop knows what is popular, and the office what is wanted",
  async play(stage) {
    const { apiUrl, webUrl } = stage.outputs;
    const staff = await stage.staff();
    const menu = (await staff.menu(storeId)).filter(({ onHand }) => onHand > 0);
    const favourites = [stage.pick(menu), stage.pick(menu)];
    const records = Array.from({ length: visitors }, () => {
      const wanted = stage.random() < 0.5 ? stage.pick(favourites) : stage.pick(menu);
      const looks = [stage.pick(menu), stage.pick(menu), wanted].map(({ sku }) => ({
        kind: "ProductViewed",
        sku,
      }));
      return stage.random() < 0.6 ? [...looks, { kind: "AddedToBasket", sku: wanted.sku }] : looks;
    })
      .flat()
      .map((one) => ({
        ...one,
        version: 1,
        recordId: randomUUID(),
        storeId,
        occurredAt: new Date().toISOString(),
      }));
    // Twice, as a page does that was told to come back.
    for (const copy of ["sent", "sent again"]) {
      for (let from = 0; from < records.length; from += perRequest) {
        const answer = await fetch(`${apiUrl}/activity`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ records: records.slice(from, from + perRequest) }),
        });
        if (answer.status !== 202) throw new Error(`POST /activity answered ${answer.status}.`);
      }
      stage.say(dim(`${records.length} records of ${visitors} visitors, ${copy}`));
    }

    await stage.pass({ minutes: 1 });
    const { skus } = await stage.until<PopularView>("the minute is counted", async () => {
      const popular = await staff.popular(storeId);
      return popular.at === undefined ? undefined : popular;
    });
    const name = (sku: string) => menu.find((item) => item.sku === sku)?.name ?? sku;
    stage.say(`Popular right now: ${skus.map(name).join(", ")}.`);
    const signal = AbortSignal.timeout(60_000);
    for await (const { minutes } of (await staff.office()).watchDemand(storeId, { signal })) {
      const all = minutes.flatMap(({ products }) => products);
      const sum = (count: "viewed" | "added") => all.reduce((total, product) => total + product[count], 0);
      stage.say(`Within the hour: ${sum("viewed")} looks, ${sum("added")} in baskets, each counted once.`);
      break;
    }
    stage.say(`${dim("In the shop at")} ${webUrl} ${dim("and the office at")} ${webUrl}/office`);
  },
};
