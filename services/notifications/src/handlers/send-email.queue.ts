import { eventQueueHandler } from "@sourdough/lambda-kit";
import { consumes } from "../consumes.ts";
import { notifyByEmail } from "../use-cases/notify.ts";
import type { EmailPorts } from "../use-cases/ports.ts";
import { emailWiring } from "../wiring.ts";

export const createHandler = (ports: EmailPorts) =>
  eventQueueHandler({
    name: "SendEmail",
    events: consumes.SendEmail,
    run: (event, telemetry) => notifyByEmail(ports, event, telemetry),
  });

export const handler = createHandler(emailWiring());
