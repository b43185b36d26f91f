import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The DynamoDB of this platform. Throws with what to do where there is none. */
export const findBinary = (): string => {
  const platform = `${process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    const manifest = fileURLToPath(import.meta.resolve(`@dynoxide/${platform}/package.json`));
    const binary = join(manifest, "..", file);
    if (existsSync(binary)) return binary;
  } catch {
    // Reported below: the package is optional and absent on platforms it was not built for.
  }
  throw new Error(
    `There is no DynamoDB for ${platform}: the optional package @dynoxide/${platform} is not installed. ` +
      "Run `npm install` again if it exists for your platform, or start DynamoDB Local and set DYNAMODB_ENDPOINT to its address, e.g. http://127.0.0.1:8000.",
  );
};
