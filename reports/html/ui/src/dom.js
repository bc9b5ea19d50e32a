// Building elements. Text always goes in as text, never as markup, so that no file name or config can change the page.

const SVG = 'http://www.w3.org/2000/svg';

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) {
    return;
  }
  if (name.startsWith('on')) {
    element.addEventListener(name.slice(2), value);
  } else if (name === 'style') {
    for (const [property, setting] of Object.entries(value)) {
      element.style.setProperty(property, setting);
    }
  } else {
    element.setAttribute(name, value === true ? '' : value);
  }
}

export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    set(element, name, value);
  }
  return append(element, children);
}

export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    set(element, name, value);
  }
  return append(element, children);
}

// A name that may break after its separators instead of anywhere.
export function breakable(name) {
  return name.split(/(?<=[_/.,\\-])/).flatMap((part, i) => (i === 0 ? [part] : [h('wbr'), part]));
}

export function fold(summary, ...children) {
  return h('details', {}, h('summary', {}, summary), ...children);
}

export function oracleBadge(explanation = 'Tuned on the test labels: out of reach in production') {
  return h('span', { class: 'badge oracle', title: explanation }, 'oracle');
}
