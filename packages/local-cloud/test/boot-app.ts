import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";

const repo = join(import.meta.dirname, "../../..");

/** Boots an app of this folder on free ports. The platform of SST is 330 MB, so it borrows the repo's. */
export const bootApp = async (
  name: string,
  options: Partial<LocalCloudOptions> = {},
): Promise<LocalCloud> => {
  const root = join(import.meta.dirname, name);
  await ensurePlatform(repo, () => {});
  await mkdir(join(root, ".sst"), { recursive: true });
  const link = join(root, ".sst", "platform");
  if (!existsSync(link)) await symlink(join(repo, ".sst", "platform"), link, "junction");
  return startLocalCloud({ root, ports: { web: 0, aws: 0, console: 0 }, ...options });
};
