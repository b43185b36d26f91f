import { paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

const rope =
  "M38 71C48 60 60 53 69 41C78 28 101 25 104 44C107 65 85 80 60 80C35 80 13 65 16 44C19 25 42 28 51 41C60 53 72 60 82 71";

export const Pretzel = () => (
  <>
    <path d={rope} stroke={paint.ryeDark} strokeWidth="12.5" transform="translate(0 3)" />
    <path d={rope} stroke="#8f4f25" strokeWidth="12" />
    <path d="M38 71C48 60 60 53 69 41" stroke={paint.ryeDark} strokeWidth="14" opacity=".35" />
    <path d="M36 73C48 60 60 53 69 41C78 28 101 25 104 44" stroke="#8f4f25" strokeWidth="12" />
    <path
      d="M18 38c4-9 16-12 24-5M78 33c7-7 19-5 23 4M38 79c12 5 30 5 42 0"
      stroke="#c0773d"
      strokeWidth="3"
    />
    <Scatter
      at={[
        [18, 52],
        [26, 66],
        [36, 31],
        [84, 31],
        [102, 52],
        [94, 66],
        [60, 81],
        [48, 61],
        [72, 60],
      ]}
    >
      <path d="M-1.5-1.5h3v3h-3z" fill={paint.icing} />
    </Scatter>
  </>
);
