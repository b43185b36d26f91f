import { expect, test } from "vitest";
import { postPolicy } from "./post-policy.ts";

const options = {
  bucket: "menus",
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
  now: new Date("2026-11-29T10:00:00.000Z"),
  goodForSeconds: 300,
  mostBytes: 1000,
  fields: { key: "uploads/a.csv", "Content-Type": "text/csv" },
};

test("allows exactly its fields, for its time, and no more bytes", () => {
  const { Policy, "X-Amz-Signature": signature, ...fields } = postPolicy(options);

  expect(JSON.parse(Buffer.from(Policy!, "base64").toString())).toEqual({
    expiration: "2026-11-29T10:05:00.000Z",
    conditions: [
      { bucket: "menus" },
      ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
      ["content-length-range", 0, 1000],
    ],
  });
  expect(fields).toEqual({
    key: "uploads/a.csv",
    "Content-Type": "text/csv",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "AKIAIOSFODNN7EXAMPLE/20261129/eu-west-1/s3/aws4_request",
    "X-Amz-Date": "20261129T100000Z",
    "X-Amz-Security-Token": "token",
  });
  expect(signature).toMatch(/^[0-9a-f]{64}$/);
});

test("signs what it allows", () => {
  const one = postPolicy(options);

  expect(postPolicy(options)).toEqual(one);
  expect(postPolicy({ ...options, mostBytes: 1001 })["X-Amz-Signature"]).not.toBe(one["X-Amz-Signature"]);
});
