import * as z from "zod";
import type { EventContract } from "../event.ts";
import { toDraft4 } from "./draft4.ts";

/** A whole event as the bus delivers it, in JSON Schema draft 4, which is what EventBridge's schema registry takes. */
export const busSchema = ({ source, name, description, detail }: EventContract): object =>
  toDraft4(
    z.object({ source: z.literal(source), "detail-type": z.literal(name), detail }).describe(description),
  );
