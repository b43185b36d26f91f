import type { Schedule } from "sourdough-local/console-api";
import { useSchedules } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { breakable } from "../components/breakable.tsx";
import { Chip } from "../components/chip.tsx";
import { fullTime } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { linkTo } from "../shell/route.ts";
import "./schedules.css";

/** A time of the local cloud's clock, which may be far from the page's. */
const When = ({ at }: { at: number }) => (
  <time className="number" dateTime={new Date(at).toISOString()}>
    {fullTime(at)}
  </time>
);

const Next = ({ schedule }: { schedule: Schedule }) => {
  if (!schedule.enabled) return <Chip tone="warn">disabled</Chip>;
  return schedule.next === undefined ? (
    <span className="quiet">never again</span>
  ) : (
    <When at={schedule.next} />
  );
};

const Last = ({ last }: Pick<Schedule, "last">) => {
  if (!last) return <span className="quiet">not yet</span>;
  return (
    <>
      <When at={last.due} />
      <span className="row-sub">
        {last.error ? <Chip tone="bad">{last.error.code}</Chip> : <Chip tone="good">called</Chip>}
        {last.attempts > 1 && <span>{last.attempts} attempts</span>}
      </span>
    </>
  );
};

const Row = ({ schedule }: { schedule: Schedule }) => (
  <tr>
    <th scope="row">
      {schedule.node ? (
        <a href={linkTo("map", [schedule.node])}>{breakable(schedule.name)}</a>
      ) : (
        breakable(schedule.name)
      )}
      <span className="row-sub">
        <AreaChip area={schedule.area} />
        <span>{schedule.kind === "rule" ? "rule" : schedule.group}</span>
      </span>
    </th>
    <td>
      <code>{schedule.expression}</code>
      <span className="row-sub">{schedule.timeZone}</span>
    </td>
    <td>{schedule.targets.join(", ")}</td>
    <td>
      <Next schedule={schedule} />
    </td>
    <td>
      <Last last={schedule.last} />
    </td>
  </tr>
);

export const SchedulesView = () => (
  <Page title="Schedules" lead="What time does by itself, soonest first. A moved clock calls for all of it.">
    <Loaded result={useSchedules()} what="The list of schedules">
      {({ schedules }) =>
        schedules.length === 0 ? (
          <Empty title="Nothing runs on a schedule" />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <section className="table-scroll" tabIndex={0} aria-label="Schedules">
            <table className="table schedules">
              <thead>
                <tr>
                  <th scope="col">Schedule</th>
                  <th scope="col">Due</th>
                  <th scope="col">Calls</th>
                  <th scope="col">Next</th>
                  <th scope="col">Last</th>
                </tr>
              </thead>
              <tbody>
                {schedules.map((schedule) => (
                  <Row key={schedule.arn} schedule={schedule} />
                ))}
              </tbody>
            </table>
          </section>
        )
      }
    </Loaded>
  </Page>
);
