import { format } from "node:util";
import { vi } from "vitest";
import { operate } from "./main.ts";

/** What `npm run ops -- <words>` prints, and its exit code, without the program around it. */
export const operated = async (...words: string[]) => {
  const [stdout, stderr] = [[] as string[], [] as string[]];
  const spies = [
    vi.spyOn(console, "log").mockImplementation((...line) => void stdout.push(`${format(...line)}\n`)),
    vi.spyOn(console, "error").mockImplementation((...line) => void stderr.push(`${format(...line)}\n`)),
  ];
  try {
    return { code: await operate(words), stdout: stdout.join(""), stderr: stderr.join("") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};
