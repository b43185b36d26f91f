import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "**/.sst/**", "**/.local/**", "**/dist/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...exclude, "**/*.flow.test.ts"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "flow",
          include: ["**/*.flow.test.ts"],
          exclude,
          // One whole system at a time: two of them would share two cores.
          fileParallelism: false,
          testTimeout: 60_000,
          // The first one in a fresh clone installs the platform of SST.
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
          // The sources run on Node as they are; so do their tests, at a quarter of the time to load them.
          experimental: { viteModuleRunner: false },
        },
      },
    ],
  },
});
