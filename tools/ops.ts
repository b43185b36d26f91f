import { operate } from "./ops/main.ts";

// Clients may keep connections open.
process.exit(await operate(process.argv.slice(2)));
