import { eventQueueHandler } from "@sourdough/lambda-kit";
import { consumes } from "../consumes.ts";
import { notifyByTextMessage } from "../use-cases/notify.ts";
import type { TextMessagePorts } from "../use-cases/ports.ts";
import { textMessageWiring } from "../wiring.ts";

export const createHandler = (ports: TextMessagePorts) =>
  eventQueueHandler({
    name: "SendSms",
    events: consumes.SendSms,
    run: (event, telemetry) => notifyByTextMessage(ports, event, telemetry),
  });

export const handler = createHandler(textMessageWiring());
