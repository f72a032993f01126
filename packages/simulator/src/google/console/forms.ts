import { html } from 'hono/html';
import type { Markup } from '../identity/page-frame.ts';

/** What `html` takes between its tags. */
type Content = Markup | Markup[] | string;

/** A form that posts to its own page; `action` says what is meant. */
export function form(action: string, content: Content): Markup {
  return html`<form method="post"><input type="hidden" name="action" value="${action}">${content}</form>`;
}

/** A form that is one button, about one thing. */
export function buttonForm(
  action: string,
  text: string,
  fields: Record<string, string> = {},
  look: 'main' | 'plain' = 'plain',
): Markup {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return form(action, html`${hidden}${button(text, look)}`);
}

/** A submit button; with a name it overrides the form's action. */
export function button(text: string, look: 'main' | 'plain' = 'main', action?: string): Markup {
  const name = action ? html` name="action" value="${action}"` : '';
  return html`<button${name}${look === 'plain' ? html` class="plain"` : ''}>${text}</button>`;
}

/** A link that looks like a button. */
export function buttonLink(href: string, text: string, look: 'main' | 'plain' = 'main'): Markup {
  return html`<a class="button${look === 'plain' ? ' plain' : ''}" href="${href}">${text}</a>`;
}

/** A line of text with its label. */
export function field(
  name: string,
  label: string,
  options: { value?: string | null; hint?: string; type?: string; isOptional?: boolean } = {},
): Markup {
  const { value, hint, type = 'text', isOptional = false } = options;
  const described = hint ? html` aria-describedby="${name}-hint"` : '';
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${value ?? ''}"${isOptional ? '' : html` required`}${described}>
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}`;
}

/** Several lines with their label. */
export function area(name: string, label: string, value = '', hint = ''): Markup {
  const described = hint ? html` aria-describedby="${name}-hint"` : '';
  return html`<label for="${name}">${label}</label>
<textarea id="${name}" name="${name}" rows="3"${described}>${value}</textarea>
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}`;
}

/** A list to choose from. */
export function select(
  name: string,
  label: string,
  choices: readonly (readonly [value: string, text: string])[],
  chosen = '',
): Markup {
  const rows = choices.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`,
  );
  return html`<label for="${name}">${label}</label><select id="${name}" name="${name}">${rows}</select>`;
}

/** A box or one of several options, with its label. */
export function choice(
  kind: 'checkbox' | 'radio',
  name: string,
  value: string,
  label: Content,
  isOn: boolean,
): Markup {
  return html`<label class="choice"><input type="${kind}" name="${name}" value="${value}"${isOn ? html` checked` : ''}><span>${label}</span></label>`;
}

/** Fields under a heading. */
export function group(legend: string, content: Content): Markup {
  return html`<fieldset><legend>${legend}</legend>${content}</fieldset>`;
}

/** A table; says so when it is empty. */
export function table(heads: readonly string[], rows: readonly Content[][], empty: string): Markup {
  if (rows.length === 0) return html`<p class="hint">${empty}</p>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${heads.join(', ')}"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
