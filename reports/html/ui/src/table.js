// Real tables: a heading for every column and row, also where a narrow screen shows each row as a card (class
// "stacked": roles are written out, since display: block takes them from table elements).
import { h } from './dom.js';

// columns: {label, text: left-aligned}; rows: {cells, class, note: a line below the row}. The first cell heads its row.
// A cell is content, or {content, span}.
function cellOf(columns, cell, i) {
  const { content, span = 1 } = cell && cell.content !== undefined ? cell : { content: cell };
  const { label, text, wide } = columns[i];
  const attributes = {
    class: [text ? 'text' : '', wide ? 'wide' : ''].join(' ').trim(),
    'data-label': label,
    colspan: span > 1 ? span : null,
  };
  return i === 0
    ? h('th', { ...attributes, scope: 'row', role: 'rowheader' }, content)
    : h('td', { ...attributes, role: 'cell' }, content);
}

function rowOf(columns, row) {
  const cells = row.cells.map((cell, i) => cellOf(columns, cell, i));
  const line = h('tr', { class: row.class ?? '', role: 'row' }, cells);
  if (!row.note) {
    return line;
  }
  line.classList.add('noted');
  const note = h('td', { class: 'text', colspan: columns.length, role: 'cell' }, row.note);
  return [line, h('tr', { class: `note ${row.class ?? ''}`, role: 'row' }, note)];
}

// `label` names the table for those who cannot see the heading above it.
export function table(label, columns, rows, kind = 'stacked') {
  const head = (column) =>
    h('th', { scope: 'col', role: 'columnheader', class: column.text ? 'text' : '' }, column.label);
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    h(
      'table',
      { class: `numbers ${kind}`, role: 'table', 'aria-label': label },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(head))),
      h('tbody', { role: 'rowgroup' }, rows.map((row) => rowOf(columns, row))),
    ),
  );
}

// `wide`: takes a line of its own in a card.
export const text = (label, wide = false) => ({ label, text: true, wide });
export const number = (label) => ({ label, text: false });
