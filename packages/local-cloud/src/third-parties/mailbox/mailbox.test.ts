import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createClock } from "../../core/clock.ts";
import { openState } from "../../state/state.ts";
import { createLives } from "../../testing/restart.ts";
import { createMailbox, type EmailMessage } from "./index.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const setUp = async (capacity?: number) => {
  const localFolder = await mkdtemp(join(tmpdir(), "mailbox-"));
  folders.push(localFolder);
  const state = openState({ warn: console.error });
  return { localFolder, mailbox: createMailbox({ clock: createClock(), state, localFolder, capacity }) };
};

const email: EmailMessage = {
  messageId: "m-1",
  from: "Sourdough <orders@sourdough.example>",
  to: ["ann@example.com"],
  cc: [],
  bcc: [],
  replyTo: [],
  subject: "Your croissants — confirmed",
  text: "Three croissants.",
  html: "<p>Three croissants.</p>",
  headers: [{ name: "X-Order", value: "ord-1" }],
};

test("writes each message as one readable file whose names sort by arrival", async () => {
  const { localFolder, mailbox } = await setUp();
  mailbox.email(email);
  mailbox.sms({ messageId: "m-2", to: "+31612345678", body: "Ready to collect" });

  const files = (await readdir(join(localFolder, "mailbox"))).sort();
  expect(files.map((file) => file.slice(20))).toEqual([
    "000001-email-ann@example.com.eml",
    "000002-sms-+31612345678.txt",
  ]);
  expect(mailbox.list().map((entry) => entry.file)).toEqual(files);
  const eml = await readFile(join(localFolder, "mailbox", files[0]!), "utf8");
  expect(eml).toContain("Subject: Your croissants — confirmed\n");
  expect(eml).toContain("X-Order: ord-1\n");
  expect(eml).toMatch(
    /multipart\/alternative; boundary="part-m-1"[\s\S]+Three croissants\.\n--part-m-1\n[\s\S]+<p>/,
  );
  expect(await readFile(join(localFolder, "mailbox", files[1]!), "utf8")).toContain("\n\nReady to collect\n");
});

test("a line break in a subject cannot add a header", async () => {
  const { localFolder, mailbox } = await setUp();
  mailbox.email({ ...email, subject: "Hello\r\nBcc: everyone@example.com" });
  const [file] = await readdir(join(localFolder, "mailbox"));
  const eml = await readFile(join(localFolder, "mailbox", file!), "utf8");
  expect(eml).toContain("Subject: Hello Bcc: everyone@example.com\n");
});

test("keeps the newest messages in memory, up to its capacity", async () => {
  const { mailbox } = await setUp(2);
  for (const messageId of ["a", "b", "c"]) mailbox.sms({ messageId, to: "+1", body: "" });
  expect(mailbox.list().map((entry) => entry.messageId)).toEqual(["b", "c"]);
});

test("has as many files as messages, those of a run whose state is gone included, and leaves other files alone", async () => {
  const { localFolder, mailbox } = await setUp(2);
  const files = async () => (await readdir(join(localFolder, "mailbox"))).sort();
  mailbox.email(email);
  await writeFile(join(localFolder, "mailbox", "mine.txt"), "");
  for (const body of ["a", "b"]) mailbox.sms({ messageId: body, to: "+1", body });
  expect(await files()).toEqual([...mailbox.list().map(({ file }) => file), "mine.txt"]);

  const state = openState({ warn: console.error });
  const next = createMailbox({ clock: createClock(), state, localFolder, capacity: 2 });
  for (const body of ["c", "d"]) next.sms({ messageId: body, to: "+1", body });
  expect(await files()).toEqual([...next.list().map(({ file }) => file), "mine.txt"]);
});

test("has the messages of the run before, and goes on after them", async () => {
  const live = createLives();
  const before = createMailbox({ ...(await live()), capacity: 2 });
  for (const subject of ["one", "two", "three"]) before.email({ ...email, subject });
  const mailbox = createMailbox({ ...(await live()), capacity: 2 });
  expect(mailbox.list()).toEqual(before.list());
  mailbox.sms({ messageId: "s-1", to: "+31612345678", body: "four" });
  const [three, four] = mailbox.list();
  expect([three, four]).toMatchObject([{ subject: "three" }, { body: "four" }]);
  expect(four?.file).toMatch(/Z-000004-sms-/);
});
