import { expect, test } from "vitest";
import { uploadForm } from "./upload.ts";

const offer = { url: "https://files.example/", fields: { key: "uploads/1.csv", Policy: "e30=" } };
const file = new Blob(["sku\n"]);
const answering = (status: number, code = "") => ({
  sent: [] as [string, string[]][],
  async send(url: string, form: FormData) {
    this.sent.push([url, [...form.keys()]]);
    return { status, text: `<Error><Code>${code}</Code><Message>Policy expired.</Message></Error>` };
  },
});

test("sends the fields in their order, and the file last", async () => {
  const s3 = answering(201);
  await uploadForm(offer, file, s3.send.bind(s3));

  expect(s3.sent).toEqual([["https://files.example/", ["key", "Policy", "file"]]]);
});

test.each([
  [400, "EntityTooLarge", { code: "invalid", message: expect.stringContaining("20 MB") }],
  [403, "AccessDenied", { code: "invalid", message: expect.stringContaining("too late") }],
  [403, "SignatureDoesNotMatch", { code: "invalid" }],
  [503, "SlowDown", { code: "unavailable" }],
])("says what %i %s means", async (status, code, error) => {
  const s3 = answering(status, code);

  await expect(uploadForm(offer, file, s3.send.bind(s3))).rejects.toMatchObject(error);
});

test("is offline when nobody answers", async () => {
  const nobody = () => Promise.reject(new TypeError("fetch failed"));

  await expect(uploadForm(offer, file, nobody)).rejects.toMatchObject({ code: "offline" });
});
