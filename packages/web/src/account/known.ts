import { stored } from "../app/stored.ts";

/** Whether somebody signed in here before, with an account that is still there. */
export const known = stored("sourdough.known", (value) => typeof value === "boolean");
