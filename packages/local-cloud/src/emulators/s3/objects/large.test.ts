import { Readable } from "node:stream";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
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

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes in use beyond those of the start, the most of those seen at each call; what only waits to be collected is none. */
const watchMemory = () => {
  const used = () => {
    collect();
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  };
  const before = used();
  let most = 0;
  const look = () => {
    most = Math.max(most, used() - before);
  };
  return { look, most: () => most };
};

test("an object of 300 MB is never held in memory", async () => {
  const chunk = Buffer.alloc(MB, "rye\n");
  const writing = watchMemory();
  const body = Readable.from(
    (function* () {
      for (let sent = 0; sent < SIZE; sent += MB) {
        if (sent % (30 * MB) === 0) writing.look();
        yield chunk;
      }
    })(),
  );
  await local.s3.send(new PutObjectCommand({ Bucket: "large", Key: "a", Body: body, ContentLength: SIZE }));
  expect(writing.most()).toBeLessThan(64 * MB);

  const reading = watchMemory();
  const { Body } = await local.s3.send(new GetObjectCommand({ Bucket: "large", Key: "a" }));
  let read = 0;
  let next = 0;
  for await (const part of Body as Readable) {
    read += (part as Buffer).length;
    if (read < next) continue;
    reading.look();
    next += 30 * MB;
  }
  expect(read).toBe(SIZE);
  expect(reading.most()).toBeLessThan(64 * MB);
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
