import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../local-cloud.ts";
import { killTree, watchMemory } from "../process-tree.ts";

const startLimitMs = 120_000;

export interface Peer {
  /** The AWS endpoint that clients are given. */
  readonly endpoint: string;
  /** Megabytes of all its processes, at the highest moment since it was ready. */
  readonly peakMb: number;
  stop(): void;
}

interface Program {
  readonly script: string;
  readonly arguments?: readonly string[];
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ready: RegExp;
  readonly endpoint: string;
}

const startProgram = async (program: Program): Promise<Peer> => {
  const child = spawn(process.execPath, [program.script, ...(program.arguments ?? [])], {
    cwd: program.folder,
    env: { ...process.env, ...program.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`${program.script} ${what}:\n${said}`));
    const limit = setTimeout(() => fail("is not ready after two minutes"), startLimitMs);
    child.once("exit", (code) => fail(`ended with ${code}`));
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-5_000);
        if (!program.ready.test(said)) return;
        clearTimeout(limit);
        resolve();
      });
  });
  const memory = watchMemory(child.pid!);
  return {
    endpoint: program.endpoint,
    get peakMb() {
      return memory.peakMb;
    },
    stop() {
      memory.stop();
      killTree(child.pid!);
    },
  };
};

/** SQS, SNS and S3 in memory. */
export const startFauxqs = async (packages: string, folder: string): Promise<Peer> => {
  const port = await freePort();
  return startProgram({
    script: join(packages, "fauxqs/dist/cli.js"),
    folder,
    environment: { FAUXQS_PORT: String(port), FAUXQS_LOGGER: "false" },
    ready: /listening/,
    endpoint: `http://127.0.0.1:${port}`,
  });
};

const serverlessYml = `service: peer
frameworkVersion: "3"
provider: { name: aws, runtime: nodejs20.x }
plugins: [serverless-offline]
functions: { hello: { handler: index.handler } }
`;

/** Lambda: one function, `peer-dev-hello`. */
export const startServerlessOffline = async (
  packages: string,
  folder: string,
  code: string,
): Promise<Peer> => {
  const [http, lambda] = [await freePort(), await freePort()];
  const app = join(folder, "serverless-app");
  await mkdir(app, { recursive: true });
  await writeFile(join(app, "serverless.yml"), serverlessYml);
  await writeFile(join(app, "index.js"), code);
  return startProgram({
    script: join(packages, "serverless/bin/serverless.js"),
    arguments: ["offline", "--httpPort", String(http), "--lambdaPort", String(lambda)],
    folder: app,
    environment: { SLS_TELEMETRY_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" },
    ready: /Function names exposed/,
    endpoint: `http://127.0.0.1:${lambda}`,
  });
};
