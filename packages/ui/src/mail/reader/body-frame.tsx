import { useEffect, useRef, useState } from 'react';
import { useHost } from '../../host/host.tsx';
import { useCommandRunner } from '../keyboard/commands.tsx';

/** No `allow-scripts`: nothing in a message runs. Same origin, so that we can measure it and hear its keys. */
const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
/** Taller than this it scrolls inside: a hostile message cannot make the page endless. */
const MAX_HEIGHT = 60_000;
const heights = new Map<string, number>();

/** A message's document in its sandboxed frame, as high as what it shows. */
export function BodyFrame({ messageId, document }: { messageId: number; document: string }) {
  const { t } = useHost();
  const { handleKey } = useCommandRunner();
  const ref = useRef<HTMLIFrameElement>(null);
  const key = `${messageId}:${document.length}`;
  const [height, setHeight] = useState(() => heights.get(key) ?? 0);

  useEffect(() => {
    const frame = ref.current;
    if (!frame) return;
    let observer: ResizeObserver | null = null;
    let inner: Document | null = null;
    const measure = () => {
      const root = frame.contentDocument?.documentElement;
      const body = frame.contentDocument?.body;
      if (!root || !body) return;
      const wanted = Math.ceil(Math.max(body.getBoundingClientRect().bottom, body.scrollHeight));
      const overflow = root.scrollWidth > root.clientWidth ? 16 : 0;
      const next = Math.min(wanted + overflow, MAX_HEIGHT);
      heights.set(key, next);
      setHeight(next);
    };
    const attach = () => {
      inner = frame.contentDocument;
      if (!inner?.body) return;
      observer?.disconnect();
      observer = new ResizeObserver(measure);
      observer.observe(inner.body);
      inner.addEventListener('keydown', handleKey);
      // Content can fold and unfold (quotes) without resizing the body's box in every browser.
      inner.addEventListener('toggle', measure, true);
      measure();
    };
    frame.addEventListener('load', attach);
    if (
      frame.contentDocument?.readyState === 'complete' &&
      frame.contentDocument.body?.childNodes.length
    ) {
      attach();
    }
    return () => {
      frame.removeEventListener('load', attach);
      observer?.disconnect();
      inner?.removeEventListener('keydown', handleKey);
      inner?.removeEventListener('toggle', measure, true);
    };
  }, [key, handleKey]);

  return (
    <iframe
      ref={ref}
      className="mr-body-frame"
      title={t('reader.bodyTitle')}
      sandbox={SANDBOX}
      referrerPolicy="no-referrer"
      srcDoc={document}
      style={{ height: height || 90 }}
      data-measured={height > 0 || undefined}
    />
  );
}
