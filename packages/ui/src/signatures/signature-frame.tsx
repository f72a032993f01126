import { useRef, useState } from 'react';
import { useHost, useT } from '../host/host.tsx';
import { toShown } from './signature-html.ts';
import './signatures.css';

const MAX_HEIGHT = 600;

/**
 * A signature as recipients will see it. The server sanitised it; the frame, which runs nothing, and
 * its policy are the second wall. Same origin, so that it may ask for the pictures.
 */
export function SignatureFrame({ html, label }: { html: string; label?: string }) {
  const t = useT();
  const { url } = useHost();
  const ref = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(40);
  const handleLoad = () => {
    const root = ref.current?.contentDocument?.documentElement;
    if (root) setHeight(Math.min(Math.max(root.offsetHeight, 24), MAX_HEIGHT));
  };
  return (
    <iframe
      ref={ref}
      className="mr-signature-frame"
      title={label ?? t('signatures.preview')}
      sandbox="allow-same-origin"
      srcDoc={frameDocument(toShown(html, url('/signatures/images/')))}
      style={{ height }}
      onLoad={handleLoad}
    />
  );
}

function frameDocument(html: string): string {
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"><style>html{overflow-x:auto}body{font:14px/1.5 system-ui,sans-serif;margin:0;padding:8px;color:#171b24;background:#fff;overflow-wrap:anywhere}p{margin:0}p:empty::after{content:"\\00a0"}img{max-width:100%;height:auto}</style>${html}`;
}
