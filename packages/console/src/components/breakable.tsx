import { Fragment } from "react";

/** A name of many words in one, that may break between them. */
export const breakable = (name: string) =>
  name.split(/(?<=[a-z\d])(?=[A-Z])/).map((word, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: words of a name never move
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {word}
    </Fragment>
  ));
