// Test images, worst escapes and worst false alarms first: original, heatmap, overlay, mask side by side.
import { h } from './dom.js';
import { count, score } from './format.js';

const KINDS = {
  escape: ['Escape', 'Escapes'],
  false_alarm: ['False alarm', 'False alarms'],
  caught: ['Caught', 'Caught'],
  passed: ['Passed', 'Passed'],
};
const PICTURES = [
  ['original', 'original'],
  ['heatmap', 'heatmap'],
  ['overlay', 'overlay'],
  ['mask', 'labelled defect'],
];

function pictures(item) {
  return h(
    'div',
    { class: 'pictures' },
    PICTURES.filter(([key]) => item[key] !== '').map(([key, label]) =>
      h(
        'figure',
        {},
        h('img', {
          src: `data:image/jpeg;base64,${item[key]}`,
          alt: `${label} of ${item.id}`,
        }),
        h('figcaption', {}, label),
      ),
    ),
  );
}

function caption(item) {
  const kind = KINDS[item.kind] ?? [item.kind];
  const threshold = item.threshold === null ? '' : ` · threshold ${score(item.threshold)}`;
  return h(
    'span',
    { class: 'caption' },
    h('span', { class: `badge ${item.kind}` }, kind[0]),
    h('b', {}, item.id),
    h('small', {}, [item.defect, `score ${score(item.score)}${threshold}`].filter(Boolean).join(' · ')),
  );
}

// A dialog that shows one item large; arrow keys go to its neighbours.
function enlarge(items, start) {
  let at = start;
  const body = h('div', {});
  const show = (index) => {
    at = (index + items.length) % items.length;
    body.replaceChildren(caption(items[at]), pictures(items[at]));
  };
  const step = (by, label, text) =>
    h('button', { type: 'button', 'aria-label': label, onclick: () => show(at + by) }, text);
  const dialog = h(
    'dialog',
    {
      class: 'enlarged',
      'aria-label': 'Enlarged images',
      onclose: () => dialog.remove(),
      onclick: (event) => event.target === dialog && dialog.close(),
      onkeydown: (event) => {
        if (event.key === 'ArrowRight') {
          show(at + 1);
        } else if (event.key === 'ArrowLeft') {
          show(at - 1);
        }
      },
    },
    h(
      'form',
      { method: 'dialog', class: 'bar' },
      step(-1, 'Previous image', '←'),
      step(1, 'Next image', '→'),
      h('button', { 'aria-label': 'Close' }, 'Close'),
    ),
    body,
  );
  show(start);
  document.body.append(dialog);
  dialog.showModal();
}

function cards(items) {
  return h(
    'div',
    { class: 'cards' },
    items.map((item, index) =>
      h(
        'button',
        { type: 'button', class: 'card', onclick: () => enlarge(items, index) },
        caption(item),
        pictures(item),
      ),
    ),
  );
}

function filters(items, show) {
  const buttons = ['all', ...Object.keys(KINDS)].map((kind) => {
    const matching = kind === 'all' ? items : items.filter((item) => item.kind === kind);
    const label = kind === 'all' ? 'All' : KINDS[kind][1];
    return (
      matching.length > 0 &&
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': kind === 'all' ? 'true' : 'false',
          onclick: (event) => {
            buttons.forEach((each) => each && each.setAttribute('aria-pressed', 'false'));
            event.currentTarget.setAttribute('aria-pressed', 'true');
            show(matching);
          },
        },
        `${label} ${matching.length}`,
      )
    );
  });
  return h('div', { class: 'filters', role: 'group', 'aria-label': 'Which images' }, buttons);
}

export function gallerySection(run, unit) {
  const order = Object.keys(KINDS);
  const items = run.gallery
    .filter((item) => unit === null || item.unit === unit.name)
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  if (items.length === 0) {
    return null;
  }
  const place = h('div', {}, cards(items));
  const missing = run.pictures_given - run.gallery.length;
  return h(
    'section',
    { id: 'gallery' },
    h('h3', {}, 'Images'),
    h(
      'p',
      { class: 'hint' },
      'Worst escapes and worst false alarms first; select one to enlarge it.',
      missing > 0
        ? ` ${count(missing)} more of this run’s images were left out to keep the file small.`
        : '',
    ),
    filters(items, (chosen) => place.replaceChildren(cards(chosen))),
    place,
  );
}
