import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { synthesize } from "../src/synth/synthesize.ts";
import { otherProviderLines } from "../src/terminal/other-providers.ts";
import { appFolder } from "./command-line.ts";

beforeAll(() => ensurePlatform(join(import.meta.dirname, "../../.."), () => {}), 60_000);

const providers = { planetscale: "0.4.1", stripe: "0.0.24", cloudflare: "6.0.0", random: "4.16.6" };
const graphOf = async (name: string, body: string, outputs?: unknown) => {
  const files: Record<string, string> = { "src/work.ts": "export const handler = () => {};" };
  if (outputs !== undefined)
    files["provider-outputs.json"] = typeof outputs === "string" ? outputs : JSON.stringify(outputs);
  const { graph } = await synthesize({ root: appFolder(name, body, { providers, files }) });
  return graph;
};

test("what only other providers make is not made, and its outputs are what a file says", {
  timeout: 60_000,
}, async () => {
  const graph = await graphOf(
    "other-providers",
    `const account = new stripe.Provider("Shop", { apiKey: "x" });
     const price = new stripe.Price("Price", { currency: "eur" }, { provider: account });
     const branch = new planetscale.Branch("Branch", { name: $app.stage, parent: price.currency });
     const password = planetscale.getPasswordOutput({ branch: branch.name });
     sst.Linkable.wrap(planetscale.Branch, (one) => ({ properties: { name: one.name, host: one.accessHost } }));
     const key = new random.RandomPassword("Key", { length: 20 });
     const environment = {
       PRICE: price.id, CURRENCY: price.currency, PASSWORD: password.plaintext,
       URL: $interpolate\`https://\${branch.accessHost}/x\`, KEY: key.result,
     };
     new sst.aws.Function("Work", { handler: "src/work.handler", link: [branch], environment });
     return { price: price.id, tax: price.taxBehavior };`,
    {
      Price: { id: "price_1" },
      Branch: { accessHost: "db.local" },
      "planetscale.getPassword": { plaintext: "secret" },
    },
  );
  const work = graph.resources.find(({ name }) => name === "WorkFunction")!;
  expect(work.inputs.environment).toMatchObject({
    variables: {
      PRICE: "price_1",
      CURRENCY: "eur",
      PASSWORD: "secret",
      URL: "https://db.local/x",
      KEY: expect.stringMatching(/^\w{20}$/),
    },
  });
  expect(work.build?.links.Branch).toMatchObject({ name: "local", host: "db.local" });
  expect(graph.outputs).toEqual({ price: "price_1", tax: "unset(Price.taxBehavior)" });
  expect(otherProviderLines(graph)).toEqual([
    "Not ours, made by nobody here: Price (stripe.Price), Branch (planetscale.Branch)",
    'Used, and known to nobody here: Price.taxBehavior. Say it in provider-outputs.json beside sst.config.ts: {"Price":{"taxBehavior":"..."}}.',
  ]);
});

test("components of other clouds are not run, and domains may be theirs", async () => {
  const graph = await graphOf(
    "other-clouds",
    `const worker = new sst.cloudflare.Worker("Edge", { handler: "src/work.ts", url: true });
     const zone = cloudflare.getZoneOutput({ filter: { name: "example.com" } });
     new cloudflare.DnsRecord("Name", { zoneId: zone.zoneId, name: "www", type: "CNAME", ttl: 1 });
     new sst.aws.Queue("Jobs");`,
  );
  expect(graph.resources.map(({ name }) => name)).toEqual(expect.arrayContaining(["Name", "JobsQueue"]));
  expect(otherProviderLines(graph)[0]).toContain("Name (cloudflare.DnsRecord)");
});

test("refuses a value that nobody knows where a resource cannot do without, and a file that is not understood", {
  timeout: 60_000,
}, async () => {
  const needsIt = `const topic = new planetscale.Webhook("Hook", {});
     new aws.sns.TopicSubscription("Fan", { topic: "arn:aws:sns:eu-west-1:000000000000:x", protocol: topic.protocol, endpoint: "x" });`;
  await expect(graphOf("unset-output", needsIt)).rejects.toThrow(
    /Fan \(aws.sns.TopicSubscription\): protocol is made of Hook.protocol, which nobody knows here\. Say it in provider-outputs.json .*{"Hook":{"protocol":"\.\.\."}}/,
  );
  await expect(graphOf("no-outputs", "", { Hook: "x" })).rejects.toThrow(
    /provider-outputs.json is not understood; it has outputs by the name of a resource(.*\n)+.*Hook/,
  );
  await expect(graphOf("no-json", "", "{")).rejects.toThrow(/provider-outputs.json is no JSON: /);
});
