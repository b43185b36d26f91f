import { stored } from "../app/stored.ts";

/** Whether somebody signed in here before; false once the bakery did not know the account any more. */
export const known = stored("sourdough.known", (value) => typeof value === "boolean");
