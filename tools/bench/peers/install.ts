import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What somebody would take in place of the local cloud; serverless-offline 14 needs a framework with an account. */
const versions = { fauxqs: "2.4.1", serverless: "3.40.0", "serverless-offline": "13.10.1" };

/**
 * Installs the peers from npm into a folder of their own, so that nobody has their 300 MB who does not compare. Takes a
 * minute the first time. Answers with the folder of their packages; throws when npm cannot.
 */
export const installPeers = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: versions }));
  const npm = spawn("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  const [code] = (await once(npm, "close")) as [number];
  if (code !== 0)
    throw new Error(
      `The peers could not be installed into ${folder}: npm install ended with ${code}. It needs the npm registry.`,
    );
  return join(folder, "node_modules");
};
