import type { ConsoleStream, Topic } from "../console/api.ts";
import { reach } from "./reach.ts";

const isAbout = (frame: string, topic: Topic): boolean => {
  if (frame.startsWith("event: hello\n")) return true;
  const [, data] = /^event: changed\ndata: (.*)$/.exec(frame) ?? [];
  return data !== undefined && (JSON.parse(data) as ConsoleStream["changed"]).topics.includes(topic);
};

/** Yields once at the beginning and whenever something of the topic changed, until the local cloud ends. */
export const changesOf = async function* (consoleUrl: string, topic: Topic): AsyncGenerator<void> {
  const body = await reach(new URL("/api/stream", consoleUrl), {}, async (response) => response.body);
  if (!body) return;
  let unread = "";
  try {
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const frames = `${unread}${text}`.split("\n\n");
      unread = frames.pop() ?? "";
      if (frames.some((frame) => isAbout(frame, topic))) yield;
    }
  } catch {
    // The connection ends with the local cloud, cleanly or not.
  }
};
