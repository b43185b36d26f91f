import { createHmac } from "node:crypto";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rawRequest, sendRaw } from "../../../testing/raw.ts";
import { type LocalS3, startS3 } from "../s3.fixture.ts";

const Bucket = "uploads";
const page = "http://localhost:3000";
// As a form has it, and not as a template.
const FILENAME = "$" + "{filename}";
let local: LocalS3;
let signer: S3Client;
let secret: { accessKeyId: string; secretAccessKey: string };

beforeEach(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  const CORSRules = [
    {
      AllowedOrigins: [page],
      AllowedMethods: ["POST", "PUT"],
      AllowedHeaders: ["x-amz-*"],
      ExposeHeaders: ["ETag"],
      MaxAgeSeconds: 60,
    },
    { AllowedOrigins: ["https://*.example"], AllowedMethods: ["GET"] },
  ];
  await local.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  secret = local.cloud.issueCredentials({ principal: { kind: "root" }, causes: () => [] });
  signer = new S3Client({ endpoint: local.endpoint, region: local.cloud.region, credentials: secret });
});
afterEach(() => local.stop());

const codeOf = async (answer: Response) => [
  answer.status,
  /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1],
];

describe("a presigned URL", () => {
  const Key = "a b/ü'(1)!*.txt";
  const signed = (command: GetObjectCommand | PutObjectCommand, expiresIn = 60) =>
    getSignedUrl(signer, command as GetObjectCommand, { expiresIn });

  test("uploads and reads, from a page too", async () => {
    const put = await signed(new PutObjectCommand({ Bucket, Key }));
    const stored = await fetch(put, { method: "PUT", body: "hello", headers: { origin: page } });
    expect(stored.status).toBe(200);
    expect(stored.headers.get("access-control-allow-origin")).toBe(page);
    expect(stored.headers.get("access-control-expose-headers")).toBe("ETag");
    expect(await (await fetch(await signed(new GetObjectCommand({ Bucket, Key })))).text()).toBe("hello");
  });

  test("says what it answers with", async () => {
    await local.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    const url = await signed(
      new GetObjectCommand({
        Bucket,
        Key,
        ResponseContentType: "text/csv",
        ResponseContentDisposition: 'attachment; filename="a.csv"',
      }),
    );
    const answer = await fetch(url);
    expect([answer.headers.get("content-type"), answer.headers.get("content-disposition")]).toEqual([
      "text/csv",
      'attachment; filename="a.csv"',
    ]);
  });

  test.each<[string, (url: string) => [string, RequestInit?]]>([
    ["another time", (url) => [url.replace("X-Amz-Expires=60", "X-Amz-Expires=61")]],
    ["another key", (url) => [url.replace("a%20b/", "a%20c/")]],
    ["another method", (url) => [url, { method: "DELETE" }]],
    ["a parameter more", (url) => [`${url}&versionId=1`]],
    ["another signature", (url) => [url.replace(/X-Amz-Signature=./, "X-Amz-Signature=x")]],
  ])("is not good for %s", async (_, change) => {
    const [url, init] = change(await signed(new GetObjectCommand({ Bucket, Key })));
    expect(await codeOf(await fetch(url, init))).toEqual([403, "SignatureDoesNotMatch"]);
  });

  test("is good for the headers that were signed, and no others", async () => {
    const url = await getSignedUrl(signer, new PutObjectCommand({ Bucket, Key, ContentType: "text/csv" }), {
      signableHeaders: new Set(["content-type"]),
    });
    const put = (type: string) => fetch(url, { method: "PUT", body: "x", headers: { "content-type": type } });
    expect((await put("text/csv")).status).toBe(200);
    expect(await codeOf(await put("text/html"))).toEqual([403, "SignatureDoesNotMatch"]);
  });

  test("has expired when the clock says so", async () => {
    await local.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    const url = await signed(new GetObjectCommand({ Bucket, Key }));
    local.cloud.clock.advance(59_000);
    expect((await fetch(url)).status).toBe(200);
    local.cloud.clock.advance(2000);
    const answer = await fetch(url);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(
      /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message><X-Amz-Expires>60</,
    );
  });

  test("is read where it was signed for a host of AWS", async () => {
    await local.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "hello" }));
    const aws = new S3Client({ region: local.cloud.region, credentials: secret });
    const { host, pathname, search } = new URL(
      await getSignedUrl(aws, new GetObjectCommand({ Bucket, Key: "k" })),
    );
    expect(host).toBe(`${Bucket}.s3.eu-west-1.amazonaws.com`);
    expect(await (await fetch(`${local.endpoint}/_host/${host}${pathname}${search}`)).text()).toBe("hello");
  });

  test("is read as version 1 of the AWS CLI signs it", async () => {
    await local.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "hello" }));
    const expires = Math.floor(local.cloud.clock.now() / 1000) + 60;
    const sign = (key: string) =>
      createHmac("sha1", secret.secretAccessKey)
        .update(`GET\n\n\n${expires}\n/${Bucket}/${key}`)
        .digest("base64");
    const url = (signature: string) =>
      `${local.endpoint}/${Bucket}/k?AWSAccessKeyId=${secret.accessKeyId}&Signature=${encodeURIComponent(signature)}&Expires=${expires}`;
    expect(await (await fetch(url(sign("k")))).text()).toBe("hello");
    expect(await codeOf(await fetch(url(sign("other"))))).toEqual([403, "SignatureDoesNotMatch"]);
    local.cloud.clock.advance(61_000);
    expect(await codeOf(await fetch(url(sign("k"))))).toEqual([403, "AccessDenied"]);
  });
});

