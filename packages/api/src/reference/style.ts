/** The reference page's style sheet; colours keep a contrast of at least 4.5 in both themes. */
export const style = `
:root{--text:#1d2129;--soft:#57606a;--line:#d8dee4;--back:#fff;--panel:#f6f8fa;--link:#0a58ca;--get:#1a6b3c;--write:#8a4b00;--remove:#b42318}
@media(prefers-color-scheme:dark){:root{--text:#e6e9ee;--soft:#9aa4b2;--line:#30363d;--back:#14171c;--panel:#1c2128;--link:#78b0ff;--get:#6fd39b;--write:#f0b35a;--remove:#ff9b8f}}
*{box-sizing:border-box}
body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back);display:grid;grid-template-columns:220px minmax(0,1fr)}
nav{position:sticky;top:0;align-self:start;height:100vh;overflow:auto;padding:24px;border-right:1px solid var(--line)}
nav h2{font-size:16px;margin:0 0 12px}nav ul{list-style:none;margin:0;padding:0}nav li{margin:6px 0}
main{padding:24px 32px;max-width:1000px}
h1 small{font-size:15px;color:var(--soft)}h2{margin-top:36px}h3{font-size:13px;margin:14px 0 4px;color:var(--soft)}
a{color:var(--link)}em{color:var(--soft);font-size:13px}
details{border:1px solid var(--line);border-radius:8px;margin:6px 0;padding:0 14px}
details[open]{padding-bottom:12px}
summary{cursor:pointer;padding:9px 0}summary span{color:var(--soft)}
summary b{display:inline-block;min-width:62px;font-size:12px;color:var(--write)}
summary b.get{color:var(--get)}summary b.delete{color:var(--remove)}
pre{background:var(--panel);border-radius:6px;padding:12px;overflow:auto;margin:4px 0;font-size:13px;max-height:440px}
code{font-size:13px}table{border-collapse:collapse}td{padding:3px 18px 3px 0;vertical-align:top}
dt{font-weight:600;margin-top:8px}dd{margin:0}
@media(max-width:760px){body{display:block}nav{position:static;height:auto;border:0;border-bottom:1px solid var(--line)}main{padding:16px}}
`;
