import type { MapNode } from "../console/api.ts";
import { CommandError } from "./command.ts";
import { reach } from "./reach.ts";
import type { RunningCloud } from "./running.ts";

/** The function of that name in the config, on AWS, or with that ARN; throws a `CommandError` that lists all. */
export const findFunction = async ({ console: api }: RunningCloud, name: string): Promise<MapNode> => {
  const functions = (await api.get("/api/map")).nodes.filter(({ kind, arn }) => kind === "function" && arn);
  const found = functions.find(
    (node) => node.name === name || node.arn === name || node.arn?.endsWith(`:function:${name}`),
  );
  if (found) return found;
  const names = functions.map((node) => node.name).sort();
  throw new CommandError(
    `There is no function "${name}". ${names.length === 0 ? "The app has none." : `There are: ${names.join(", ")}.`}`,
  );
};

/** What became of an invocation. */
export interface Invocation {
  /** What the function answered, or its error. */
  readonly result: unknown;
  readonly failed: boolean;
  /** The last 4 KB of what it wrote. */
  readonly log: string;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Invokes it and waits for its answer. Signatures are not verified, so this one is none; only its scope is read. */
export const invokeFunction = async (
  { outputs: { awsEndpoint, region } }: RunningCloud,
  { arn = "" }: MapNode,
  payload: unknown,
): Promise<Invocation> => {
  const url = `${awsEndpoint}/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`;
  const init = {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=local/20150331/${region}/lambda/aws4_request, SignedHeaders=host, Signature=local`,
      "x-amz-log-type": "Tail",
    },
    body: JSON.stringify(payload),
  };
  return reach(url, init, async (response) => {
    const body = await response.text();
    if (!response.ok) throw new CommandError(`Lambda refused the invocation (${response.status}): ${body}`);
    return {
      result: parsed(body),
      failed: response.headers.has("x-amz-function-error"),
      log: Buffer.from(response.headers.get("x-amz-log-result") ?? "", "base64").toString(),
    };
  });
};
