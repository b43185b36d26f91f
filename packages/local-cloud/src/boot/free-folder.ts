import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "./local-cloud.ts";
import { FolderInUseError } from "./lock.ts";

/**
 * Boots on free ports, in the first of `<folder>-1`, `<folder>-2`, … that nobody uses: those that run at the same time
 * keep out of each other's way, those that follow each other find bundles already built.
 */
export const startInFreeFolder = async (
  folder: string,
  options: Omit<LocalCloudOptions, "ports" | "localFolder">,
): Promise<LocalCloud> => {
  for (let number = 1; ; number++) {
    try {
      return await startLocalCloud({
        ...options,
        ports: { web: 0, aws: 0, console: 0 },
        localFolder: `${folder}-${number}`,
      });
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
    }
  }
};
