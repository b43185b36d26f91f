import { createServer } from "node:http";

createServer((_, answer) =>
  answer.end(`oven of ${process.env.SST_RESOURCE_Orders ? "linked" : "nobody"}`),
).listen(Number(process.env.PORT ?? 80), "127.0.0.1");
