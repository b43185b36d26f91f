import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  list: ReactNode;
  /** Undefined while nothing is chosen. */
  detail: ReactNode | undefined;
  /** Where the list is, for narrow pages that show one or the other. */
  back: string;
  placeholder: ReactNode;
}

export const Split = ({ list, detail, back, placeholder }: Props) => (
  <div className="split" data-open={detail === undefined ? undefined : ""}>
    <div className="list">{list}</div>
    <div className="detail">
      <a className="back button" href={back}>
        <ArrowLeft aria-hidden="true" /> Back to the list
      </a>
      {detail ?? placeholder}
    </div>
  </div>
);
