import { arnOf } from "../../core/arn.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { type Mail, outcomeEvent, type SesEvent, sendEvent } from "./events.ts";
import { type EventDestination, eventDestination, olderEventDestination } from "./resources.ts";
import { outcomesOf } from "./simulator.ts";

/** Who is told what becomes of the messages of a configuration set. */
export interface EventDestinations {
  add(inputs: Record<string, unknown>): void;
  /** The same of the first version of SES. */
  addOlder(inputs: Record<string, unknown>): void;
  /** Tells of a message that was sent; a destination that cannot be told is a warning. */
  tell(configurationSet: string, mail: Mail, caller: Caller): Promise<void>;
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html */
const detailTypes: Readonly<Record<SesEvent["eventType"], string>> = {
  Send: "Email Sent",
  Delivery: "Email Delivered",
  Bounce: "Email Bounced",
  Complaint: "Email Complaint Received",
};

export const createEventDestinations = (cloud: Cloud): EventDestinations => {
  const destinations = new Map<string, EventDestination[]>();

  const publish = async (
    { snsDestination: topic, eventBridgeDestination: bus }: EventDestination,
    event: SesEvent,
    setArn: string,
    { causes }: Caller,
  ) => {
    if (bus)
      cloud.publish({
        source: "aws.ses",
        detailType: detailTypes[event.eventType],
        resources: [setArn],
        detail: event,
        causes,
      });
    if (!topic) return;
    const principal = { kind: "service", service: "ses.amazonaws.com", sourceArn: setArn } as const;
    const Subject = "Amazon SES Email Event Notification";
    const input = { TopicArn: topic.topicArn, Subject, Message: JSON.stringify(event) };
    await cloud
      .call("sns", "Publish", input, { principal, causes })
      .catch((error: Error) => cloud.warn(`SES could not tell ${topic.topicArn}: ${error.message}`));
  };

  const add = (set: string, destination: EventDestination) => {
    if (destination.enabled) destinations.set(set, [...(destinations.get(set) ?? []), destination]);
  };

  return {
    add(inputs) {
      const { configurationSetName, eventDestination: destination } = eventDestination.parse(inputs);
      add(configurationSetName, destination);
    },
    addOlder(inputs) {
      const { configurationSetName, matchingTypes, enabled, snsDestination } =
        olderEventDestination.parse(inputs);
      const matchingEventTypes = matchingTypes.map((type) =>
        type === "renderingFailure" ? "RENDERING_FAILURE" : (type.toUpperCase() as Uppercase<typeof type>),
      );
      add(configurationSetName, { enabled, matchingEventTypes, snsDestination });
    },
    async tell(set, mail, caller) {
      const told = destinations.get(set);
      if (!told) return;
      const events = [
        sendEvent(mail),
        ...mail.destination.flatMap((address) =>
          outcomesOf(address).map((outcome) => outcomeEvent(mail, outcome, address)),
        ),
      ];
      const setArn = arnOf("ses", cloud, `configuration-set/${set}`);
      for (const event of events)
        for (const destination of told)
          if (destination.matchingEventTypes.includes(typeOf(event)))
            await publish(destination, event, setArn, caller);
    },
  };
};

const typeOf = ({ eventType }: SesEvent) => eventType.toUpperCase() as Uppercase<SesEvent["eventType"]>;
