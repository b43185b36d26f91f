import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { startDynamoDb } from "sourdough-local/testing";

/** A DynamoDB in a process of its own, ours or dynalite; prints its address and runs until it is killed. */
const startDynalite = async (): Promise<string> => {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

console.log(process.argv[2] === "dynalite" ? await startDynalite() : (await startDynamoDb()).url);
