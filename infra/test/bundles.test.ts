import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ResourceGraph } from "sourdough-local";
import { bundleFunctions, synthesize } from "sourdough-local/synth";
import { afterEach, expect, test, vi } from "vitest";
import { handler as callsAws } from "./fixtures/calls-aws.ts";

const root = join(import.meta.dirname, "../..");
const folder = () => mkdtempSync(join(tmpdir(), "bundles-"));

afterEach(() => {
  vi.unstubAllEnvs();
});

test("no function weighs more than 650 KB", async () => {
  const { graph } = await synthesize({ root });
  const bundles = await bundleFunctions(graph, { folder: join(root, ".local/test-bundles") });

  expect(bundles.filter(({ bytes }) => bytes > 650 * 1024)).toEqual([]);
  expect(bundles.length).toBeGreaterThan(10);
}, 300_000);

/** Answers in the order of the fixture's calls. */
const answers: [status: number, headers: Record<string, string>, body: object][] = [
  [
    409,
    { "x-amzn-errortype": "DurableExecutionAlreadyStartedException" },
    { Type: "User", Message: "is there" },
  ],
  [
    429,
    { "x-amzn-errortype": "TooManyRequestsException", "retry-after": "7" },
    { Reason: "Limit", message: "too many" },
  ],
  [400, { "x-amzn-errortype": "InvalidParameterValueException" }, { Type: "User", Message: "not so" }],
  [
    200,
    {},
    {
      Item: {
        pk: { S: "$test#sku_rye" },
        sk: { S: "$loaf_1" },
        sku: { S: "rye" },
        left: { N: "3" },
        __edb_e__: { S: "loaf" },
        __edb_v__: { S: "1" },
      },
    },
  ],
  [400, {}, { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message: "no table" }],
  [
    400,
    {},
    {
      __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
      message: "it is there",
      Item: { left: { N: "2" } },
    },
  ],
];

const awsThatAnswers = async () => {
  const waiting = [...answers];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const [status, headers, body] = waiting.shift()!;
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};

const outcomesOf = async (call: typeof callsAws) => {
  const aws = await awsThatAnswers();
  vi.stubEnv("AWS_ENDPOINT_URL", aws.url);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  try {
    return await call();
  } finally {
    aws.close();
  }
};

test("what is left out of a bundle changes nothing of what a function sees", async () => {
  const [{ file } = { file: "" }] = await bundleFunctions(
    {
      resources: [
        {
          name: "CallsAws",
          inputs: {},
          build: {
            root,
            handler: "infra/test/fixtures/calls-aws.handler",
            links: {},
            copyFiles: [],
            nodejs: { plugins: "infra/functions.esbuild.mjs" },
          },
        },
      ],
    } as unknown as ResourceGraph,
    { folder: folder() },
  );
  const bundle: { handler: typeof callsAws } = await import(pathToFileURL(file).href);

  const seen = await outcomesOf(callsAws);

  expect(seen.map((outcome) => ("name" in outcome ? outcome.name : "answer"))).toEqual([
    "DurableExecutionAlreadyStartedException",
    "TooManyRequestsException",
    "InvalidParameterValueException",
    "answer",
    "ResourceNotFoundException",
    "ConditionalCheckFailedException",
  ]);
  expect(await outcomesOf(bundle.handler)).toEqual(seen);
}, 300_000);
