import { contracts } from "@sourdough/events-schema/contracts";
import { busSchema } from "@sourdough/events-schema/http";

/** Each contract with its JSON Schema as text. Apart from what declares resources, so that edits of those find it made. */
export const busSchemas = contracts.map((contract) => ({
  ...contract,
  content: JSON.stringify(busSchema(contract)),
}));
