import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalCloud } from "sourdough-local";

/** Writes which grants roles needed in a local cloud, where `npm run iam -- record` asks for it by `RECORD_GRANTS`. */
export const recordGrants = ({ cloud }: LocalCloud): void => {
  const folder = process.env.RECORD_GRANTS;
  if (!folder) return;
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(cloud.use("usedGrants")()));
};
