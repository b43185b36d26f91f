import { deployDurable } from "../src/emulators/lambda/durable/durable.fixture.ts";
import { describeDurableFacts } from "./durable-facts.ts";

describeDurableFacts("on the local cloud", false, async () => {
  const { client, stop } = await deployDurable(["steps"]);
  return { lambda: client, functionName: "steps", qualifier: "1", stop };
});
