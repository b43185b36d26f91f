import { ensurePlatform } from "./platform.ts";

try {
  await ensurePlatform(process.cwd(), console.log);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