describe("a form", () => {
  const offer = (options: Partial<PresignedPostOptions> = {}) =>
    createPresignedPost(signer, {
      Bucket,
      Key: `menus/${FILENAME}`,
      Conditions: [
        ["content-length-range", 2, 10],
        ["starts-with", "$key", "menus/"],
      ],
      Expires: 60,
      ...options,
    });
  const send = (
    { url, fields }: Awaited<ReturnType<typeof offer>>,
    {
      content = "rye",
      name = "menu.csv",
      more = {},
      init = {},
    }: { content?: string; name?: string; more?: Record<string, string>; init?: RequestInit } = {},
  ) => {
    const form = new FormData();
    for (const [field, value] of Object.entries({ ...fields, ...more })) form.append(field, value);
    form.append("file", new Blob([content]), name);
    return fetch(url, { method: "POST", body: form, redirect: "manual", ...init });
  };
  const text = async (Key: string) =>
    (await local.s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();

  test("uploads a file by its name", async () => {
    const answer = await send(await offer(), {
      name: "C:\\Users\\me\\menü.csv",
      init: { headers: { origin: page } },
    });
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
    expect(answer.headers.get("access-control-allow-origin")).toBe(page);
    expect(answer.headers.get("etag")).toMatch(/^"[0-9a-f]{32}"$/);
    expect(await text("menus/menü.csv")).toBe("rye");
  });

  test("keeps what its fields say", async () => {
    const Fields = {
      "Content-Type": "text/csv",
      "x-amz-meta-by": "Jörg",
      tagging: "<Tagging><TagSet><Tag><Key>a</Key><Value>b c</Value></Tag></TagSet></Tagging>",
    };
    expect((await send(await offer({ Fields, Conditions: [] }))).status).toBe(204);
    const head = await local.s3.send(new HeadObjectCommand({ Bucket, Key: "menus/menu.csv" }));
    expect(head).toMatchObject({ ContentType: "text/csv", Metadata: { by: "=?UTF-8?B?SsO2cmc=?=" } });
  });

  test("answers as it is told to", async () => {
    const created = await send(await offer({ Fields: { success_action_status: "201" } }));
    expect(created.status).toBe(201);
    expect(await created.text()).toMatch(
      /<PostResponse><Location>http:[^<]*menu.csv<\/Location><Bucket>uploads<\/Bucket><Key>menus\/menu.csv<\/Key><ETag>&quot;/,
    );
    expect((await send(await offer({ Fields: { success_action_status: "200" } }))).status).toBe(200);
    expect((await send(await offer({ Fields: { success_action_status: "500" } }))).status).toBe(204);
    const moved = await send(
      await offer({ Fields: { success_action_redirect: "http://localhost:3000/done?a=1" } }),
    );
    expect([moved.status, moved.headers.get("location")]).toEqual([
      303,
      expect.stringMatching(
        /^http:\/\/localhost:3000\/done\?a=1&bucket=uploads&key=menus%2Fmenu.csv&etag=%22/,
      ),
    ]);
  });

  test.each<[string, Parameters<typeof send>[1], number, string]>([
    ["too large", { content: "0123456789x" }, 400, "EntityTooLarge"],
    ["too small", { content: "x" }, 400, "EntityTooSmall"],
    ["a field more", { more: { acl: "private" } }, 403, "AccessDenied"],
    ["another key", { more: { key: "elsewhere" } }, 403, "AccessDenied"],
    ["another signature", { more: { "X-Amz-Signature": "0".repeat(64) } }, 403, "SignatureDoesNotMatch"],
    [
      "another policy",
      { more: { Policy: Buffer.from("{}").toString("base64") } },
      403,
      "SignatureDoesNotMatch",
    ],
    ["no key", { more: { key: "" } }, 400, "InvalidArgument"],
    ["a header that nobody knows", { more: { "x-amz-unheard-of": "1" } }, 403, "AccessDenied"],
    [
      "too many fields",
      { more: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x-ignore-${index}`, "x"])) },
      400,
      "MaxPostPreDataLengthExceeded",
    ],
    [
      "a field that is too long",
      { more: { "x-ignore-a": "x".repeat(30_000) } },
      400,
      "MaxPostPreDataLengthExceeded",
    ],
  ])("is refused with %s, and leaves nothing", async (_, options, status, code) => {
    expect(await codeOf(await send(await offer(), options))).toEqual([status, code]);
    await expect(text("menus/menu.csv")).rejects.toMatchObject({ name: "NoSuchKey" });
    expect(local.cloud.warnings).toEqual([]);
  });

  test("has expired when the clock says so", async () => {
    const form = await offer();
    local.cloud.clock.advance(61_000);
    const answer = await send(form);
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining("Invalid according to Policy: Policy expired."),
    ]);
  });

  test.each<[string, string, number]>([
    ["nothing", "", 400],
    ["no parts", "hello", 400],
    ["half a part", '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\na', 400],
    ["no file", '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\na\r\n--b--\r\n', 400],
    [
      "another file first",
      '--b\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\na\r\n--b--\r\n',
      400,
    ],
    [
      "endless headers",
      `--b\r\nContent-Disposition: form-data; name="${"x".repeat(100_000)}"\r\n\r\na\r\n--b--\r\n`,
      400,
    ],
    [
      "a name of a prototype",
      '--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\na\r\n--b--\r\n',
      400,
    ],
  ])("of %s is refused", async (_, body, status) => {
    const answer = await fetch(`${local.endpoint}/${Bucket}`, {
      method: "POST",
      body,
      headers: { "content-type": "multipart/form-data; boundary=b" },
    });
    expect(answer.status).toBe(status);
    const none = await fetch(`${local.endpoint}/${Bucket}`, {
      method: "POST",
      body,
      headers: { "content-type": "multipart/form-data" },
    });
    expect(none.status).toBe(400);
    expect(local.cloud.warnings).toEqual([]);
  });

  test("that breaks off in its file leaves nothing", async () => {
    const { fields } = await offer({ Conditions: [["starts-with", "$key", "menus/"]] });
    const parts = Object.entries(fields).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const body = `${parts.join("")}--b\r\nContent-Disposition: form-data; name="file"; filename="menu.csv"\r\n\r\nhalf of a file`;
    const headers = {
      "content-type": "multipart/form-data; boundary=b",
      "content-length": String(body.length),
    };
    const answer = await sendRaw(
      Number(new URL(local.endpoint).port),
      rawRequest(`POST /${Bucket} HTTP/1.1`, headers, body),
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    await expect(text("menus/menu.csv")).rejects.toMatchObject({ name: "NoSuchKey" });
  });
});

describe("a browser's question", () => {
  const ask = (origin: string, method: string, headers = "", bucket = Bucket) =>
    fetch(`${local.endpoint}/${bucket}/key`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": method,
        ...(headers && { "access-control-request-headers": headers }),
      },
    });

  test("is answered as the first rule that fits says", async () => {
    const allowed = await ask(page, "POST", "X-Amz-Meta-A, x-amz-acl");
    const { status } = allowed;
    const told = (name: string) => allowed.headers.get(`access-control-${name}`);
    expect([
      status,
      told("allow-origin"),
      told("allow-methods"),
      told("allow-headers"),
      told("max-age"),
    ]).toEqual([200, page, "POST, PUT", "x-amz-meta-a, x-amz-acl", "60"]);
    expect((await ask("https://shop.example", "GET")).headers.get("access-control-allow-origin")).toBe(
      "https://shop.example",
    );
  });
  test.each([
    ["http://evil.test", "POST", ""],
    [page, "DELETE", ""],
    [page, "POST", "authorization"],
    ["https://shop.example", "PUT", ""],
    ["https://example", "GET", ""],
  ])("of %s to %s with %j is denied", async (origin, method, headers) => {
    expect(await codeOf(await ask(origin, method, headers))).toEqual([403, "AccessForbidden"]);
  });
  test("to a bucket without rules is denied", async () => {
    await local.s3.send(new CreateBucketCommand({ Bucket: "closed" }));
    expect(await codeOf(await ask(page, "GET", "", "closed"))).toEqual([403, "AccessForbidden"]);
  });
});
