/** What happened, in words and the name of the field that says when. */
export interface Story {
  description: string;
  at: string;
  delivery: string;
}

/**
 * `events-schema/src/<service>/<event-name>.v1.ts`. The event is public, for consumers outside of the repository, until
 * one within it takes it.
 */
export const contractFile = (service: string, name: string, story: Story, today: string) =>
  `import * as z from "zod";
import { defineEvent } from "../event.ts";
import { OrderId, Timestamp } from "../fields.ts";

export const ${name} = defineEvent({
  source: "sourdough.${service}",
  name: "${name}",
  version: 1,
  description: "${story.description}",
  data: z.object({
    orderId: OrderId,
    ${story.at}: Timestamp,
  }),
  examples: [
    { orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A", ${story.at}: "2026-11-23T07:30:00.000Z" },
    { orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C", ${story.at}: "2026-11-23T08:05:12.481Z" },
  ],
  delivery: "${story.delivery}",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "${today}" },
});
`;
