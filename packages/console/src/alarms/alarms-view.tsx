import { useState } from "react";
import type { Alarm } from "sourdough-local/console-api";
import { useAlarms } from "../api/use-api.ts";
import { Choices } from "../components/choices.tsx";
import { count } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { PickList } from "../components/pick-list.tsx";
import { Split } from "../components/split.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import { AlarmDetail } from "./alarm-detail.tsx";
import { AlarmStateChip } from "./alarm-state.tsx";
import { useLabels } from "./labels.ts";
import "./alarms.css";

type Which = "firing" | "all";
type Labelled = Alarm & { label: string };

const List = ({ alarms, shown }: { alarms: readonly Labelled[]; shown: Labelled | undefined }) => {
  const firing = alarms.filter(({ state }) => state === "ALARM");
  const [chosen, setChosen] = useState<Which>();
  const [words, setWords] = useState("");
  const which = chosen ?? (firing.length > 0 ? "firing" : "all");
  const wanted = (which === "firing" ? firing : alarms).filter(({ label }) =>
    label.toLowerCase().includes(words.trim().toLowerCase()),
  );
  return (
    <>
      <div className="alarm-filters">
        <Choices<Which>
          label="Which alarms"
          value={which}
          options={[
            { value: "firing", label: `Firing ${count(firing.length)}` },
            { value: "all", label: `All ${count(alarms.length)}` },
          ]}
          onChange={setChosen}
        />
        <input
          type="search"
          className="input"
          placeholder="Part of the name"
          aria-label="Part of the alarm's name"
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </div>
      {wanted.length === 0 ? (
        <p className="quiet">{which === "firing" ? "No alarm fires." : "No alarm has that in its name."}</p>
      ) : (
        <PickList
          view="alarms"
          items={wanted}
          shown={shown}
          about={({ state }) => <AlarmStateChip state={state} />}
        />
      )}
    </>
  );
};

export const AlarmsView = () => {
  const { rest } = useRoute();
  const labelOf = useLabels();
  return (
    <Page
      title="Alarms"
      lead="What would wake somebody on AWS, looked at each minute of the local cloud's clock, and what to do about it."
    >
      <Loaded result={useAlarms()} what="The list of alarms">
        {(list) => {
          const alarms = list.alarms.map((alarm) => ({ ...alarm, label: labelOf(alarm.name) }));
          if (alarms.length === 0) return <Empty title="This app has no alarms" />;
          const picked = alarms.find(({ name }) => name === rest[0]);
          const shown = picked ?? alarms[0];
          return (
            <Split
              back={linkTo("alarms")}
              list={<List alarms={alarms} shown={shown} />}
              detail={picked && <AlarmDetail key={picked.name} alarm={picked} label={picked.label} />}
              placeholder={shown && <AlarmDetail key={shown.name} alarm={shown} label={shown.label} />}
            />
          );
        }}
      </Loaded>
    </Page>
  );
};
