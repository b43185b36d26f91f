import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { ACCESS_POINT, accessPointProperties } from "./resources.ts";

declare module "../../core/cloud.ts" {
  interface Shared {
    /** Folder of an access point, by its ARN; undefined where nothing declares it. */
    accessPoints: (arn: string) => string | undefined;
  }
}

/** File systems are folders in `.local/efs`, empty at each start; functions have them where they mount them. */
export const createEfsEmulator = (cloud: Cloud): Emulator => {
  const root = join(cloud.localFolder, "efs");
  const folders = new Map<string, string>();
  rmSync(root, { recursive: true, force: true });
  cloud.offer("accessPoints", (arn) => folders.get(arn));

  return {
    service: "elasticfilesystem",
    operations: {},
    provision: {
      [ACCESS_POINT]: ({ inputs, outputs }) => {
        const { fileSystemId, rootDirectory } = accessPointProperties.parse(inputs);
        const folder = join(root, fileSystemId, rootDirectory.path);
        mkdirSync(folder, { recursive: true });
        folders.set(String(outputs.arn), folder);
      },
    },
  };
};
