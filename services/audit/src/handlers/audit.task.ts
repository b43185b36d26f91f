import { taskHandler } from "@sourdough/lambda-kit";
import { AuditRequest } from "../consumes.ts";
import type { Ports } from "../use-cases/ports.ts";
import { runAudit } from "../use-cases/run-audit.ts";
import { wiring } from "../wiring.ts";

/** More than any part of an audit takes. */
const marginMs = 15_000;

export const createHandler = (ports: Ports) =>
  taskHandler({
    name: "Audit",
    input: AuditRequest,
    run: (request, telemetry, remainingMs) =>
      runAudit(ports, request, () => remainingMs() > marginMs, telemetry),
  });

export const handler = createHandler(wiring());
