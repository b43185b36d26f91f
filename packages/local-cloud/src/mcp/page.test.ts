import { expect, test } from "vitest";
import { fitting, MOST_CHARACTERS, pageBefore, pageFrom, shortened } from "./page.ts";

const items = Array.from({ length: 30 }, (_, index) => ({ at: 1000 - index, text: "x".repeat(1500) }));

/** Every page, as somebody reads them who follows the cursor. */
const allPages = (
  page: (cursor: string | undefined) => { items: readonly unknown[]; nextCursor?: string },
) => {
  const pages: (readonly unknown[])[] = [];
  let cursor: string | undefined;
  do {
    const { items: read, nextCursor } = page(cursor);
    pages.push(read);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return pages;
};

test("cuts a list by its size, and goes on at the cursor", () => {
  const pages = allPages((cursor) => pageFrom(items, cursor));

  expect(pages.length).toBeGreaterThan(2);
  expect(pages.flat()).toEqual(items);
  for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(MOST_CHARACTERS + 100);
});

test("goes on before the last one shown, in a list that grows at its beginning", () => {
  const grown = [{ at: 2000, text: "new" }, ...items];
  const pages = allPages((cursor) => {
    const before = Number(cursor ?? 1001);
    const older = grown.filter(({ at }) => at < before).slice(0, 10);
    return pageBefore(older, ({ at }) => at, older.length < 10);
  });

  expect(pages.flat()).toEqual(items);
});

test("ends between two times, so that nothing is missed", () => {
  const lines = [5, 4, 3, 3, 3, 2, 1].map((at) => ({ at, text: "x".repeat(4500) }));
  const pages = allPages((cursor) => {
    const older = lines.filter(({ at }) => at < Number(cursor ?? 9)).slice(0, 4);
    return pageBefore(older, ({ at }) => at, older.length < 4);
  });

  expect(pages.flat()).toEqual(lines.map((line) => fitting(line)));
  expect(pages.map((page) => page.length)).toEqual([2, 3, 2]);
});

test("has an end, also of nothing and where the last page is a whole one", () => {
  expect(pageFrom([], undefined)).toEqual({ items: [] });
  expect(pageFrom(["a"], "7")).toEqual({ items: [] });
  expect(pageBefore([], Number, false)).toEqual({ items: [] });
  expect(pageBefore([1], Number, true)).toEqual({ items: [1] });
});

test("cuts long texts and says how much, wherever they are", () => {
  const long = { text: "x".repeat(2500), within: [{ text: "y".repeat(2001) }], number: 7, nothing: null };

  expect(shortened(long)).toEqual({
    text: `${"x".repeat(2000)}… (500 characters more)`,
    within: [{ text: `${"y".repeat(2000)}… (1 characters more)` }],
    number: 7,
    nothing: null,
  });
});

test("one that is too large by itself comes as the beginning of its JSON", () => {
  const [shown] = pageFrom([Object.fromEntries(items.map(({ at, text }) => [at, text]))], undefined).items;

  expect(shown).toMatch(/^\{"971":"x+.*characters more\)$/);
  expect(String(fitting(items)).length).toBeLessThan(MOST_CHARACTERS + 100);
});
