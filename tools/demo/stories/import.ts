import type { ImportSummary } from "@sourdough/events-schema/http";
import type { Office } from "@sourdough/order-client";
import { dim, type Stage } from "../stage.ts";
import type { Story } from "../story.ts";

const header = "sku,name,category,priceCents,allergens,store-1,store-2,store-3";
const winter = [
  "stollen,Christmas stollen,seasonal,1450,gluten milk nuts,12,10,12",
  "gingerbread,Gingerbread heart,seasonal,390,gluten egg nuts,60,60,60",
  "baked-apple,Baked apple tart,seasonal,460,gluten milk egg,24,18,20",
  '"butter-croissant","Butter\ncroissant",pastry,285,gluten milk egg,,,',
];
const mistakes = [
  "Speculoos,Speculoos,seasonal,320,gluten,40,40,40",
  "roast-chestnuts,Roast chestnuts,seasonal,4.50,nuts,20,20,20",
  "mulled-wine,=2+2,drink,520,sulphites,80,80,80",
];

const files: readonly (readonly [name: string, text: string])[] = [
  ["winter.csv", [header, ...winter, ...mistakes].join("\n")],
  ["winter-from-excel.csv", `\ufeff${[header, ...winter].join("\r\n").replaceAll(",", ";")}\r\n`],
  ["holiday-photo.csv", "PK\u0003\u0004 and some more"],
  ["empty.csv", ""],
];

const ended = async (stage: Stage, office: Office, importId: string) => {
  const signal = AbortSignal.timeout(60_000);
  for await (const { imports } of office.watch<{ imports: ImportSummary[] }>("imports", { signal })) {
    const found = imports.find((one) => one.importId === importId);
    if (!found) continue;
    if (found.status !== "RUNNING") return found;
    stage.say(dim(`  ${found.rows} of ${found.totalRows} rows`));
  }
  throw new Error(`the import ${importId} did not end within a minute.`);
};

export const importStory: Story = {
  name: "import",
  about: "the office imports menus: one with mistakes, one from a spreadsheet, and two that are none",
  async play(stage) {
    const client = await stage.staff();
    const office = await client.office();
    for (const [name, text] of files) {
      const { importId } = await office.importMenu(new Blob([text]), name);
      const { status, rows, changed, refused, reason } = await ended(stage, office, importId);
      stage.say(
        `${name.padEnd(22)} ${status}  ${reason ?? `${rows} rows, ${changed} changed, ${refused} not taken`}`,
      );
      if (refused === 0) continue;
      for (const problem of await office.importProblems(importId))
        stage.say(dim(`  line ${problem.line}, ${problem.column ?? "the row"}: ${problem.reason}`));
    }
    const menu = await client.menu("store-1");
    stage.say(
      `On sale: ${menu
        .filter(({ category }) => category === "seasonal")
        .map(({ name }) => name)
        .join(", ")}.`,
    );
    stage.say(dim(`The office shows them: ${stage.outputs.webUrl}/office`));
  },
};
