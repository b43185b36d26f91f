import { spawnSync } from "node:child_process";

/** Python is no part of what this repository needs: where there is none, what runs functions in it is not tested. */
export const hasPython = spawnSync("python3", ["--version"]).status === 0;
