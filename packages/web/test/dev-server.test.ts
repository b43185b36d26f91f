import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createPage, type ViteDevServer } from "vite";
import { afterEach, expect, test, vi } from "vitest";
import { apiOrigin } from "../dev-server.ts";

const folder = join(import.meta.dirname, "..");
let api: Server | undefined;
let page: ViteDevServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await page?.close();
  api?.close();
});

const openPage = async () => {
  page = await createPage({
    root: folder,
    configFile: join(folder, "vite.config.ts"),
    server: { port: 0, host: "127.0.0.1", ws: false },
    optimizeDeps: { noDiscovery: true },
    logLevel: "silent",
  });
  await page.listen();
  const { port } = page.httpServer!.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
};

test("hands what is below /api over to the stage, and serves the page itself", async () => {
  const asked: string[] = [];
  api = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} for ${request.headers.host}`);
    response.setHeader("content-type", "application/json").end('{"stores":[]}');
  });
  await new Promise<void>((resolve) => api?.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(api.address() as AddressInfo).port}`;
  vi.stubEnv("API_ORIGIN", `http://${host}/`);
  const url = await openPage();

  const answer = await fetch(`${url}/api/stores?city=Basel`);
  expect(await answer.json()).toEqual({ stores: [] });
  expect(asked).toEqual([`GET /api/stores?city=Basel for ${host}`]);
  expect(await (await fetch(url)).text()).toContain('<div id="root">');
  expect(asked).toHaveLength(1);
});

test("without a stage, takes the local cloud that runs here, if one does", () => {
  const root = mkdtempSync(join(tmpdir(), "page-"));
  const web = join(root, "packages/web");
  expect(apiOrigin(web, {})).toBeUndefined();
  mkdirSync(join(root, ".local"));
  writeFileSync(join(root, ".local/outputs.json"), JSON.stringify({ webUrl: "http://127.0.0.1:3000" }));
  expect(apiOrigin(web, {})).toBe("http://127.0.0.1:3000");
  rmSync(root, { recursive: true });
  vi.stubEnv("API_ORIGIN", "nowhere");
  expect(() => apiOrigin(web)).toThrow("API_ORIGIN=nowhere is no origin.");
  expect(apiOrigin(web, { API_ORIGIN: "https://d111.cloudfront.net/api" })).toBe(
    "https://d111.cloudfront.net",
  );
});
