import { Mail as Envelope, MessageSquareText, Route } from "lucide-react";
import { useState } from "react";
import type { Mail } from "sourdough-local/console-api";
import { addressOf } from "../api/http.ts";
import { useMail, useMailbox } from "../api/use-api.ts";
import { Choices } from "../components/choices.tsx";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { Timestamp } from "../components/timestamp.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import "./mailbox.css";

const MailDetail = ({ id }: { id: string }) => {
  const result = useMail(id);
  const [chosen, setShape] = useState<"html" | "text">();
  return (
    <Loaded result={result} what="This message">
      {(mail) => {
        const shape = mail.html ? (chosen ?? "html") : "text";
        return (
          <article className="mail-detail panel">
            <header>
              <h2>{mail.subject ?? (mail.channel === "sms" ? "Text message" : "No subject")}</h2>
              <dl className="facts">
                <dt>From</dt>
                <dd>{mail.from}</dd>
                <dt>To</dt>
                <dd>{mail.to.join(", ")}</dd>
                <dt>Sent</dt>
                <dd>
                  <Timestamp at={mail.at} />
                </dd>
              </dl>
              <div className="page-actions">
                {mail.html && mail.text && (
                  <Choices
                    label="Show the message as"
                    value={shape}
                    onChange={setShape}
                    options={[
                      { value: "html", label: "As the customer sees it" },
                      { value: "text", label: "Plain text" },
                    ]}
                  />
                )}
                {mail.traceId && (
                  <a className="button" href={linkTo("trace", [mail.traceId])}>
                    <Route aria-hidden="true" /> Why it was sent
                  </a>
                )}
              </div>
            </header>
            {shape === "html" ? (
              <iframe
                title={`E-mail: ${mail.subject ?? "no subject"}`}
                sandbox=""
                src={addressOf("/api/mailbox/{id}/html", { id })}
              />
            ) : (
              <p className={mail.channel === "sms" ? "bubble" : "plain"}>{mail.text ?? mail.preview}</p>
            )}
          </article>
        );
      }}
    </Loaded>
  );
};

const Entry = ({ mail, picked }: { mail: Mail; picked: boolean }) => {
  const Icon = mail.channel === "sms" ? MessageSquareText : Envelope;
  return (
    <li>
      <a
        className="row mail-row"
        href={linkTo("mailbox", [mail.id])}
        aria-current={picked ? "true" : undefined}
      >
        <Icon aria-label={mail.channel === "sms" ? "Text message" : "E-mail"} />
        <span className="row-top">
          <span className="row-title">{mail.subject ?? mail.preview}</span>
          <Timestamp at={mail.at} />
        </span>
        <span className="row-sub">
          <span className="truncate">{mail.to.join(", ")}</span>
        </span>
      </a>
    </li>
  );
};

export const MailboxView = () => {
  const { rest } = useRoute();
  const result = useMailbox();
  const picked = rest[0];
  return (
    <Page
      title="Mailbox"
      lead="E-mail and text messages as they would have reached people; none leaves this machine."
    >
      <Loaded result={result} what="The mailbox">
        {({ mails }) =>
          mails.length === 0 && !picked ? (
            <Empty title="No post yet">What the app sends by e-mail or text message arrives here.</Empty>
          ) : (
            <Split
              back={linkTo("mailbox")}
              list={
                <ol className="rows panel">
                  {mails.map((mail) => (
                    <Entry key={mail.id} mail={mail} picked={mail.id === picked} />
                  ))}
                </ol>
              }
              detail={picked && <MailDetail key={picked} id={picked} />}
              placeholder={mails[0] && <MailDetail key={mails[0].id} id={mails[0].id} />}
            />
          )
        }
      </Loaded>
    </Page>
  );
};
