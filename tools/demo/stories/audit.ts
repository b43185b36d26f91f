import { audit as runAudit } from "../../ops/audit.ts";
import { openTarget } from "../../ops/target.ts";
import { dim } from "../stage.ts";
import type { Story } from "../story.ts";

export const audit: Story = {
  name: "audit",
  about: "two hours later the invariants are held against orders, ledger, provider and stock",
  async play(stage) {
    await stage.pass({ hours: 2 });
    stage.say(dim("Two hours pass: whatever was under way has arrived."));
    if (!(await runAudit.run(await openTarget(undefined)))) throw new Error("the audit found differences");
    stage.say(`${dim("The same at")} ${stage.outputs.webUrl}/office`);
  },
};
