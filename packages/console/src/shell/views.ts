import {
  AlarmClock,
  Archive,
  ArchiveRestore,
  AudioWaveform,
  BellRing,
  ChartLine,
  CircleDollarSign,
  Layers,
  type LucideIcon,
  Mails,
  Map as MapIcon,
  Route,
  ScrollText,
  Send,
  Table2,
  TriangleAlert,
  Workflow,
} from "lucide-react";

export interface ViewInfo {
  id: string;
  label: string;
  icon: LucideIcon;
}

/** In the order they are listed; a gap where another kind of question begins. */
export const views: readonly (readonly ViewInfo[])[] = [
  [
    { id: "map", label: "Map", icon: MapIcon },
    { id: "traces", label: "Traces", icon: Route },
    { id: "queues", label: "Queues", icon: Layers },
    { id: "executions", label: "Executions", icon: Workflow },
    { id: "schedules", label: "Schedules", icon: AlarmClock },
    { id: "archives", label: "Archives", icon: ArchiveRestore },
    { id: "tables", label: "Tables", icon: Table2 },
    { id: "buckets", label: "Buckets", icon: Archive },
    { id: "streams", label: "Streams", icon: AudioWaveform },
    { id: "logs", label: "Logs", icon: ScrollText },
    { id: "mailbox", label: "Mailbox", icon: Mails },
  ],
  [
    { id: "events", label: "Send an event", icon: Send },
    { id: "faults", label: "Faults", icon: TriangleAlert },
  ],
  [
    { id: "alarms", label: "Alarms", icon: BellRing },
    { id: "dashboards", label: "Dashboards", icon: ChartLine },
    { id: "cost", label: "Cost", icon: CircleDollarSign },
  ],
];
