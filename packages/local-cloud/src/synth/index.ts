/** What an app declares and what its functions are bundled to, without booting it. */
export { FolderInUseError, takeLock } from "../boot/lock.ts";
export { bundleFunctions } from "../emulators/lambda/bundle/bundle-functions.ts";
export { synthesize } from "./synthesize.ts";
