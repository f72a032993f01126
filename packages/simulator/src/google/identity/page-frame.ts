import { html, raw } from 'hono/html';
import { type PageLanguage, pageTexts } from './page-texts.ts';

/** Markup that `html` made: escaped already. */
export type Markup = ReturnType<typeof html>;

const style = `
:root{color-scheme:light dark;--bg:#eef1f6;--card:#fff;--ink:#1b2230;--soft:#566074;--line:#d5dbe6;
--accent:#2f5bd0;--accent-ink:#fff;--warn:#8a5200;--warn-bg:#fff3d6;--bad:#b3261e;--hover:#f3f6fc}
@media (prefers-color-scheme:dark){:root{--bg:#11151d;--card:#1a202b;--ink:#e8ecf4;--soft:#a3aec2;
--line:#333d4f;--accent:#9db8ff;--accent-ink:#0d1733;--warn:#ffd58a;--warn-bg:#3b2c0e;--bad:#ffb4ab;--hover:#232b39}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--bg);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;display:flex;flex-direction:column}
.banner{background:var(--warn-bg);color:var(--warn);padding:10px 16px;text-align:center;font-size:14px}
.banner strong{display:block}
main{width:100%;max-width:520px;margin:auto;padding:24px 16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:28px;overflow-wrap:anywhere}
@media (max-width:420px){.card{padding:20px 16px}}
h1{font-size:24px;line-height:1.25;margin:0 0 8px}
h1:focus{outline:none}
p{margin:0 0 14px}
a{color:var(--accent)}
.soft{color:var(--soft);font-size:14px}
ul{list-style:none;margin:0 0 16px;padding:0}
.account,.scope{width:100%;display:flex;gap:14px;align-items:center;text-align:left;padding:12px;
border:0;border-radius:8px;background:none;color:inherit;font:inherit}
li+li{border-top:1px solid var(--line)}
.account{cursor:pointer}
.account:hover,.scope:hover{background:var(--hover)}
.account b,.account span{display:block;line-height:1.35}
.dot{flex:none;width:36px;height:36px;border-radius:50%;display:grid!important;place-items:center;
background:var(--accent);color:var(--accent-ink);font-weight:600}
input[type=checkbox]{flex:none;width:20px;height:20px;accent-color:var(--accent)}
.who{display:inline-block;border:1px solid var(--line);border-radius:14px;padding:3px 12px;font-size:14px;margin:0 0 12px}
.row{display:flex;flex-wrap:wrap;gap:12px;justify-content:flex-end;margin-top:20px}
button.act{font:inherit;font-weight:600;padding:10px 22px;border-radius:99px;border:1px solid var(--accent);
background:var(--accent);color:var(--accent-ink);cursor:pointer}
button.act.plain{background:none;color:var(--accent)}
button.link{font:inherit;background:none;border:0;padding:0;color:var(--accent);text-decoration:underline;cursor:pointer}
summary{cursor:pointer;color:var(--accent);padding:6px 0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.code{color:var(--bad);font-weight:600}
`;

/** A whole page: the banner that says it is a simulation, and one card. */
export function page(language: PageLanguage, title: string, content: Markup): Markup {
  const t = pageTexts(language);
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${t.banner}</title>
<style>${raw(style)}</style>
</head>
<body>
<header class="banner"><strong>${t.banner}</strong>${t.bannerMore}</header>
<main><div class="card">${content}</div></main>
</body>
</html>`;
}

/**
 * Headers of every page. No `form-action`: browsers apply it to the redirect that follows the
 * form, which leads to the application's own origin.
 */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};
