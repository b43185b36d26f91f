import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { changesOf } from "./changes.ts";
import { CommandError } from "./command.ts";
import { consoleClient } from "./console-client.ts";
import { invokeFunction } from "./functions.ts";

const server = createServer();
afterEach(() => {
  server.removeAllListeners("request").closeAllConnections();
  server.close();
});

const served = async (answer: RequestListener): Promise<string> => {
  server.on("request", answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const gone = async () => {
  const url = await served(() => {});
  server.close();
  await once(server, "close");
  return url;
};

/** As when it is killed before it answers, in the middle of an answer, and before it is asked. */
const ends: Record<string, () => Promise<string>> = {
  "before it answers": () => served((request) => request.socket.destroy()),
  "while it answers": () =>
    served((request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => request.socket.destroy());
    }),
  "before it is asked": gone,
};

const fn = {
  id: "function:Greet",
  kind: "function",
  name: "Greet",
  area: "a",
  type: "t",
  facts: {},
} as const;
const asks: Record<string, (url: string) => Promise<unknown>> = {
  "get of the console": (url) => consoleClient(url).get("/api/clock"),
  "post to the console": (url) => consoleClient(url).post("/api/clock", { advanceMs: 1 }),
  "an invocation": (url) => {
    const outputs = { awsEndpoint: url, webUrl: url, consoleUrl: url, region: "eu-west-1" };
    return invokeFunction({ outputs, console: consoleClient(url) }, { ...fn, arn: "arn:x" }, {});
  },
};

test.each(Object.keys(asks).flatMap((ask) => Object.keys(ends).map((end) => [ask, end] as const)))(
  "%s says so when the local cloud ends %s",
  async (ask, end) => {
    const url = await ends[end]!();
    const error = await asks[ask]!(url).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(CommandError);
    expect((error as Error).message).toMatch(
      /^The local cloud at http:\/\/127\.0\.0\.1:\d+ gave no answer \((ECONNREFUSED|UND_ERR_SOCKET|ECONNRESET)\)\. .*start it again with npx sourdough-local\.$/,
    );
  },
);

test("whoever follows changes is told when there is nobody to follow", async () => {
  await expect(changesOf(await gone(), "logs").next()).rejects.toThrow(/gave no answer \(ECONNREFUSED\)/);
});
