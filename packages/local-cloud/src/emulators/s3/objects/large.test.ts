import { Readable } from "node:stream";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalS3, startS3 } from "../s3.fixture.ts";

const MB = 1024 * 1024;
const SIZE = 300 * MB;
let local: LocalS3;
beforeAll(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket: "large" }));
});
afterAll(() => local.stop());

/** The most memory beyond the first that buffers took while something ran. */
const mostHeld = async (run: () => Promise<unknown>) => {
  const held = () => process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  const before = held();
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, held() - before);
  }, 5);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  return most;
};

test("an object of 300 MB is never held in memory", async () => {
  const chunk = Buffer.alloc(MB, "rye\n");
  const body = Readable.from(
    (function* () {
      for (let sent = 0; sent < SIZE; sent += MB) yield chunk;
    })(),
  );
  const put = { Bucket: "large", Key: "a", Body: body, ContentLength: SIZE };
  expect(await mostHeld(() => local.s3.send(new PutObjectCommand(put)))).toBeLessThan(100 * MB);
  let read = 0;
  const took = await mostHeld(async () => {
    const { Body } = await local.s3.send(new GetObjectCommand({ Bucket: "large", Key: "a" }));
    for await (const part of Body as Readable) read += (part as Buffer).length;
  });
  expect(read).toBe(SIZE);
  expect(took).toBeLessThan(100 * MB);
});

test("is read in process as it comes from disk, with a range too", async () => {
  const caller = { principal: { kind: "root" }, causes: [] } as const;
  const { Body } = await local.cloud.call("s3", "GetObject", { Bucket: "large", Key: "a" }, caller);
  let first: Buffer | undefined;
  for await (const part of Body as unknown as AsyncIterable<Buffer>) {
    first = part;
    break;
  }
  expect(first?.subarray(0, 4).toString()).toBe("rye\n");
  const ranged = await local.cloud.call(
    "s3",
    "GetObject",
    { Bucket: "large", Key: "a", Range: "bytes=4-6" },
    caller,
  );
  expect(await ranged.Body!.transformToString()).toBe("rye");
  await local.cloud.call("s3", "PutObject", { Bucket: "large", Key: "b", Body: "in process" }, caller);
  const { ContentLength } = await local.cloud.call("s3", "HeadObject", { Bucket: "large", Key: "b" }, caller);
  expect(ContentLength).toBe(10);
});
