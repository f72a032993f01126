import type { ApiDocument } from '../openapi.ts';
import { style } from './style.ts';

type Operation = {
  tags?: string[];
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema?: unknown }[];
  requestBody?: { content?: Record<string, { schema?: unknown }> };
  responses?: Record<
    string,
    { description?: string; content?: Record<string, { schema?: unknown }> }
  >;
};

/** The API reference as one HTML page without scripts. */
export function renderReference(document: ApiDocument): string {
  const groups = byTag(operationsOf(document));
  const schemas = Object.entries(document.components?.schemas ?? {});
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mailroom API</title><meta name="color-scheme" content="light dark"><style>${style}</style></head>
<body><nav aria-label="Contents"><h2>Mailroom API</h2><ul>
${[...groups.keys()].map((tag) => `<li><a href="#tag-${escapeHtml(tag)}">${escapeHtml(tag)}</a></li>`).join('')}
<li><a href="#schemas">Schemas</a></li><li><a href="openapi.json">openapi.json</a></li></ul></nav>
<main><h1>Mailroom API <small>${escapeHtml(document.info.version)}</small></h1>
<p>${escapeHtml(document.info.description ?? '')}</p>
${[...groups].map(([tag, entries]) => renderGroup(tag, entries)).join('')}
<section><h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => `<details id="schema-${escapeHtml(name)}"><summary><code>${escapeHtml(name)}</code></summary><pre tabindex="0">${linkRefs(schema)}</pre></details>`).join('')}
</section></main></body></html>`;
}

interface Entry {
  method: string;
  path: string;
  operation: Operation;
}

function operationsOf(document: ApiDocument): Entry[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    ['get', 'post', 'put', 'patch', 'delete'].flatMap((method) => {
      const operation = (item as Record<string, Operation | undefined>)[method];
      return operation ? [{ method, path, operation }] : [];
    }),
  );
}

function byTag(entries: Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const tag = entry.operation.tags?.[0] ?? 'Other';
    groups.set(tag, [...(groups.get(tag) ?? []), entry]);
  }
  return groups;
}

function renderGroup(tag: string, entries: Entry[]): string {
  return `<section><h2 id="tag-${escapeHtml(tag)}">${escapeHtml(tag)}</h2>${entries.map(renderOperation).join('')}</section>`;
}

function renderOperation({ method, path, operation }: Entry): string {
  const open = operation.security?.length === 0 ? ' <em>open</em>' : '';
  return `<details><summary><b class="${method}">${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> <span>${escapeHtml(operation.summary ?? '')}</span>${open}</summary>
${operation.description ? `<p>${escapeHtml(operation.description)}</p>` : ''}
${renderParameters(operation.parameters ?? [])}
${operation.requestBody ? `<h3>Body</h3>${renderContent(operation.requestBody.content)}` : ''}
<h3>Answers</h3><dl>${Object.entries(operation.responses ?? {})
    .map(
      ([status, answer]) =>
        `<dt>${escapeHtml(status)}</dt><dd>${escapeHtml(answer.description ?? '')}${renderContent(answer.content)}</dd>`,
    )
    .join('')}</dl></details>`;
}

function renderParameters(parameters: NonNullable<Operation['parameters']>): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    (parameter) =>
      `<tr><td><code>${escapeHtml(parameter.name)}</code></td><td>${escapeHtml(parameter.in)}${parameter.required ? ', required' : ''}</td><td><code>${linkRefs(parameter.schema, 0)}</code></td></tr>`,
  );
  return `<h3>Parameters</h3><table><tbody>${rows.join('')}</tbody></table>`;
}

function renderContent(content: Record<string, { schema?: unknown }> | undefined): string {
  return Object.entries(content ?? {})
    .map(
      ([type, { schema }]) =>
        `<p><small>${escapeHtml(type)}</small></p><pre tabindex="0">${linkRefs(schema)}</pre>`,
    )
    .join('');
}

function linkRefs(schema: unknown, indent = 2): string {
  return escapeHtml(JSON.stringify(schema ?? {}, null, indent)).replace(
    /&quot;#\/components\/schemas\/([A-Za-z0-9]+)&quot;/g,
    '<a href="#schema-$1">$1</a>',
  );
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
