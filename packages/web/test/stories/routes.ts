import { expect, test } from "vitest";
import type { Stage } from "../stage.ts";

/** What the one address answers to whoever is not the page. */
export const routeStories = (stage: Stage) => {
  const ask = async (method: string, path: string) => {
    const answer = await fetch(stage.url(path), { method });
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
  };

  test.each(["GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"])(
    "%s of a path under /api that no service owns is a problem, never the page",
    async (method) => {
      for (const path of ["/api", "/api/", "/api/x", "/api/x/y?z=1", "/api/orders/a/b/c"]) {
        const { text, ...answer } = await ask(method, path);
        expect(answer).toEqual({ status: 404, type: "application/problem+json" });
        expect(JSON.parse(text)).toMatchObject({ status: 404, code: "no_such_route" });
      }
    },
  );

  test.each(["PROPFIND", "QUERY"])("%s is no method that the router takes", async (method) => {
    for (const path of ["/api/x", "/"]) expect((await ask(method, path)).status).toBe(403);
  });

  test("HEAD of a path under /api that no service owns is 404, too", async () => {
    for (const path of ["/api", "/api/x", "/api/orders/a/b/c"])
      expect(await ask("HEAD", path)).toEqual({ status: 404, type: "application/problem+json", text: "" });
  });

  test("a path of the page is read, and nothing else", async () => {
    expect(await ask("GET", "/orders/ord-1")).toMatchObject({
      status: 200,
      text: expect.stringMatching(/^<!doctype/i),
    });
    expect(await ask("HEAD", "/")).toMatchObject({ status: 200, text: "" });
    for (const method of ["PUT", "POST", "DELETE"]) expect((await ask(method, "/orders")).status).toBe(405);
  });
};
