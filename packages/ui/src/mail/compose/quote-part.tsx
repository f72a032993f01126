import { useState } from 'react';
import { useT } from '../../host/host.tsx';
import { Icon } from '../../ui/icons.tsx';

/**
 * The quoted message under the text: folded, shown as it will be sent, removable. It stays outside
 * of the editor, whose model would lose tables and styles of other people's mail.
 */
export function QuotePart({ html, onRemove }: { html: string; onRemove(): void }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="mr-quote">
      <button
        type="button"
        className="mr-quote-toggle"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={isOpen ? 'down' : 'right'} size={14} /> {t('compose.quote')}
      </button>
      <button type="button" className="mr-link" onClick={onRemove}>
        {t('compose.removeQuote')}
      </button>
      {isOpen && (
        <iframe
          className="mr-quote-frame"
          title={t('compose.quote')}
          sandbox=""
          srcDoc={quoteDocument(html)}
        />
      )}
    </div>
  );
}

/** Sanitised by the server; the frame without any permission and the policy are the second wall. */
function quoteDocument(html: string): string {
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><style>body{font:14px/1.5 system-ui,sans-serif;margin:8px;color:#171b24;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style>${html}`;
}
