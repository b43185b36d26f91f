import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIam } from "../../iam/index.ts";
import { provision } from "../../testing/provision.ts";
import { isPublic } from "./access.ts";
import { type LocalS3, startS3 } from "./s3.fixture.ts";

const Bucket = "guarded";
const arn = `arn:aws:s3:::${Bucket}`;
let local: LocalS3;

beforeAll(async () => {
  local = await startS3();
  const iam = createIam(local.cloud);
  local.cloud.guard(iam);
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: "in/a", Body: "rye" }));
  const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const roles: Record<string, string> = {
    Reader: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: `${arn}/in/*` }),
    Lister: policy({
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetObject"],
      Resource: [arn, `${arn}/*`],
    }),
    Folder: policy({
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: arn,
      Condition: { StringLike: { "s3:prefix": "in/*" } },
    }),
    Writer: policy({ Effect: "Allow", Action: "s3:PutObject", Resource: `${arn}/*` }),
    Cleaner: policy({ Effect: "Allow", Action: "s3:DeleteObject", Resource: `${arn}/out/*` }),
    Denied: policy({ Effect: "Allow", Action: "s3:*", Resource: ["*"] }),
  };
  for (const [name, inline] of Object.entries(roles))
    await provision(local.cloud, iam, "aws:iam/role:Role", name, {
      assumeRolePolicy: "{}",
      inlinePolicies: [{ name, policy: inline }],
    });
});
afterAll(() => local.stop());

const as = (role: string) => {
  const holder = {
    principal: { kind: "role", arn: `arn:aws:iam::000000000000:role/${role}` },
    causes: () => [],
  } as const;
  const credentials = local.cloud.issueCredentials(holder);
  return new S3Client({ endpoint: local.endpoint, region: local.cloud.region, credentials, maxAttempts: 1 });
};
const get = (Key: string) => new GetObjectCommand({ Bucket, Key });
const put = (input: object = {}) => new PutObjectCommand({ Bucket, Key: "out/a", Body: "x", ...input });
const list = (Prefix?: string) => new ListObjectsV2Command({ Bucket, Prefix });

describe("a role", () => {
  test.each<[string, () => unknown, string | undefined]>([
    ["Reader", () => get("in/a"), undefined],
    ["Reader", () => get("out/a"), "AccessDenied"],
    // Who must not list does not learn what is missing.
    ["Reader", () => get("in/missing"), "AccessDenied"],
    ["Lister", () => get("in/missing"), "NoSuchKey"],
    ["Reader", () => list(), "AccessDenied"],
    ["Lister", () => list(), undefined],
    ["Folder", () => list("in/"), undefined],
    ["Folder", () => list("out/"), "AccessDenied"],
    ["Writer", () => put(), undefined],
    ["Writer", () => put({ Tagging: "a=b" }), "AccessDenied"],
    ["Reader", () => put(), "AccessDenied"],
    ["Nobody", () => get("in/a"), "AccessDenied"],
  ])("%s", async (role, command, code) => {
    const answer = as(role).send(command() as never);
    if (code === undefined) await answer;
    else await expect(answer).rejects.toMatchObject({ name: code });
  });

  test("deletes of several those that it may", async () => {
    const Objects = [{ Key: "out/a" }, { Key: "in/a" }];
    const { Deleted, Errors } = await as("Cleaner").send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
    );
    expect(Deleted).toEqual([{ Key: "out/a" }]);
    expect(Errors).toMatchObject([{ Key: "in/a", Code: "AccessDenied" }]);
  });
});

describe("a bucket's policy", () => {
  const attach = (...Statement: object[]) =>
    local.s3.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
    );
  const anybody = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${arn}/in/*` };
  const unsigned = async (key: string) => (await fetch(`${local.endpoint}/${Bucket}/${key}`)).status;
  const block = (isOn: boolean) =>
    local.s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { BlockPublicPolicy: isOn, RestrictPublicBuckets: isOn },
      }),
    );

  test("denies whatever a role may", async () => {
    await attach({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `${arn}/*` });
    await expect(as("Denied").send(get("in/a"))).rejects.toMatchObject({ name: "AccessDenied" });
  });
  test("that wants TLS is content: nothing leaves the machine", async () => {
    const Condition = { Bool: { "aws:SecureTransport": "false" } };
    await attach({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`], Condition });
    await as("Denied").send(get("in/a"));
  });
  test("cannot be public in a new bucket", async () => {
    await expect(attach(anybody)).rejects.toMatchObject({ name: "AccessDenied" });
  });
  test("lets anybody in where that is not blocked, until it is", async () => {
    await block(false);
    await attach(anybody);
    expect([await unsigned("in/a"), await unsigned("out/a"), await unsigned("in/missing")]).toEqual([
      200, 403, 403,
    ]);
    await local.s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
      }),
    );
    expect(await unsigned("in/a")).toBe(403);
  });
  test("anybody may post a form without a policy only where a bucket's lets them put", async () => {
    await block(false);
    const post = async () => {
      const form = new FormData();
      form.append("key", "out/form");
      form.append("file", new Blob(["x"]));
      return (await fetch(`${local.endpoint}/${Bucket}`, { method: "POST", body: form })).status;
    };
    await attach(anybody);
    expect(await post()).toBe(403);
    await attach({ ...anybody, Action: "s3:PutObject", Resource: `${arn}/out/*` });
    expect(await post()).toBe(204);
  });
});

test("a made-up key is the root user's, but not in a page", async () => {
  const url = `${local.endpoint}/${Bucket}/in/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=any%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=${new Date(local.cloud.clock.now()).toISOString().replace(/[-:]|\.\d+/g, "")}&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0`;
  expect((await fetch(url)).status).toBe(200);
  const inPage = await fetch(url, { headers: { origin: "http://evil.example" } });
  expect([inPage.status, await inPage.text()]).toEqual([403, expect.stringContaining("InvalidAccessKeyId")]);
});

test.each<[object, boolean]>([
  [{ Effect: "Allow", Principal: "*" }, true],
  [{ Effect: "Allow", Principal: { AWS: "*" } }, true],
  [{ Effect: "Allow", Principal: { AWS: ["arn:aws:iam::1:root", "*"] } }, true],
  [{ Effect: "Deny", Principal: "*" }, false],
  [{ Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" } }, false],
  [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::1:root" } }, false],
  [{ Effect: "Allow", Principal: "*", Condition: { StringEquals: { "aws:SourceAccount": "1" } } }, false],
  [{ Effect: "Allow", Principal: "*", Condition: { StringEquals: { "aws:Referer": "x" } } }, true],
  [{ Effect: "Allow", Principal: "*", Condition: { StringLike: { "aws:SourceArn": "*" } } }, true],
])("%j is public: %s", (statement, expected) => {
  expect(isPublic(JSON.stringify({ Statement: statement }))).toBe(expected);
});
