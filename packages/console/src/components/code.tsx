import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, linter } from "@codemirror/lint";
import { MergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { findPath } from "./find-path.ts";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: [tags.bool, tags.null], color: "var(--code-word)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", background: "transparent" },
  ".cm-content": { caretColor: "var(--ember)", padding: "0.5rem 0" },
  ".cm-gutters": { background: "transparent", color: "var(--ink-faint)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--ember)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--ember-tint) !important",
  },
  ".cm-foldPlaceholder": { background: "var(--sunken)", border: "none", color: "var(--ink-soft)" },
  ".cm-tooltip": { background: "var(--raised)", border: "1px solid var(--line)", color: "var(--ink)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--cherry) 1.5px",
    textUnderlineOffset: "3px",
    background: "var(--cherry-tint)",
  },
  "&.cm-merge-a .cm-changedLine": { background: "color-mix(in srgb, var(--cherry-tint) 55%, transparent)" },
  "&.cm-merge-b .cm-changedLine": { background: "color-mix(in srgb, var(--basil-tint) 55%, transparent)" },
  "&.cm-merge-a .cm-changedText": { background: "var(--cherry-tint)" },
  "&.cm-merge-b .cm-changedText": { background: "var(--basil-tint)" },
  ".cm-collapsedLines": { background: "var(--sunken)", color: "var(--ink-soft)" },
});

const common = (label: string): Extension[] => [
  lineNumbers(),
  foldGutter(),
  bracketMatching(),
  syntaxHighlighting(colours),
  theme,
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap]),
];

const looksLikeJson = (text: string) => /^\s*[[{"\d-]|^(true|false|null)/.test(text);
const frozen: Extension = [
  EditorState.readOnly.of(true),
  EditorView.editorAttributes.of({ class: "read-only" }),
];

interface Props {
  text: string;
  label: string;
  onChange?: (text: string) => void;
  /** Fields that do not hold, marked where they are. */
  marks?: { path: string; message: string }[];
}

export const Code = ({ text, label, onChange, marks = [] }: Props) => {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ onChange, marks });
  latest.current = { onChange, marks };
  const editable = onChange !== undefined;

  // The editor holds the text from here on; the effect below brings in what changes from outside.
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once per label, not for each letter typed
  useEffect(() => {
    const parse = jsonParseLinter();
    const lint = linter((editor): Diagnostic[] => {
      const broken = parse(editor);
      if (broken.length > 0) return broken;
      return latest.current.marks.map((mark) => ({
        ...findPath(editor.state, mark.path),
        severity: "error",
        message: `${mark.path}: ${mark.message}`,
      }));
    });
    const made = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          common(label),
          looksLikeJson(text) || editable ? json() : [],
          editable
            ? [
                history(),
                lint,
                EditorView.updateListener.of((update) => {
                  if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
                }),
              ]
            : frozen,
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [label, editable]);

  useEffect(() => {
    const { current } = view;
    if (!current || current.state.doc.toString() === text) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
  }, [text]);

  return <div ref={host} className="code" />;
};

export const Difference = ({ before, after }: { before: string; after: string }) => {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const side = (doc: string, label: string) => ({ doc, extensions: [common(label), json(), frozen] });
    const view = new MergeView({
      parent: host.current!,
      a: side(before, "Payload before"),
      b: side(after, "Payload after"),
      gutter: false,
    });
    return () => view.destroy();
  }, [before, after]);
  return <div ref={host} className="code" />;
};
