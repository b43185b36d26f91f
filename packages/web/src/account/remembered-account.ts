import { stored } from "../app/local-storage.ts";

/** Whether somebody signed in here before; false once the bakery did not know the account any more. */
export const rememberedAccount = stored("sourdough.known", (value) => typeof value === "boolean");
