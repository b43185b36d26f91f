import type { Queue } from "sourdough-local/console-api";
import { useQueues } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { breakable } from "../components/breakable.tsx";
import { duration, plural } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import { Messages } from "./messages.tsx";
import "./queues.css";

const isDeadLetter = (queue: Queue) => (queue.sources?.length ?? 0) > 0;

const Entry = ({ queue, picked }: { queue: Queue; picked: boolean }) => (
  <li>
    <a
      className="row queue-row"
      href={linkTo("queues", [queue.name])}
      aria-current={picked ? "true" : undefined}
      data-dead-letters={isDeadLetter(queue) && queue.depth > 0 ? "" : undefined}
    >
      <span>
        <span className="row-title">{breakable(queue.label)}</span>
        <span className="row-sub">
          <AreaChip area={queue.area} />
          {queue.fifo && <span>FIFO</span>}
          {queue.delayed > 0 && <span>{queue.delayed} delayed</span>}
        </span>
      </span>
      <span className="depth">
        <b className="number" data-none={queue.depth === 0 ? "" : undefined}>
          {queue.depth}
        </b>
        <small>
          {queue.inFlight > 0
            ? `${queue.inFlight} in flight`
            : queue.oldestAgeMs !== undefined
              ? duration(queue.oldestAgeMs)
              : "waiting"}
        </small>
      </span>
    </a>
  </li>
);

const Group = ({ title, queues, picked }: { title: string; queues: Queue[]; picked: string | undefined }) =>
  queues.length > 0 && (
    <>
      <h2 className="group-title">{title}</h2>
      <ol className="rows">
        {queues.map((queue) => (
          <Entry key={queue.name} queue={queue} picked={queue.name === picked} />
        ))}
      </ol>
    </>
  );

const EmptyDeadLetterQueues = ({ queues, picked }: { queues: Queue[]; picked: string | undefined }) =>
  queues.length > 0 && (
    <details className="empty-dead-letter-queues" open={queues.some(({ name }) => name === picked)}>
      <summary>{plural(queues.length, "dead-letter queue is", "dead-letter queues are")} empty</summary>
      <ol className="rows">
        {queues.map((queue) => (
          <Entry key={queue.name} queue={queue} picked={queue.name === picked} />
        ))}
      </ol>
    </details>
  );

export const QueuesView = () => {
  const { rest } = useRoute();
  const result = useQueues();
  const picked = rest[0];
  return (
    <Page title="Queues" lead="What waits, what is being worked on, and what nobody could handle.">
      <Loaded result={result} what="The list of queues">
        {({ queues }) => {
          if (queues.length === 0) return <Empty title="This app has no queues" />;
          const dead = queues.filter(isDeadLetter);
          const filled = dead.filter(({ depth }) => depth > 0);
          const live = queues.filter((queue) => !isDeadLetter(queue));
          const open = picked ?? filled[0]?.name;
          return (
            <Split
              back={linkTo("queues")}
              list={
                <div className="panel rows">
                  <Group title="Dead letters" queues={filled} picked={open} />
                  <Group title="Queues" queues={live} picked={open} />
                  <EmptyDeadLetterQueues queues={dead.filter(({ depth }) => depth === 0)} picked={open} />
                </div>
              }
              detail={picked ? <Messages key={picked} name={picked} /> : undefined}
              placeholder={
                filled[0] ? (
                  <Messages key={filled[0].name} name={filled[0].name} />
                ) : (
                  <Empty title="No dead letters">
                    Every message so far was handled. Choose a queue to look into it.
                  </Empty>
                )
              }
            />
          );
        }}
      </Loaded>
    </Page>
  );
};
