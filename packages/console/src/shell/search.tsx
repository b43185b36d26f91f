import { Autocomplete } from "@base-ui/react/autocomplete";
import { Search as SearchIcon } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import type { Found } from "sourdough-local/console-api";
import { useFind } from "../api/use-api.ts";
import { Chip } from "../components/chip.tsx";
import { duration, plural } from "../components/format.ts";
import { Timestamp } from "../components/timestamp.tsx";
import { go, linkTo } from "./route.ts";

type Match = Found["matches"][number];

const open = (id: string) => go(linkTo("trace", [id]));

/** Finds anything by an id or its beginning; Enter takes the first. */
export const Search = () => {
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const found = useFind(q);
  const input = useRef<HTMLInputElement>(null);
  const matches = q.length >= 3 ? (found.data?.matches ?? []) : [];

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest("input, textarea, select, .cm-editor");
      if (event.key !== "/" || typing) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);

  const status = () => {
    if (q.length < 3) return q ? "Three letters or more." : "";
    if (found.error) return found.error.message;
    if (!found.data) return "Searching…";
    if (matches.length === 0) return `Nothing in the journal has ${q} in it.`;
    return `${plural(matches.length, "match", "matches")} in ${duration(found.data.tookMs)}`;
  };

  return (
    <Autocomplete.Root
      items={matches}
      filter={null}
      autoHighlight="always"
      value={text}
      onValueChange={(value, { reason }) => {
        if (reason !== "item-press") setText(value);
      }}
      itemToStringValue={(match: Match) => match.id}
    >
      <search className="search">
        <SearchIcon aria-hidden="true" />
        <Autocomplete.Input
          ref={input}
          aria-label="Find an order, an event or any id"
          placeholder="Find an order, an event, any id"
          spellCheck={false}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData("text").trim();
            if (pasted.length > 12 && text === "") open(pasted);
          }}
        />
        <kbd title="Press / to search">/</kbd>
      </search>
      <Autocomplete.Portal>
        <Autocomplete.Positioner className="search-positioner" sideOffset={6} align="start">
          <Autocomplete.Popup className="search-popup" aria-busy={found.isFetching}>
            <Autocomplete.Status className="search-status">{status()}</Autocomplete.Status>
            <Autocomplete.List>
              {(match: Match) => (
                <Autocomplete.Item
                  key={match.id}
                  className="search-item"
                  value={match}
                  onClick={() => {
                    setText("");
                    open(match.id);
                  }}
                >
                  <span className="row-top">
                    <span className="row-title mono small">{match.id}</span>
                    <Timestamp at={match.summary.at} />
                  </span>
                  <span className="row-sub">
                    {match.summary.title}
                    <span>{plural(match.hops, "hop")}</span>
                    {match.summary.failures > 0 && (
                      <Chip tone="bad">{plural(match.summary.failures, "failure")}</Chip>
                    )}
                  </span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
};
