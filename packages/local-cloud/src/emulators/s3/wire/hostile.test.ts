import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { rawRequest, sendRaw, statusOf } from "../../../testing/raw.ts";
import { type LocalS3, startS3 } from "../s3.fixture.ts";

const Bucket = "bread";
const authorization =
  "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0";
let local: LocalS3;
let port: number;

beforeAll(async () => {
  local = await startS3();
  port = Number(new URL(local.endpoint).port);
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => local.stop());
afterEach(() => expect(local.cloud.warnings).toEqual([]));

const send = async (line: string, body: string | Buffer = "", headers: Record<string, string> = {}) => {
  const length = { "content-length": String(Buffer.byteLength(body)) };
  const head = rawRequest(`${line} HTTP/1.1`, { authorization, ...length, ...headers });
  const answer = await sendRaw(port, Buffer.concat([Buffer.from(head), Buffer.from(body)]));
  return { status: statusOf(answer), code: /<Code>(\w+)<\/Code>/.exec(answer)?.[1], answer };
};
const files = () => readdir(`${local.cloud.localFolder}/s3`);
const keys = async () =>
  (await local.s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key);

describe("a document", () => {
  const documents: [string, string, string][] = [
    ["versioning", "none", ""],
    ["versioning", "no XML", "hello"],
    ["versioning", "JSON", "{}"],
    ["versioning", "half of one", "<VersioningConfiguration><Status>Enabled</Sta"],
    ["versioning", "another root", "<Other/>"],
    ["versioning", "two roots", "<VersioningConfiguration/><VersioningConfiguration/>"],
    [
      "versioning",
      "an entity of its own",
      '<!DOCTYPE a [<!ENTITY b "c">]><VersioningConfiguration><Status>&b;</Status></VersioningConfiguration>',
    ],
    [
      "versioning",
      "a file of this machine",
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><VersioningConfiguration><Status>&b;</Status></VersioningConfiguration>',
    ],
    [
      "versioning",
      "a status that is none",
      "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>",
    ],
    [
      "versioning",
      "a member that is none",
      "<VersioningConfiguration><Colour>red</Colour></VersioningConfiguration>",
    ],
    [
      "versioning",
      "a member twice",
      "<VersioningConfiguration><Status>Enabled</Status><Status>Enabled</Status></VersioningConfiguration>",
    ],
    ["versioning", "text where elements are", "<VersioningConfiguration>Enabled</VersioningConfiguration>"],
    [
      "versioning",
      "a name of a prototype",
      "<VersioningConfiguration><__proto__><Status>Enabled</Status></__proto__></VersioningConfiguration>",
    ],
    [
      "versioning",
      "a thousand floors",
      `<VersioningConfiguration>${"<a>".repeat(1000)}${"</a>".repeat(1000)}</VersioningConfiguration>`,
    ],
    ["delete", "no objects", "<Delete/>"],
    ["delete", "1,001 objects", `<Delete>${"<Object><Key>a</Key></Object>".repeat(1001)}</Delete>`],
    [
      "cors",
      "a method that is none",
      "<CORSConfiguration><CORSRule><AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>",
    ],
    [
      "lifecycle",
      "days that are none",
      "<LifecycleConfiguration><Rule><Status>Enabled</Status><Filter/><Expiration><Days>x</Days></Expiration></Rule></LifecycleConfiguration>",
    ],
    ["tagging", "a tag without a key", "<Tagging><TagSet><Tag><Value>a</Value></Tag></TagSet></Tagging>"],
  ];
  test.each(documents)("for ?%s that is %s is malformed", async (what, _, body) => {
    const method = what === "delete" ? "POST" : "PUT";
    expect(await send(`${method} /${Bucket}?${what}`, body)).toMatchObject({
      status: 400,
      code: expect.stringMatching(/^(?:MalformedXML|IllegalVersioningConfigurationException|InvalidTag)$/),
    });
  });
  test("of more than 4 MB is malformed, too", async () => {
    const answer = await send(`POST /${Bucket}?delete`, Buffer.alloc(5 * 1024 * 1024, "a"));
    expect(answer).toMatchObject({ status: 400, code: "MalformedXML" });
  });
  test("no policy is any text", async () => {
    for (const body of [
      "",
      "{",
      "[]",
      '"x"',
      "null",
      `{"Statement":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    ])
      expect(await send(`PUT /${Bucket}?policy`, body)).toMatchObject({
        status: 400,
        code: "MalformedPolicy",
      });
  });
});

describe("a body in chunks", () => {
  const chunked = (body: string, headers: Record<string, string> = {}) =>
    send(`PUT /${Bucket}/chunked`, body, {
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "content-encoding": "aws-chunked",
      "x-amz-decoded-content-length": "5",
      ...headers,
    });
  const trailer = { "x-amz-trailer": "x-amz-checksum-crc32" };

  test.each<[string, string, Record<string, string>]>([
    ["plain", "5\r\nhello\r\n0\r\n\r\n", {}],
    ["in several", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", {}],
    [
      "signed",
      "5;chunk-signature=abc\r\nhello\r\n0;chunk-signature=def\r\n\r\n",
      { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" },
    ],
    [
      "with the right checksum behind it",
      "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
      trailer,
    ],
  ])("%s is taken", async (_, body, headers) => {
    expect((await chunked(body, headers)).status).toBe(200);
    const { Body, ContentEncoding } = await local.s3.send(new GetObjectCommand({ Bucket, Key: "chunked" }));
    expect([await Body!.transformToString(), ContentEncoding]).toEqual(["hello", undefined]);
  });
  test.each<[string, string, Record<string, string>, string]>([
    ["that ends early", "5\r\nhel", {}, "IncompleteBody"],
    ["without its last one", "5\r\nhello\r\n", {}, "IncompleteBody"],
    ["that is shorter than it says", "4\r\nhell\r\n0\r\n\r\n", {}, "IncompleteBody"],
    ["that is longer than it says", "6\r\nhello!\r\n0\r\n\r\n", {}, "IncompleteBody"],
    ["of no size", "x\r\nhello\r\n0\r\n\r\n", {}, "IncompleteBody"],
    ["of a negative size", "-5\r\nhello\r\n0\r\n\r\n", {}, "IncompleteBody"],
    ["of an endless size", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n", {}, "IncompleteBody"],
    ["with an endless header", `5;${"x".repeat(100_000)}\r\nhello\r\n0\r\n\r\n`, {}, "IncompleteBody"],
    ["without an end to a chunk", "5\r\nhello0\r\n\r\n", {}, "IncompleteBody"],
    [
      "with a wrong checksum behind it",
      "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
      trailer,
      "BadDigest",
    ],
    [
      "with no checksum behind it",
      "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:x\r\n\r\n",
      trailer,
      "InvalidRequest",
    ],
    [
      "with a line behind it that is none",
      "5\r\nhello\r\n0\r\nnonsense\r\n\r\n",
      trailer,
      "MalformedTrailerError",
    ],
    [
      "of a length that is none",
      "5\r\nhello\r\n0\r\n\r\n",
      { "x-amz-decoded-content-length": "many" },
      "InvalidArgument",
    ],
  ])("%s is refused", async (_, body, headers, code) => {
    const held = await files();
    expect(await chunked(body, headers)).toMatchObject({ status: 400, code });
    await expect.poll(files).toEqual(held);
  });
});

test.each<[string, string, Record<string, string>, number, string | undefined]>([
  ["GET /bread/%E0%A4%A", "", {}, 400, "InvalidURI"],
  ["GET /%ff/key", "", {}, 400, "InvalidURI"],
  ["GET /bread/a%00b", "", {}, 404, "NoSuchKey"],
  ["GET /bread/../../etc/passwd", "", {}, 404, "NoSuchKey"],
  ["GET /bread/%2e%2e/%2e%2e/etc/passwd", "", {}, 404, "NoSuchKey"],
  ["GET //key", "", {}, 404, "NoSuchBucket"],
  ["GET /__proto__/constructor", "", {}, 404, "NoSuchBucket"],
  ["PUT /UPPER", "", {}, 400, "InvalidBucketName"],
  ["PUT /a", "", {}, 400, "InvalidBucketName"],
  ["PUT /192.168.0.1", "", {}, 400, "InvalidBucketName"],
  ["PUT /bread", "", {}, 409, "BucketAlreadyOwnedByYou"],
  ["PATCH /bread/key", "", {}, 405, "MethodNotAllowed"],
  ["POST /bread/key", "", {}, 405, "MethodNotAllowed"],
  ["GET /bread/key?torrent", "", {}, 501, "NotImplemented"],
  ["PUT /bread?replication", "<a/>", {}, 501, "NotImplemented"],
  ["GET /bread?max-keys=many", "", {}, 400, "InvalidArgument"],
  ["GET /bread?list-type=2&max-keys=-1", "", {}, 400, "InvalidArgument"],
  ["PUT /bread/key", "x", { "x-amz-unheard-of": "1" }, 501, "NotImplemented"],
  ["PUT /bread/key", "x", { "x-amz-content-sha256": "0".repeat(64) }, 400, "XAmzContentSHA256Mismatch"],
  ["PUT /bread/key", "x", { "x-amz-tagging": "%zz" }, 400, "InvalidArgument"],
  ["PUT /bread/key", "x", { "x-amz-copy-source": "%zz/%zz" }, 400, "InvalidArgument"],
  ["PUT /bread/key?partNumber=1&uploadId=none", "x", {}, 404, "NoSuchUpload"],
  ["PUT /bread/key", "x", { "x-amz-expected-bucket-owner": "111111111111" }, 403, "AccessDenied"],
  ["PUT /bread/key", "x", { authorization: "Basic eDp5" }, 403, "AccessDenied"],
  [
    "GET /bread/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x%2Fs3%2Faws4_request",
    "",
    { authorization: "" },
    400,
    "AuthorizationQueryParametersError",
  ],
  ["GET /bread/key?AWSAccessKeyId=x", "", {}, 404, "NoSuchKey"],
])("%s %s %j is answered with %i %s", async (line, body, headers, status, code) => {
  const known = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
  const unsigned = headers.authorization === "";
  const head = rawRequest(
    `${line} HTTP/1.1`,
    { ...(unsigned ? {} : { authorization }), "content-length": String(body.length), ...known },
    body,
  );
  const answer = await sendRaw(port, head);
  expect([statusOf(answer), /<Code>(\w+)<\/Code>/.exec(answer)?.[1]]).toEqual([status, code]);
  expect((await keys()) ?? []).not.toContain("key");
});

test("headers of more than 16 KB are refused by the port", async () => {
  expect((await send(`PUT /${Bucket}/key`, "x", { "x-amz-meta-a": "x".repeat(20_000) })).status).toBe(431);
});

test("a body without a length is refused", async () => {
  const answer = await sendRaw(
    port,
    rawRequest(
      `PUT /${Bucket}/key HTTP/1.1`,
      { authorization, "transfer-encoding": "chunked" },
      "1\r\nx\r\n0\r\n\r\n",
    ),
  );
  expect([statusOf(answer), answer.includes("MissingContentLength")]).toEqual([411, true]);
});

test("a client that goes away in the middle leaves nothing", async () => {
  const held = await files();
  const before = await keys();
  const head = rawRequest(`PUT /${Bucket}/broken HTTP/1.1`, { authorization, "content-length": "1000000" });
  const socket = connect(port, "127.0.0.1", () => socket.write(head + "x".repeat(100_000)));
  await expect.poll(async () => (await files()).length).toBe(held.length + 1);
  socket.destroy();
  await expect.poll(files).toEqual(held);
  expect(await keys()).toEqual(before);
});

test("a client that stops reading in the middle stops nobody else", async () => {
  await send(`PUT /${Bucket}/large`, Buffer.alloc(20 * 1024 * 1024, "a"));
  const socket = connect(port, "127.0.0.1", () =>
    socket.write(rawRequest(`GET /${Bucket}/large HTTP/1.1`, { authorization })),
  );
  await new Promise((resolve) => socket.once("data", resolve));
  socket.pause();
  expect((await send(`HEAD /${Bucket}/large`)).status).toBe(200);
  socket.destroy();
  expect((await send(`HEAD /${Bucket}/large`)).status).toBe(200);
  await send(`DELETE /${Bucket}/large`);
});

test("a virtual host of AWS, and one below localhost, is a bucket", async () => {
  await send(`PUT /${Bucket}/hosted`, "hello");
  for (const [host, path] of [
    [`${Bucket}.localhost`, "/hosted"],
    [`${Bucket}.s3.localhost`, "/hosted"],
    [`${Bucket}.s3.eu-west-1.amazonaws.com`, "/hosted"],
    ["127.0.0.1", `/_host/${Bucket}.s3.eu-west-1.amazonaws.com/hosted`],
    ["127.0.0.1", `/_host/${Bucket}.s3.amazonaws.com/hosted`],
    ["127.0.0.1", `/_host/s3.eu-west-1.amazonaws.com/${Bucket}/hosted`],
  ] as const)
    expect((await send(`GET ${path}`, "", { host })).answer).toMatch(/^HTTP\/1.1 200 [\s\S]*hello$/);
  expect((await send("GET /hosted", "", { host: "bread.evil.example" })).status).toBe(403);
});
