import { expect, test } from "vitest";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { symbolicPort } from "../core/symbolic-port.ts";
import { services } from "../emulators/registry.ts";
import { rewriteAddresses } from "./rewrite.ts";

const endpoint = "http://127.0.0.1:4566";
const webUrl = "http://127.0.0.1:3000";
const rewritten = (value: unknown) => {
  const resources = [
    { type: "own:Domain", inputs: { name: "api.shop.example" }, outputs: {} },
    {
      type: "own:Distribution",
      inputs: { aliases: ["shop.example", "old.shop.example"] },
      outputs: { domainName: "d222222abcdef8.cloudfront.net" },
    },
  ];
  const graph = { outputs: { value }, resources } as unknown as ResourceGraph;
  const thirdParties = { "https://api.stripe.com": "http://127.0.0.1:5000" };
  const distributions = { "d222222abcdef8.cloudfront.net": "http://127.0.0.1:3001" };
  const hosts = services.all.flatMap(({ hosts = [] }) => hosts);
  const domains = { "own:Domain": "name" };
  const ports = { [symbolicPort("Bakery")]: 54_321 };
  return rewriteAddresses(graph, { endpoint, hosts, domains, webUrl, distributions, ports, thirdParties })
    .outputs.value;
};
const api = "abc123.execute-api.eu-west-1.amazonaws.com";
const issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc";

test.each([
  ["a queue", "http://aws.localcloud/000000000000/Orders", `${endpoint}/000000000000/Orders`],
  ["an API", `https://${api}/local/`, `${endpoint}/_host/${api}/local/`],
  [
    "a realtime API",
    "wss://abc.appsync-realtime-api.eu-west-1.amazonaws.com/event/realtime",
    "ws://127.0.0.1:4566/_host/abc.appsync-realtime-api.eu-west-1.amazonaws.com/event/realtime",
  ],
  [
    "a bucket",
    "https://my-app.files.s3.eu-west-1.amazonaws.com/a.csv",
    `${endpoint}/_host/my-app.files.s3.eu-west-1.amazonaws.com/a.csv`,
  ],
  ["a bucket of no region", "https://files.s3.amazonaws.com", `${endpoint}/_host/files.s3.amazonaws.com`],
  ["user pools", "https://cognito-idp.eu-west-1.amazonaws.com/", `${endpoint}/`],
  ["the router", "https://d111111abcdef8.cloudfront.net/api", `${webUrl}/api`],
  ["a site of its own", "https://d222222abcdef8.cloudfront.net/a", "http://127.0.0.1:3001/a"],
  ["a domain name", "https://api.shop.example/v1/", `${endpoint}/_host/api.shop.example/v1/`],
  ["a domain name's sockets", "wss://api.shop.example", "ws://127.0.0.1:4566/_host/api.shop.example"],
  ["a site's domain name", "https://shop.example", "http://127.0.0.1:3001"],
  ["a site's other domain name", "https://old.shop.example/a", "http://127.0.0.1:3001/a"],
  [
    "a website of S3",
    "http://my-app.www.s3-website-eu-west-1.amazonaws.com/a",
    `${endpoint}/_host/my-app.www.s3-website-eu-west-1.amazonaws.com/a`,
  ],
  ["a longer domain name not", "https://api.shop.example.com/", "https://api.shop.example.com/"],
  ["a database", `postgres://a:b@127.0.0.1:${symbolicPort("Bakery")}/c`, "postgres://a:b@127.0.0.1:54321/c"],
  ["a third party", "https://api.stripe.com/v1", "http://127.0.0.1:5000/v1"],
])("points %s at this machine", (_, value, expected) => {
  expect(rewritten(value)).toBe(expected);
});

test("keeps the name of an issuer, which tokens carry", () => {
  expect(rewritten(issuer)).toBe(issuer);
  expect(rewritten(JSON.stringify({ issuer }))).toBe(JSON.stringify({ issuer }));
});
