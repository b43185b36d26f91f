import { useMutation } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import type { Message, MessageList } from "sourdough-local/console-api";
import { post } from "../api/http.ts";
import { queries } from "../api/live.ts";
import { useMessages } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { duration, plural } from "../components/format.ts";
import { Empty, Loaded } from "../components/state.tsx";
import { linkTo } from "../shell/route.ts";
import { MessageDetail } from "./message-detail.tsx";

const reload = () => {
  void queries.invalidateQueries({ queryKey: ["queues"] });
  void queries.invalidateQueries({ queryKey: ["overview"] });
};

const Redriven = ({ moved }: { moved: number }) => (
  <div className="notice good" role="status">
    <RotateCcw aria-hidden="true" />
    {plural(moved, "message")} went back to where {moved === 1 ? "it" : "they"} came from.
  </div>
);

const Row = ({
  message,
  open,
  onToggle,
  deadLetters,
}: {
  message: Message;
  open: boolean;
  onToggle: () => void;
  deadLetters: boolean;
}) => (
  <button type="button" className="row message-row" aria-expanded={open} onClick={onToggle}>
    <span className="row-top">
      <code className="truncate small">{message.ids[0] ?? message.messageId}</code>
      <span className="row-sub">
        {message.inFlight && <Chip tone="info">in flight</Chip>}
        <span className="number">{duration(message.ageMs)} old</span>
        <span className="number">{plural(message.receiveCount, "try", "tries")}</span>
      </span>
    </span>
    {message.failure ? (
      <span className="row-sub">
        <Chip tone="bad">{message.failure.code}</Chip>
        <span className="truncate">{message.failure.message}</span>
        {message.failure.issues?.map((issue) => (
          <code key={issue.path} className="issue-path">
            {issue.path}
          </code>
        ))}
      </span>
    ) : (
      deadLetters && <span className="row-sub">The journal no longer knows why.</span>
    )}
  </button>
);

const Open = ({ list, name }: { list: MessageList; name: string }) => {
  const { queue, messages, total } = list;
  const deadLetters = (queue.sources?.length ?? 0) > 0;
  const [open, setOpen] = useState<string>();
  const shown = open ?? (messages.length === 1 ? messages[0]?.messageId : undefined);
  const redrive = useMutation({
    mutationFn: (messageIds?: string[]) =>
      post("/api/queues/{name}/redrive", { name }, messageIds ? { messageIds } : {}),
    onSettled: reload,
  });
  return (
    <div className="queue">
      <header className="page-head">
        <div>
          <h2>{queue.label}</h2>
          <div className="row-sub">
            <AreaChip area={queue.area} />
            <a href={linkTo("map", [queue.node])}>On the map</a>
            {queue.deadLetterQueue && (
              <span>
                after {plural(queue.deadLetterQueue.maxReceiveCount, "try", "tries")} to{" "}
                <a href={linkTo("queues", [queue.deadLetterQueue.name])}>its dead letters</a>
              </span>
            )}
            {queue.sources && <span>failures of {queue.sources.map(({ label }) => label).join(", ")}</span>}
          </div>
        </div>
        {deadLetters && messages.length > 0 && (
          <button
            type="button"
            className="button primary"
            disabled={redrive.isPending}
            onClick={() => redrive.mutate(undefined)}
          >
            <RotateCcw aria-hidden="true" /> Redrive all {total}
          </button>
        )}
      </header>
      <dl className="figures">
        <div>
          <dt>Waiting</dt>
          <dd className="number">{queue.depth}</dd>
        </div>
        <div>
          <dt>In flight</dt>
          <dd className="number">{queue.inFlight}</dd>
        </div>
        <div>
          <dt>Oldest</dt>
          <dd className="number">{queue.oldestAgeMs === undefined ? "none" : duration(queue.oldestAgeMs)}</dd>
        </div>
        <div>
          <dt>Invisible for</dt>
          <dd className="number">{queue.visibilityTimeoutSeconds} s</dd>
        </div>
      </dl>
      {redrive.isSuccess && <Redriven moved={redrive.data.moved} />}
      {redrive.isError && (
        <div className="notice bad" role="alert">
          {redrive.error.message}
        </div>
      )}
      {messages.length === 0 ? (
        <Empty title="Empty">
          {deadLetters
            ? "Nothing has failed for good here."
            : "Messages pass through faster than you can look."}
        </Empty>
      ) : (
        <ol className="panel rows" aria-label="Messages, oldest first">
          {messages.map((message) => (
            <li key={message.messageId}>
              <Row
                message={message}
                deadLetters={deadLetters}
                open={shown === message.messageId}
                onToggle={() => setOpen(shown === message.messageId ? "" : message.messageId)}
              />
              {shown === message.messageId && (
                <MessageDetail
                  message={message}
                  queue={queue}
                  deadLetters={deadLetters}
                  redriving={redrive.isPending}
                  onRedrive={() => redrive.mutateAsync([message.messageId])}
                  onChange={reload}
                />
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
};

export const Messages = ({ name }: { name: string }) => {
  const result = useMessages(name);
  return (
    <Loaded result={result} what="This queue">
      {(list) => <Open list={list} name={name} />}
    </Loaded>
  );
};
