declare module "dynalite" {
  import type { Server } from "node:net";

  function dynalite(options: { createTableMs: number }): Server;
  export = dynalite;
}
