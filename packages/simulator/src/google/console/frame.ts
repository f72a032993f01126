import { html, raw } from 'hono/html';
import type { Markup } from '../identity/page-frame.ts';
import type { GoogleProject } from '../world.ts';

/** What one page shows. */
export interface ConsoleView {
  title: string;
  /** Null on the pages that belong to no project. */
  project: GoogleProject | null;
  /** Links at the side, each with the address below the site's base. */
  navigation: readonly NavigationGroup[];
  site: 'console' | 'admin-console';
  notice?: string | null;
  problem?: string | null;
  content: Markup;
}

/** A heading of the side bar with its links. */
export interface NavigationGroup {
  title: string;
  links: readonly { text: string; href: string }[];
}

const style = `
:root{color-scheme:light dark;--bg:#f4f6fa;--card:#fff;--ink:#1b2230;--soft:#566074;--line:#d5dbe6;
--accent:#2f5bd0;--accent-ink:#fff;--warn:#8a5200;--warn-bg:#fff3d6;--bad:#b3261e;--good:#1a6b35}
@media (prefers-color-scheme:dark){:root{--bg:#11151d;--card:#1a202b;--ink:#e8ecf4;--soft:#a3aec2;
--line:#4a5568;--accent:#9db8ff;--accent-ink:#0d1733;--warn:#ffd58a;--warn-bg:#3b2c0e;--bad:#ffb4ab;--good:#8fe0a6}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.banner{background:var(--warn-bg);color:var(--warn);padding:8px 16px;font-size:14px}
.bar{background:var(--card);border-bottom:1px solid var(--line);padding:10px 16px;display:flex;flex-wrap:wrap;gap:4px 20px}
.cols{display:flex;flex-wrap:wrap;gap:20px;padding:16px;max-width:1100px}
nav{flex:1 0 190px;max-width:230px}
main{flex:5 1 280px;min-width:0}
nav h2{font-size:13px;color:var(--soft);margin:14px 0 4px}
nav ul{list-style:none;margin:0;padding:0}
nav a{display:block;padding:3px 0}
a{color:var(--accent)}
h1{font-size:23px;line-height:1.3;margin:0 0 14px}
h2{font-size:18px;margin:22px 0 8px}
section,.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;margin:0 0 16px;overflow-wrap:anywhere}
section>h2:first-child{margin-top:0}
label,legend{display:block;font-weight:600;margin:10px 0 3px}
label.choice{font-weight:400;display:flex;gap:8px;align-items:flex-start;margin:6px 0}
fieldset{border:1px solid var(--line);border-radius:8px;margin:12px 0;padding:4px 14px 12px;min-width:0}
input:not([type=checkbox]):not([type=radio]),textarea,select{display:block;width:100%;max-width:560px;font:inherit;padding:8px;border:1px solid var(--soft);border-radius:6px;background:var(--card);color:var(--ink)}
input[type=checkbox],input[type=radio]{width:18px;height:18px;margin-top:2px;accent-color:var(--accent);flex:none}
.hint{color:var(--soft);font-size:14px;margin:2px 0}
button,.button{font:inherit;font-weight:600;padding:8px 18px;border-radius:6px;border:1px solid var(--accent);background:var(--accent);color:var(--accent-ink);cursor:pointer;text-decoration:none;display:inline-block;margin:12px 8px 0 0}
button.plain,.button.plain{background:none;color:var(--accent)}
button.default{position:absolute;left:-9999px}
td form{display:inline}
td button{margin:0;padding:4px 10px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
.notice{color:var(--good);font-weight:600}.problem{color:var(--bad);font-weight:600;white-space:pre-line}
code{font-size:14px;overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;

const names = { console: 'Google Cloud console', 'admin-console': 'Google Admin console' };

/** A whole page: what it stands for, the side bar, and the content. */
export function consolePage(view: ConsoleView): Markup {
  const { site, project, title } = view;
  const groups = view.navigation.map(
    ({ title: heading, links }) => html`<h2>${heading}</h2>
<ul>${links.map(({ text, href }) => html`<li><a href="/${site}${href}">${text}</a></li>`)}</ul>`,
  );
  const open = project
    ? html`<span>Project: <b>${project.name}</b> (${project.projectId})</span>`
    : '';
  const selector =
    site === 'console'
      ? html`<a href="/console/projectselector2/welcome">Select a project</a>`
      : '';
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Simulated ${names[site]}</title>
<style>${raw(style)}</style>
</head>
<body>
<header><div class="banner"><strong>Simulated ${names[site]} — not Google.</strong> What you do here changes the simulation alone.</div>
<div class="bar"><b>Simulated ${names[site]}</b>${open}${selector}</div></header>
<div class="cols">${groups.length > 0 ? html`<nav aria-label="Products">${groups}</nav>` : ''}
<main><h1>${title}</h1>
${view.problem ? html`<p class="problem" role="alert">${view.problem}</p>` : ''}
${view.notice ? html`<p class="notice" role="status">${view.notice}</p>` : ''}
${view.content}</main></div>
</body>
</html>`;
}

/** Like those of the sign-in pages, but a form keeps its origin: the guard asks for it. */
export const consoleHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};
