import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalS3, startS3 } from "../s3.fixture.ts";

const Bucket = "uploads";
const page = "http://localhost:3000";
let local: LocalS3;
let signer: S3Client;

beforeAll(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  const CORSRules = [
    {
      AllowedOrigins: [page],
      AllowedMethods: ["POST", "PUT"],
      AllowedHeaders: ["*"],
      ExposeHeaders: ["ETag"],
    },
  ];
  await local.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  const credentials = local.cloud.issueCredentials({ principal: { kind: "root" }, causes: () => [] });
  signer = new S3Client({ endpoint: local.endpoint, region: local.cloud.region, credentials });
});
afterAll(() => local.stop());

test("a presigned URL uploads and reads, from a page too", async () => {
  const put = await getSignedUrl(signer, new PutObjectCommand({ Bucket, Key: "a b/ü.txt" }), {
    expiresIn: 60,
  });
  const stored = await fetch(put, { method: "PUT", body: "hello", headers: { origin: page } });
  expect(stored.status).toBe(200);
  expect(stored.headers.get("access-control-allow-origin")).toBe(page);
  const get = await getSignedUrl(signer, new GetObjectCommand({ Bucket, Key: "a b/ü.txt" }), {
    expiresIn: 60,
  });
  expect(await (await fetch(get)).text()).toBe("hello");
  const changed = await fetch(get.replace("X-Amz-Expires=60", "X-Amz-Expires=61"));
  expect(changed.status).toBe(403);
  expect(await changed.text()).toContain("<Code>SignatureDoesNotMatch</Code>");
});

test("a form with a policy uploads", async () => {
  const { url, fields } = await createPresignedPost(signer, {
    Bucket,
    Key: "menus/${filename}",
    Conditions: [
      ["content-length-range", 1, 10],
      ["starts-with", "$key", "menus/"],
    ],
    Expires: 60,
  });
  const form = (content: string) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    data.append("file", new Blob([content]), "menu.csv");
    return data;
  };
  const answer = await fetch(url, { method: "POST", body: form("rye"), headers: { origin: page } });
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
  const got = await local.s3.send(new GetObjectCommand({ Bucket, Key: "menus/menu.csv" }));
  expect(await got.Body!.transformToString()).toBe("rye");
  const large = await fetch(url, { method: "POST", body: form("0123456789x") });
  expect([large.status, await large.text()]).toEqual([
    400,
    expect.stringContaining("<Code>EntityTooLarge</Code>"),
  ]);
});

test("a browser's question is answered as the bucket says", async () => {
  const ask = (origin: string) =>
    fetch(`${local.endpoint}/${Bucket}`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "x-a" },
    });
  const allowed = await ask(page);
  expect([allowed.status, allowed.headers.get("access-control-allow-headers")]).toEqual([200, "x-a"]);
  expect((await ask("http://evil.example")).status).toBe(403);
});
