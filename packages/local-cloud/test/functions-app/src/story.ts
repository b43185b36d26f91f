import type { Writable } from "node:stream";

declare const awslambda: {
  streamifyResponse(handler: (event: unknown, stream: Writable) => Promise<void>): unknown;
  HttpResponseStream: { from(stream: Writable, metadata: object): Writable };
};

export const tell = awslambda.streamifyResponse(async (_, plain) => {
  const stream = awslambda.HttpResponseStream.from(plain, {
    statusCode: 200,
    headers: { "content-type": "text/event-stream" },
  });
  for (const part of ["once", "upon", "a loaf"]) stream.write(`data: ${part}\n\n`);
  stream.end();
});
