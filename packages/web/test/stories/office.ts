import { expect, test } from "vitest";
import { audit, dispute, nightly } from "../office-lists.ts";
import { dark, phone, type Shop, wide } from "../shop-page.ts";
import type { Stage } from "../stage.ts";

const header = "sku,name,category,priceCents,allergens,store-1,store-2";
const rolls = (first: number, count: number) =>
  Array.from(
    { length: count },
    (_, index) => `roll-${first + index},Roll ${first + index},bread,300,gluten,5,6`,
  );

const choose = ({ page }: Shop, name: string, text: string) =>
  page.getByLabel("Choose a menu").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const slip = ({ page }: Shop, name: string) => page.locator(".slip").filter({ hasText: name });

/** Lets one batch of an import through, and holds the others. */
const holdBatches = ({ bakery }: Stage) => {
  type Invoke = (input: { Payload?: unknown }, caller: unknown) => Promise<unknown>;
  const operations = bakery.local.cloud.emulator("lambda")!.operations as unknown as { Invoke: Invoke };
  const invoke = operations.Invoke;
  const { promise: released, resolve } = Promise.withResolvers<void>();
  let batches = 0;
  operations.Invoke = async (input, caller) => {
    if (String(input.Payload).includes('"ImportBatch"') && ++batches > 1) await released;
    return invoke(input, caller);
  };
  const release = () => {
    operations.Invoke = invoke;
    resolve();
  };
  return { release };
};

/** Lists as the API would answer with them, for looks that no story leads to. */
const answerWith = async ({ page }: Shop, lists: Record<string, object>) => {
  for (const [topic, json] of Object.entries(lists))
    await page.route(`**/api/office/${topic}`, (route) => route.fulfill({ json }));
  await page.reload();
};

export const officeStories = (stage: Stage) => {
  test("somebody imports a menu, sees it go in, and what did not", async () => {
    const [office, customer] = await Promise.all([stage.staff({}, "/office"), stage.member()]);
    await office.see("Live");
    await choose(
      office,
      "november.csv",
      [header, ...rolls(1, 30), "bun,=cmd,bread,2.80,gluten,1,1"].join("\n"),
    );

    const done = slip(office, "november.csv");
    await done.getByText("Done").waitFor();
    await done.getByRole("button", { name: "Why not?" }).click();
    await office.see('"=cmd" looks like a formula. Write its value.');
    await office.see("Write 280 for 2.80.");
    expect(await done.locator("dl").textContent()).toBe("rows31changed30as before0not taken1");
    expect(await office.violations()).toEqual([]);
    await customer.page.reload();
    await customer.see("Roll 7");
  });

  test("who sends something else is told what it is", async () => {
    const office = await stage.staff({}, "/office");
    await office.see("Live");
    await choose(office, "menu.xlsx.csv", "PK\u0003\u0004");
    const refused = slip(office, "menu.xlsx.csv");
    await refused.getByText("Not a menu").waitFor();
    await refused.getByText(/ZIP archive or an Excel workbook/).waitFor();
    await choose(office, "empty.csv", "");
    await slip(office, "empty.csv").getByText("The file is empty.").waitFor();
  });

  test("thousands of rows are seen going in", async () => {
    const office = await stage.staff({}, "/office");
    await office.see("Live");
    const hold = holdBatches(stage);
    // Without pieces no store sells them: the stories after this one see the menu they know.
    const withoutPieces = [header, ...rolls(1000, 1500)].map((row) => row.split(",").slice(0, 5).join(","));
    await choose(office, "large.csv", withoutPieces.join("\n"));
    const large = slip(office, "large.csv");
    await large.getByText(/^[1-9]\d* of 1,500 rows/).waitFor();
    await office.picture("office-import-running");
    hold.release();
    await large.getByText("Done").waitFor();
    expect(await large.locator("dd").allTextContents()).toEqual(["1,500", "1,500", "0", "0"]);
  });

  test("a form that nobody takes, and a bakery that is away, are said where the file was chosen", async () => {
    const office = await stage.staff({}, "/office");
    await office.see("Live");
    await office.page.route("**/*menu-files*", (route) => route.abort());
    await choose(office, "lost.csv", header);
    await office.page.getByRole("alert").getByText("The bakery cannot be reached.").waitFor();
    await office.context.setOffline(true);
    await office.see("You are offline: a menu can be sent when you are back.");
    await office.context.setOffline(false);
  });

  test("a dispute is answered by keyboard", async () => {
    const office = await stage.staff({}, "/office");
    const said: unknown[] = [];
    await office.page.route("**/api/office/disputes/du_1/answer", (route) => {
      said.push(route.request().postDataJSON());
      return route.fulfill({ json: { disputeId: "du_1", answer: "contest", answeredAt: dispute.openedAt } });
    });
    await answerWith(office, { disputes: { disputes: [dispute] } });
    await office.see("Says they never got it.");
    await office.button(/^Answer/).focus();
    await office.page.keyboard.press("Enter");
    await office.page.getByLabel("In your words").fill("It was handed over at the counter.");
    await office.page.keyboard.press("Tab");
    await office.page.keyboard.press("Enter");
    await expect
      .poll(() => said)
      .toEqual([{ answer: "contest", text: "It was handed over at the counter." }]);
  });

  test("the office is for staff", async () => {
    const customer = await stage.member({}, "/office");
    await customer.heading("Staff only behind the counter.");
    expect(await customer.page.getByRole("link", { name: "Office" }).count()).toBe(0);
  });

  test("a part of the office that does not come says so, and the others are there", async () => {
    const office = await stage.staff({}, "/office");
    await office.page.route("**/api/office/audits", (route) =>
      route.fulfill({ status: 400, json: { title: "Bad Request", status: 400, detail: "no such page" } }),
    );
    await office.page.reload();
    await office.page
      .getByRole("region", { name: "Last audit" })
      .getByRole("button", { name: "Try again" })
      .waitFor();
    await office.page.getByRole("region", { name: "Menu" }).getByText("How a menu is written").waitFor();
    expect(await office.violations()).toEqual([]);
  });

  test.each([
    ["light", {}],
    ["dark", dark],
    ["phone", phone],
    ["narrow", { ...phone, viewport: { width: 360, height: 740 } }],
    ["wide", wide],
  ])("the office is sound and as it should be: %s", async (look, options) => {
    const office = await stage.staff(options, "/office");
    await answerWith(office, { disputes: { disputes: [dispute] }, audits: { audits: [audit], nightly } });
    await office.see("november.csv");
    await office.see("1 difference.");
    await office.press(/^Answer/);
    await office.picture(`${look}-office`, { fullPage: true });
    expect(await office.violations()).toEqual([]);
    const width = await office.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(office.page.viewportSize()?.width);
  });
};
