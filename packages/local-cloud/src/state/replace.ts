import { existsSync, renameSync, rmSync } from "node:fs";

/** What is put together to take the place of a state. */
export const loadingFolder = (stateFolder: string): string => `${stateFolder}.loading`;
const replacedFolder = (stateFolder: string): string => `${stateFolder}.replaced`;

const remove = (folder: string) => rmSync(folder, { recursive: true, force: true });

/** Puts the loading folder, which is whole, in the place of the state: whoever is killed meanwhile leaves one of them. */
export const replaceState = (stateFolder: string): void => {
  if (existsSync(stateFolder)) renameSync(stateFolder, replacedFolder(stateFolder));
  renameSync(loadingFolder(stateFolder), stateFolder);
  remove(replacedFolder(stateFolder));
};

/** Ends what a process had begun that was killed meanwhile; to be called before anybody looks into the folder. */
export const finishReplacing = (stateFolder: string): void => {
  // What is loading is whole only from the moment on when the state has made room for it.
  if (existsSync(replacedFolder(stateFolder)) && !existsSync(stateFolder))
    renameSync(loadingFolder(stateFolder), stateFolder);
  remove(loadingFolder(stateFolder));
  remove(replacedFolder(stateFolder));
};
