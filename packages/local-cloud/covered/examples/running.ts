import assert from "node:assert/strict";
import { type LocalCloud, startLocalCloud } from "../../src/boot/local-cloud.ts";
import type { Hop } from "../../src/core/journal.ts";

/** How long what must happen may take; whatever is there is seen at once. */
const WITHIN_MS = 60_000;

/** An example of SST that runs, as its check sees it. */
export interface RunningExample {
  readonly cloud: LocalCloud;
  /** What the config returned by this name, or else the address of the component with this name. */
  url(name: string, path?: string): string;
  /** Text of an answer; throws when its status is not the expected one, by default 200. */
  get(name: string, path?: string, init?: RequestInit & { status?: number }): Promise<string>;
  /** Resolves when a function has run to its end, by its handler as the config has it, without an error. */
  ran(handler: string, times?: number): Promise<void>;
  /** Resolves when a hop is over, and no error; `what` names it in the message of the timeout. */
  happened(what: string, match: (hop: Hop) => boolean): Promise<Hop>;
  /** Resolves when a function or a command has printed the text. */
  printed(text: string): Promise<void>;
  /** Where AWS SDKs are answered. */
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
}

export type Check = (example: RunningExample) => Promise<unknown>;

/** Boots the app in `root`; `stop` ends all of it. */
export const runExample = async (
  root: string,
  secrets: Readonly<Record<string, string>>,
): Promise<{ example: RunningExample; stop(): Promise<void> }> => {
  const warnings: string[] = [];
  const cloud = await startLocalCloud({
    root,
    secrets,
    ports: { web: 0, aws: 0, console: 0 },
    watch: false,
    onWarning: (message) => warnings.push(message),
  });
  await cloud.sitesReady();
  const { graph, journal, outputs } = cloud;

  const functionsOf = (handler: string) => {
    const found = graph.resources.filter(({ build }) => build?.handler.replace(/^\.\//, "") === handler);
    assert.notEqual(found.length, 0, `No function of the config has the handler ${handler}.`);
    return new Set(found.map(({ outputs }) => outputs.arn));
  };
  const url = (name: string, path = "") => {
    const address = outputs[name] ?? graph.links[name]?.url ?? cloud.sites[name];
    assert.equal(typeof address, "string", `Nothing of the name ${name} has an address.`);
    return path === "" ? String(address) : `${String(address).replace(/\/$/, "")}${path}`;
  };
  const happened: RunningExample["happened"] = (what, match) =>
    journal
      .waitFor((hop) => match(hop) && !hop.error, { timeoutMs: WITHIN_MS, what })
      .catch((error: Error) => {
        throw new Error([error.message, ...warnings].join("\n"));
      });

  const example: RunningExample = {
    cloud,
    url,
    happened,
    async get(name, path, { status = 200, ...init } = {}) {
      const answer = await fetch(url(name, path), init);
      const text = await answer.text();
      assert.equal(answer.status, status, [`${answer.url} answered ${text}`, ...warnings].join("\n"));
      return text;
    },
    async ran(handler, times = 1) {
      const arns = functionsOf(handler);
      const done = (hop: Hop) =>
        hop.service === "lambda" &&
        hop.action === "Run" &&
        arns.has(hop.resource) &&
        hop.durationMs !== undefined;
      const all = () => journal.hops((hop) => done(hop) && !hop.error);
      await happened(`${handler} to run ${times} times`, (hop) => done(hop) && all().length >= times);
    },
    async printed(text) {
      await happened(
        `"${text}" to be printed`,
        (hop) => hop.action === "Log" && JSON.stringify(journal.payloads(hop).output ?? "").includes(text),
      );
    },
    client: {
      endpoint: outputs.awsEndpoint,
      region: outputs.region,
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
    },
  };
  return { example, stop: cloud.stop };
};
