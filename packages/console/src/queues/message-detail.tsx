import { useMutation } from "@tanstack/react-query";
import { RotateCcw, Route, Save, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Message, Queue } from "sourdough-local/console-api";
import { post } from "../api/http.ts";
import { JsonEditor } from "../components/json.tsx";
import { linkTo } from "../shell/route.ts";
import { Problem } from "../trace/problem.tsx";
import { compactBody, formatBody } from "./body-text.ts";

interface Props {
  message: Message;
  queue: Queue;
  deadLetters: boolean;
  redriving: boolean;
  onRedrive: () => Promise<unknown>;
  onChange: () => void;
}

/** One message: why it failed, its body to repair with the failing fields marked, and the way back. */
export const MessageDetail = ({ message, queue, deadLetters, redriving, onRedrive, onChange }: Props) => {
  const [text, setText] = useState(() => formatBody(message.body));
  const repaired = compactBody(text) !== compactBody(message.body);
  const path = { name: queue.name };
  const save = useMutation({
    mutationFn: () =>
      post("/api/queues/{name}/repair", path, { messageId: message.messageId, body: compactBody(text) }),
    onSuccess: onChange,
  });
  const remove = useMutation({
    mutationFn: () => post("/api/queues/{name}/delete", path, { messageIds: [message.messageId] }),
    onSettled: onChange,
  });
  const redrive = async () => {
    if (repaired) await save.mutateAsync();
    await onRedrive();
  };
  const error = save.error ?? remove.error;
  const busy = save.isPending || remove.isPending || redriving;
  return (
    <div className="message-detail">
      {message.failure && <Problem error={message.failure} />}
      <JsonEditor
        label={deadLetters ? "Body of the message, to repair" : "Body of the message"}
        text={text}
        onChange={setText}
        marks={message.failure?.issues ?? []}
      />
      {error && (
        <div className="notice bad" role="alert">
          {error.message}
        </div>
      )}
      <div className="page-actions">
        {deadLetters && (
          <button
            type="button"
            className="button primary"
            disabled={busy}
            onClick={() => void redrive().catch(() => {})}
          >
            <RotateCcw aria-hidden="true" />
            {repaired ? "Repair and redrive" : "Redrive"}
          </button>
        )}
        {repaired && (
          <button type="button" className="button" disabled={busy} onClick={() => save.mutate()}>
            <Save aria-hidden="true" /> Only save
          </button>
        )}
        {message.traceId && (
          <a
            className="button"
            href={linkTo("trace", [message.traceId, message.failure?.hopId ?? message.hopId])}
          >
            <Route aria-hidden="true" /> Trace
          </a>
        )}
        <button type="button" className="button danger" disabled={busy} onClick={() => remove.mutate()}>
          <Trash2 aria-hidden="true" /> Delete
        </button>
      </div>
      {message.redriveTo && deadLetters && (
        <p className="small quiet">
          Goes back to <code>{message.redriveTo}</code>.
        </p>
      )}
    </div>
  );
};
