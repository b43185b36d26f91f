import { untilIdle } from "../console.ts";
import { percentile } from "../statistics.ts";
import { auditFigures, inShop, oneAtATime, type Part, warmUpOrders } from "./part.ts";

const orders = 1_000;

/** A thousand orders in one go. */
export const burst: Part = (bench) =>
  inShop("burst", bench, async (shop) => {
    const part = "burst";
    const warmUp = await oneAtATime(shop, warmUpOrders);
    await untilIdle(shop.outputs.consoleUrl);
    bench.progress(`${orders} orders in one go`);
    const startedAt = Date.now();
    const placed = await Promise.all(Array.from({ length: orders }, () => shop.place()));
    const acceptedAt = Date.now();
    const ends = await Promise.all(placed.map(({ end }) => end));
    const terminalAt = Date.now();
    const deliveredAt = await untilIdle(shop.outputs.consoleUrl);
    const seconds = (at: number) => (at - startedAt) / 1000;
    const silent = ends.filter(({ status }) => status === "LOST").length;
    return [
      { part, name: "all accepted", value: seconds(acceptedAt), unit: "s", note: `${orders} orders` },
      {
        part,
        name: "all terminal",
        value: seconds(terminalAt),
        unit: "s",
        target: { atMost: 40 },
        note: `median order ${(
          percentile(
            ends.map(({ ms }) => ms),
            0.5,
          ) / 1000
        ).toFixed(1)} s`,
      },
      {
        part,
        name: "all delivered",
        value: seconds(deliveredAt),
        unit: "s",
        note: "stock and money settled, e-mails sent",
      },
      { part, name: "without a final message", value: silent, unit: "orders", target: { atMost: 0 } },
      ...(await auditFigures(part, shop, [...warmUp.placed, ...placed])),
    ];
  });
