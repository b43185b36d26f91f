import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigEdit } from "../src/boot/follow-edits.ts";
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

/** A cloud that keeps its state and follows edits of its config. */
export interface EditedCloud {
  readonly cloud: LocalCloud;
  /** What became of the edits so far; whoever looked at one may take it out. */
  readonly edits: ConfigEdit[];
  /** What a client of the SDK is made with. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  stop(): Promise<void>;
}

/** Boots the app in the folder `root`, whose config is edited while it runs. */
export const bootEdited = async (root: string): Promise<EditedCloud> => {
  await ensurePlatform(repo, () => {});
  const folder = await mkdtemp(join(tmpdir(), "edits-"));
  const edits: ConfigEdit[] = [];
  const cloud = await startLocalCloud({
    root,
    ports: { web: 0, aws: 0, console: 0 },
    state: { folder },
    onEdit: (edit) => edits.push(edit),
  });
  const { awsEndpoint: endpoint, region } = cloud.outputs;
  return {
    cloud,
    edits,
    client: { endpoint, region, credentials: { accessKeyId: "any", secretAccessKey: "any" } },
    async stop() {
      await cloud.stop();
      await rm(folder, { recursive: true });
    },
  };
};
