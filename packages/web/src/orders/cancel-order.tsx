import { useState } from "react";
import { toOrderError } from "../app/to-order-error.ts";
import { client } from "../client.ts";
import { Dialog } from "../ui/dialog.tsx";

/** Offers to call an order off, and asks once more. What becomes of it arrives as any other change does. */
export const CancelOrder = ({ orderId }: { orderId: string }) => {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  const close = () => {
    setAsking(false);
    setRefusal(undefined);
  };
  const cancel = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await client.cancelOrder(orderId);
      close();
    } catch (error) {
      setRefusal(toOrderError(error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="text-button" onClick={() => setAsking(true)}>
        Cancel the order
      </button>
      {asking && (
        <Dialog label="Cancel this order?" className="question" onClose={close}>
          <h2>Cancel this order?</h2>
          <p>What is set aside goes back on the shelf, and you get your money back.</p>
          {refusal && (
            <p className="form-problem" role="alert">
              {refusal}
            </p>
          )}
          <div className="tracker-actions">
            <button type="button" className="button" disabled={busy} onClick={cancel}>
              {busy ? "Cancelling…" : "Yes, cancel it"}
            </button>
            <button type="button" className="button quiet" onClick={close}>
              Keep it
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
};
