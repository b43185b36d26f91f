import { expect, test } from "vitest";
import type { Resource } from "../core/resource-graph.ts";
import { hostBehindRouter, hostsWithAddress } from "./hosts.ts";

const resource = (inputs: Record<string, unknown>): Resource => ({
  type: "pulumi-nodejs:dynamic:Resource",
  name: "x",
  urn: "x",
  id: "x",
  inputs,
  outputs: {},
});
const site = (namespace: string, host: string, prefix: string) => [
  resource({ namespace, entries: { metadata: JSON.stringify({ host, origin: { protocol: "http" } }) } }),
  resource({ key: "routes", entry: ["url", namespace, "", prefix].join() }),
];

test("a WebSocket goes to the site with the longest path that its own begins with", () => {
  const resources = [
    ...site("aaaa", "shop.dev.localcloud", "/"),
    ...site("bbbb", "docs.dev.localcloud", "/docs"),
    ...site("cccc", "api.example.com", "/docs/api"),
  ];
  expect(hostBehindRouter({ resources }, "/docs/api/hmr")).toBe("docs.dev.localcloud");
  expect(hostBehindRouter({ resources }, "/hmr")).toBe("shop.dev.localcloud");
  expect(hostBehindRouter({ resources: [] }, "/hmr")).toBeUndefined();
});

test("a server has an address of its own where something names it, and not for being behind a router", () => {
  const graph = {
    outputs: { web: "http://Web.dev.localcloud/shop" },
    links: { Web: { url: "http://Web.dev.localcloud" } },
    resources: site("aaaa", "docs.dev.localcloud", "/docs"),
  };
  expect(hostsWithAddress(graph)).toEqual(["web.dev.localcloud"]);
});
