import type { MapNode } from "../console/api.ts";
import { CommandError } from "./command.ts";
import { postPatiently } from "./reach.ts";
import type { RunningCloud } from "./running.ts";

/** What a function may be called, what is meant first: in the config, on AWS, and on the map, after its handler. */
const ways: readonly ((node: MapNode, name: string) => boolean)[] = [
  (node, name) => (node.partOf ?? [node.name]).includes(name),
  ({ arn }, name) => arn === name || awsName(arn) === name,
  (node, name) => node.name === name,
];

const awsName = (arn = "") => arn.slice(arn.lastIndexOf(":") + 1);

/** Their names, and those on AWS where several have one. */
const listed = (functions: readonly MapNode[]): string =>
  functions
    .map(({ name, arn }) =>
      functions.some((other) => other.name === name && other.arn !== arn)
        ? `${name} (${awsName(arn)})`
        : name,
    )
    .sort()
    .join(", ");

/**
 * The function of that name: of the function or of what it was given to (a subscriber, a route) in the config, on AWS, of
 * its handler's file, or its ARN. Throws a `CommandError` that lists all of them, or those that have the name.
 */
export const findFunction = async ({ console: api }: RunningCloud, name: string): Promise<MapNode> => {
  const functions = (await api.get("/api/map")).nodes.filter(({ kind, arn }) => kind === "function" && arn);
  const found =
    ways
      .map((isCalled) => functions.filter((node) => isCalled(node, name)))
      .find(({ length }) => length > 0) ?? [];
  if (found.length > 1)
    throw new CommandError(`Several functions are called "${name}". Name one as on AWS: ${listed(found)}.`);
  if (found[0]) return found[0];
  throw new CommandError(
    `There is no function "${name}". ${functions.length === 0 ? "The app has none." : `There are: ${listed(functions)}.`}`,
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
  const asked = {
    authorization: `AWS4-HMAC-SHA256 Credential=local/20150331/${region}/lambda/aws4_request, SignedHeaders=host, Signature=local`,
    "x-amz-log-type": "Tail",
  };
  const { status, headers, text } = await postPatiently(url, asked, JSON.stringify(payload));
  if (status !== 200) throw new CommandError(`Lambda refused the invocation (${status}): ${text}`);
  return {
    result: parsed(text),
    failed: "x-amz-function-error" in headers,
    log: Buffer.from(String(headers["x-amz-log-result"] ?? ""), "base64").toString(),
  };
};
