import fc from "fast-check";
import { expect, test } from "vitest";
import { createFrameWatch } from "./frames.ts";

const frame = (payload: number, masked: boolean): Buffer => {
  const mask = masked ? 0x80 : 0;
  const length =
    payload < 126
      ? [mask | payload]
      : payload < 65_536
        ? [mask | 126, payload >> 8, payload & 255]
        : [mask | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((by) => (payload >> by) & 255)];
  return Buffer.concat([Buffer.from([0x81, ...length]), Buffer.alloc(payload + (masked ? 4 : 0), 0xff)]);
};

test("sees the first frame that is too large, however the bytes arrive", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(70_000), fc.boolean()), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 20 }),
      (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(([payload, masked]) => frame(payload, masked)));
        const watch = createFrameWatch(32_768);
        let seen = false;
        for (let at = 0, cut = 0; at < bytes.length; cut++) {
          const size = cuts[cut % cuts.length]!;
          seen = watch(bytes.subarray(at, at + size)) || seen;
          at += size;
        }
        expect(seen).toBe(frames.some(([payload]) => payload > 32_768));
      },
    ),
    { seed: 7, numRuns: 60 },
  );
});
