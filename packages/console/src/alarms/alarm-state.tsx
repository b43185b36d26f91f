import type { AlarmState } from "sourdough-local/console-api";
import { Chip } from "../components/chip.tsx";

const words = { ALARM: "firing", OK: "OK", INSUFFICIENT_DATA: "no data" } as const;
const tones = { ALARM: "bad", OK: "good", INSUFFICIENT_DATA: "" } as const;

export const AlarmStateChip = ({ state }: { state: AlarmState }) => (
  <Chip tone={tones[state]}>{words[state]}</Chip>
);
