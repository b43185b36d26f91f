import { existsSync, readFileSync, writeFileSync } from "node:fs";

const file = "/mnt/pantry/count";

export const count = async () => {
  const times = existsSync(file) ? Number(readFileSync(file, "utf8")) + 1 : 1;
  writeFileSync(file, String(times));
  return `${readFileSync("recipe.txt", "utf8").trim()} ${times}`;
};
