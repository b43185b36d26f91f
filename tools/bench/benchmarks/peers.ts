import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { send } from "../http.ts";
import { startLocalCloud } from "../local-cloud.ts";
import { bucketHop, type Hop, invokeHop, queueHop, topicHop } from "../peers/hops.ts";
import { installPeers } from "../peers/install.ts";
import { startFauxqs, startServerlessOffline } from "../peers/start.ts";
import { type Figure, figuresOf } from "../report.ts";
import { median } from "../statistics.ts";
import type { Benchmark } from "./benchmark.ts";

const hopsPerRound = 200;
const rounds = 5;
const code = "exports.handler = async ({ orderId }) => ({ orderId });";

/** The same thing done with the local cloud and with a peer. */
interface Pair {
  readonly name: string;
  readonly peer: string;
  readonly ours: Hop;
  readonly theirs: Hop;
}

const createFunction = async (endpoint: string, name: string): Promise<void> => {
  const archive = zipSync({ "index.js": strToU8(code) });
  const { status, text } = await send(
    "POST",
    `${endpoint}/2015-03-31/functions`,
    {
      authorization:
        "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0",
    },
    JSON.stringify({
      FunctionName: name,
      Runtime: "nodejs24.x",
      Role: "arn:aws:iam::000000000000:role/peers",
      Handler: "index.handler",
      Code: { ZipFile: Buffer.from(archive).toString("base64") },
    }),
  );
  if (status >= 300) throw new Error(`CreateFunction answered ${status}: ${text}`);
};

const timesOf = async (hop: Hop): Promise<number[]> => {
  const times: number[] = [];
  for (let number = 0; number < hopsPerRound; number++) {
    const began = performance.now();
    await hop();
    times.push(performance.now() - began);
  }
  return times;
};

/** By turns, after a round that is not counted. */
const compare = async ({ name, peer, ours, theirs }: Pair): Promise<Figure[]> => {
  const measured = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const [our, their] = [await timesOf(ours), await timesOf(theirs)];
    if (round === 0) continue;
    measured.ours.push(...our);
    measured.theirs.push(...their);
  }
  const figure = figuresOf("peers");
  const [our, their] = [median(measured.ours), median(measured.theirs)];
  return [
    figure(name, our, "ms", { note: `median of ${rounds * hopsPerRound}, one at a time` }),
    figure(`${name}, ${peer}`, their, "ms"),
    figure(`${name}, of ${peer}'s`, our / their, "x", {
      note: "ours has a journal, and permissions to ask for",
    }),
  ];
};

/** What somebody would pick instead, side by side: the whole order system's local cloud, and what npm has. */
export const peers: Benchmark = async ({ place, progress }) => {
  progress("installing the peers from npm");
  const packages = await installPeers(join(place.config, ".local", "peers"));
  progress("starting a local cloud, fauxqs and serverless-offline");
  const cloud = await startLocalCloud(place);
  const started: { stop(): void }[] = [];
  try {
    const fauxqs = await startFauxqs(packages, place.localFolder);
    started.push(fauxqs);
    const serverless = await startServerlessOffline(packages, join(packages, ".."), code);
    started.push(serverless);
    const { awsEndpoint } = cloud.outputs;
    await createFunction(awsEndpoint, "peers-hello");
    const both = async (hop: (endpoint: string) => Promise<Hop>) => ({
      ours: await hop(awsEndpoint),
      theirs: await hop(fauxqs.endpoint),
    });
    const pairs: Pair[] = [
      { name: "SQS there and back", peer: "fauxqs", ...(await both(queueHop)) },
      { name: "SNS to SQS", peer: "fauxqs", ...(await both(topicHop)) },
      { name: "S3 put and get", peer: "fauxqs", ...(await both(bucketHop)) },
      {
        name: "Lambda invoke",
        peer: "serverless-offline",
        ours: invokeHop(awsEndpoint, "peers-hello"),
        theirs: invokeHop(serverless.endpoint, "peer-dev-hello"),
      },
    ];
    const figures: Figure[] = [];
    for (const pair of pairs) {
      progress(pair.name);
      figures.push(...(await compare(pair)));
    }
    const figure = figuresOf("peers");
    return [
      ...figures,
      figure("peak memory, fauxqs", fauxqs.peakMb, "MB", { note: "three services, one process" }),
      figure("peak memory, serverless-offline", serverless.peakMb, "MB", { note: "one function" }),
      figure("peak memory, all processes", cloud.peakMemoryMb, "MB", {
        note: "the whole order system, its start included",
      }),
    ];
  } finally {
    for (const peer of started) peer.stop();
    await cloud.stop();
  }
};
