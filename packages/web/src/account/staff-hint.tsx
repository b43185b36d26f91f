import { isLocal } from "../ui/is-local.ts";

/** Who is staff on a laptop. */
export const StaffHint = () =>
  isLocal && (
    <p className="try-it">
      On this machine somebody is staff from the start: <code>staff@sourdough.example</code>, password{" "}
      <code>sourdough1</code>.
    </p>
  );
