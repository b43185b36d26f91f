import { afterEach, expect, test, vi } from "vitest";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { commandEnvironment } from "./environment.ts";

afterEach(() => vi.unstubAllEnvs());

const graph = {
  app: { name: "bakery", stage: "local" },
  region: "eu-west-1",
  resources: [],
  links: { Menu: { name: "menu" }, Till: { name: "till" } },
} as unknown as ResourceGraph;
const command = {
  name: "Web",
  command: "npm run dev",
  directory: "web",
  autostart: true,
  environment: { VITE_SHOP: "1" },
  links: ["Menu"],
};
const credentials = { accessKeyId: "id", secretAccessKey: "key", sessionToken: "token" };

test("a command has what it is linked to, its role, and nothing of who started it that leads to AWS", () => {
  vi.stubEnv("AWS_PROFILE", "work");
  vi.stubEnv("AWS_ENDPOINT_URL_SQS", "https://sqs.eu-west-1.amazonaws.com");
  vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  const environment = commandEnvironment(
    command,
    { graph, endpoint: "http://127.0.0.1:4566", localFolder: "/app/.local" },
    credentials,
    4000,
  );

  expect(environment).toMatchObject({
    PATH: process.env.PATH,
    SST_RESOURCE_App: '{"name":"bakery","stage":"local"}',
    SST_RESOURCE_Menu: '{"name":"menu"}',
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "id",
    AWS_SESSION_TOKEN: "token",
    PORT: "4000",
    VITE_SHOP: "1",
  });
  const leading = ["AWS_PROFILE", "AWS_ENDPOINT_URL_SQS", "AWS_WEB_IDENTITY_TOKEN_FILE", "SST_RESOURCE_Till"];
  expect(Object.keys(environment).filter((name) => leading.includes(name))).toEqual([]);
});
