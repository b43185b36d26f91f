import Markdown from "react-markdown";
import gfm from "remark-gfm";
import "./markdown.css";

/** Text that the app wrote: no HTML in it is taken for one. Its headings begin below those of the view. */
export const MarkdownText = ({ text }: { text: string }) => (
  <div className="markdown">
    <Markdown
      remarkPlugins={[gfm]}
      components={{
        h1: ({ children }) => <h3>{children}</h3>,
        h2: ({ children }) => <h4>{children}</h4>,
        h3: ({ children }) => <h5>{children}</h5>,
        // A file beside the one that is shown has no address here.
        a: ({ href = "", children }) =>
          /^https?:/.test(href) ? (
            <a href={href} target="_blank" rel="noreferrer">
              {children}
            </a>
          ) : (
            <em>{children}</em>
          ),
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
      }}
    >
      {text}
    </Markdown>
  </div>
);
