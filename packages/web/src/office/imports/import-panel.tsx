import type { ImportsView } from "@sourdough/events-schema/http";
import { useOnline } from "../../app/use-online.ts";
import type { Live } from "../live/use-live.ts";
import { Panel } from "../panel.tsx";
import { DropZone } from "./drop-zone.tsx";
import { HowToWriteIt } from "./how-to-write-it.tsx";
import { ImportSlip } from "./import-slip.tsx";
import { LoafProgress } from "./loaf-progress.tsx";
import { useUpload } from "./use-upload.ts";

/** Menus from files: a new one, and the last ones. */
export const ImportPanel = ({ live }: { live: Live<ImportsView> }) => {
  const online = useOnline();
  const { upload, send } = useUpload(live.office);
  const imports = live.list?.imports ?? [];
  // Until the list has it, the file would have vanished.
  const awaited =
    upload.state === "sent" && !imports.some(({ importId }) => importId === upload.importId)
      ? upload.fileName
      : undefined;
  return (
    <Panel id="menu" name="Menu" tone="plain" live={live} aside="from a file">
      <DropZone upload={upload} onFile={send} />
      {!online && <p className="panel-note">You are offline: a menu can be sent when you are back.</p>}
      <HowToWriteIt />
      {imports.length === 0 && !awaited ? (
        <p className="panel-empty">No menu was imported yet. The one on sale came with the bakery.</p>
      ) : (
        <ul className="slips">
          {awaited && (
            <li className="slip" data-status="RUNNING">
              <header>
                <h3>{awaited}</h3>
                <span className="slip-status">Looking at it</span>
              </header>
              <LoafProgress label={`Looking at ${awaited}`} />
            </li>
          )}
          {imports.map((item) => (
            <ImportSlip key={item.importId} item={item} office={live.office} />
          ))}
        </ul>
      )}
    </Panel>
  );
};
