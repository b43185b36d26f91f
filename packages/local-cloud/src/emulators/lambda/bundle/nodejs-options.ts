import { z } from "zod";

const text = z.string();

/**
 * SST's `nodejs` argument of a function, as its Go code reads it
 * (https://github.com/anomalyco/sst/blob/dev/pkg/runtime/node/node.go). What SST would drop in silence is refused.
 */
export const nodejsOptions = z.strictObject({
  loader: z
    .record(
      text,
      z.enum(["js", "jsx", "ts", "tsx", "css", "json", "text", "base64", "file", "dataurl", "binary"]),
    )
    .optional(),
  install: z.record(text, text).optional(),
  banner: text.optional(),
  minify: z.boolean().optional(),
  format: z.enum(["esm", "cjs"]).optional(),
  sourcemap: z.boolean().optional(),
  splitting: z.boolean().optional(),
  plugins: text.optional(),
  architecture: text.optional(),
  esbuild: z
    .strictObject({
      target: text.optional(),
      sourcemap: z.union([z.boolean(), z.enum(["inline", "linked", "external", "both"])]).optional(),
      keepNames: z.boolean().optional(),
      define: z.record(text, text).optional(),
      external: z.array(text).optional(),
      nodePaths: z.array(text).optional(),
      mainFields: z.array(text).optional(),
      conditions: z.array(text).optional(),
    })
    .optional(),
});

export type NodejsOptions = z.output<typeof nodejsOptions>;
