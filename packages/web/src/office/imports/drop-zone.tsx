import { type DragEvent, useId, useState } from "react";
import { Receipt } from "../drawings.tsx";
import { LoafProgress } from "./loaf-progress.tsx";
import type { Upload } from "./use-upload.ts";

interface Props {
  upload: Upload;
  onFile(file: File): void;
}

/** Where a menu is dropped, or chosen. */
export const DropZone = ({ upload, onFile }: Props) => {
  const id = useId();
  const [over, setOver] = useState(false);
  const isBusy = upload.state === "sending";
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file && !isBusy) onFile(file);
  };
  return (
    <div className="drop" data-over={over || undefined} data-state={upload.state}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the input, which all can use. */}
      <div
        className="drop-zone"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Receipt />
        <div className="drop-words">
          <input
            id={id}
            className="visually-hidden"
            type="file"
            accept=".csv,text/csv"
            aria-describedby={`${id}-hint`}
            disabled={isBusy}
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file) onFile(file);
              // The same file may be chosen again, once it is mended.
              target.value = "";
            }}
          />
          <label htmlFor={id} className="button">
            Choose a menu
          </label>
          <p id={`${id}-hint`}>
            or drop it here. One product a row, as CSV. What is not in the file stays as it is.
          </p>
        </div>
      </div>
      <div role="status">
        {upload.state === "sending" && (
          <div className="drop-state">
            <span>Sending {upload.fileName}</span>
            <LoafProgress label={`Sending ${upload.fileName}`} part={upload.part} />
          </div>
        )}
      </div>
      {upload.state === "failed" && (
        <p className="drop-problem" role="alert">
          <strong>{upload.fileName}</strong> {upload.problem}
        </p>
      )}
    </div>
  );
};
