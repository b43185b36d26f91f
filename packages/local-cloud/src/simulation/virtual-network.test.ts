import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { createScheduler } from "./scheduler.ts";
import { createNetwork, type Fate } from "./virtual-network.ts";

const PORT = 4000;

const told = (answer: Promise<Response>) =>
  answer.then(
    (response) => response.text(),
    (error: NodeJS.ErrnoException) => String(error.code),
  );

test("breaks all connections when its servers are gone, and reaches those that come after them", async () => {
  const scheduler = createScheduler(1, 0);
  const fates: Fate[] = ["whole", "answer lost"];
  const network = createNetwork(scheduler, { fate: () => fates.shift() ?? "whole", latency: () => 1 });
  const listen = (text: string) =>
    network.listen(PORT, (_, response: ServerResponse) => void response.writeHead(200).end(text));
  const client = network.client("somebody");
  const ask = () => told(client.fetch(`http://127.0.0.1:${PORT}/`));
  const story = async () => {
    network.listen(PORT, () => {});
    const waiting = [ask(), ask()];
    await new Promise<void>((resolve) => void scheduler.after(50, resolve));
    const onItsWay = ask();
    scheduler.after(0.5, () => network.reset());
    const broken = await Promise.all([...waiting, onItsWay]);
    const refused = await ask();
    listen("back");
    return [...broken, refused, await ask(), await ask()];
  };
  let result: string[] | undefined;
  void story().then((lines) => {
    result = lines;
  });
  scheduler.after(60_000, () => {
    result ??= ["nobody heard of it"];
  });
  await scheduler.run(() => result !== undefined);
  expect(result).toEqual([...Array(4).fill("ECONNRESET"), "back", "back"]);
});
