import { expect, test } from "vitest";
import { printedAddresses } from "./listening.ts";

test.each([
  [
    "Vite",
    "  \u001b[32m➜\u001b[39m  Local:   \u001b[36mhttp://localhost:\u001b[1m5173\u001b[22m/\u001b[39m",
    "http://localhost:5173",
  ],
  ["Next.js", "   - Local:        http://localhost:3001", "http://localhost:3001"],
  ["a server on all addresses", "Listening on http://0.0.0.0:8000/", "http://localhost:8000"],
  ["a server on port 80", "Server is running on http://localhost", "http://localhost"],
  ["a server that tells its port alone", "Example app listening on port 4000", "http://localhost:4000"],
])("finds where %s listens", (_, output, expected) => {
  expect(printedAddresses(output).map(({ origin }) => origin)).toEqual([expected]);
});

test.each([
  "Debugger listening on ws://127.0.0.1:9229/abc",
  "Network: http://192.168.1.7:3000/",
  "connected to redis://localhost:6379",
  "GET https://example.com/ 200 in 3000 ms",
])("takes nothing else for it: %s", (output) => {
  expect(printedAddresses(output)).toEqual([]);
});
