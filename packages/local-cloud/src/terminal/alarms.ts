import { styleText } from "node:util";
import type { Hop, Journal } from "../core/journal.ts";

interface Change {
  alarm?: string;
  to?: string;
  reason?: string;
}

/** A line for each alarm that goes off or ends, with where the console shows it. */
export const showAlarms = (
  journal: Pick<Journal, "subscribe">,
  { print, link }: { print: (line: string) => void; link: (alarm: string) => string },
): (() => void) =>
  journal.subscribe(({ service, action, input }: Hop) => {
    if (service !== "cloudwatch" || action !== "ChangeState") return;
    const { alarm = "", to, reason = "" } = input as Change;
    if (to === "ALARM") print(`${styleText(["red", "bold"], `ALARM ${alarm}`)}: ${reason} ${link(alarm)}`);
    if (to === "OK") print(`${styleText("green", `OK ${alarm}`)}`);
  });
