// The plots, drawn by uPlot. Colours are read from the style sheet at every drawing, so that plots follow a change of
// colour scheme and printing.
import uPlot from 'uplot';
import { h } from './dom.js';

const plots = new Set();

export function redrawAll() {
  for (const plot of plots) {
    plot.redraw(false);
  }
}

// A4 upright has room for a wide plot of 690 pixels, or two narrow ones side by side.
export function sizeForPaper() {
  for (const plot of plots) {
    plot.setSize({ width: plot.width > 500 ? 690 : 330, height: plot.height });
  }
}

export function sizeForScreen() {
  for (const plot of plots) {
    plot.setSize({ width: plot.root.parentElement.clientWidth, height: plot.height });
  }
}

export function forgetAll() {
  for (const plot of plots) {
    plot.destroy();
  }
  plots.clear();
}

export function colour(name, alpha = 1) {
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const channels = [1, 3, 5].map((i) => parseInt(value.slice(i, i + 2), 16));
  return `rgba(${channels.join(', ')}, ${alpha})`;
}

const FONT = '11px system-ui, sans-serif';

function axis(label, extra = {}) {
  return {
    label,
    labelFont: FONT,
    labelSize: 18,
    labelGap: 0,
    size: 22,
    gap: 4,
    font: FONT,
    stroke: () => colour('muted'),
    grid: { stroke: () => colour('line'), width: 1 },
    ticks: { show: false },
    ...extra,
  };
}

const hundredths = (share) => Number((100 * share).toPrecision(3));

export function shareAxis(label, extra = {}) {
  return axis(label, {
    values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : String(hundredths(tick)))),
    ...extra,
  });
}

export function valueAxis(label, extra = {}) {
  return axis(label, extra);
}

export function line(name, options = {}) {
  return {
    stroke: () => colour(name),
    width: 1.75,
    points: { show: false },
    ...options,
  };
}

export const hidden = { stroke: 'transparent', width: 0, points: { show: false } };

// Shares from 0 to 1 with a little room, so that a line along the edge is seen whole.
export const shareScale = (end = 1) => ({ time: false, range: [-0.015 * end, 1.02 * end] });

// A plot that fills the width of its element. `options.describe(plot, index)` gives the lines of the tooltip.
export function chart(options, data) {
  const element = h('div', { class: 'plot' });
  const tip = h('div', { class: 'tip', role: 'status' });
  const { describe, height, ...rest } = options;
  const hooks = { ...rest.hooks };
  if (describe) {
    hooks.setCursor = [(plot) => moveTip(plot, tip, describe)];
  }
  const plot = new uPlot(
    {
      width: 300,
      height,
      legend: { show: false },
      padding: [10, 14, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      ...rest,
      hooks,
    },
    data,
    element,
  );
  plot.over.append(tip);
  plots.add(plot);
  const fit = new ResizeObserver(() => {
    if (element.clientWidth > 0) {
      plot.setSize({ width: element.clientWidth, height });
    }
  });
  fit.observe(element);
  return { element, plot };
}

function moveTip(plot, tip, describe) {
  const { left, top, idx } = plot.cursor;
  const shown = idx !== null && idx !== undefined && left >= 0;
  tip.classList.toggle('shown', shown);
  if (!shown) {
    return;
  }
  tip.replaceChildren(...describe(plot, idx).map((text) => h('div', {}, text)));
  const width = plot.over.clientWidth;
  const toTheLeft = left > width / 2;
  tip.style.left = toTheLeft ? 'auto' : `${left + 12}px`;
  tip.style.right = toTheLeft ? `${width - left + 12}px` : 'auto';
  tip.style.top = `${Math.max(0, top - 12)}px`;
}

// Hooks that draw on top of the lines. Coordinates are the plot's own values.
export function verticalLine(plot, x, name, { dash = [], label = '' } = {}) {
  const { ctx, bbox } = plot;
  const at = Math.round(plot.valToPos(x, 'x', true)) + 0.5;
  if (at < bbox.left - 1 || at > bbox.left + bbox.width + 1) {
    return;
  }
  const ratio = window.devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour(name);
  ctx.lineWidth = 1.25 * ratio;
  ctx.setLineDash(dash.map((length) => length * ratio));
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  if (label) {
    const right = at > bbox.left + 0.6 * bbox.width;
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.fillStyle = colour(name);
    ctx.textAlign = right ? 'right' : 'left';
    ctx.textBaseline = 'top';
    ctx.fillText(label, at + (right ? -5 : 5) * ratio, bbox.top + 3 * ratio);
  }
  ctx.restore();
}

// A point with the 95 % intervals of both of its coordinates.
export function crossedPoint(plot, x, y, name, { filled = true } = {}) {
  if (x.value === null || y.value === null) {
    return;
  }
  const { ctx } = plot;
  const ratio = window.devicePixelRatio;
  const px = (value) => plot.valToPos(value, 'x', true);
  const py = (value) => plot.valToPos(value, 'y', true);
  ctx.save();
  ctx.strokeStyle = colour(name);
  ctx.fillStyle = colour(filled ? name : 'surface');
  ctx.lineWidth = 1.25 * ratio;
  ctx.beginPath();
  ctx.moveTo(px(x.low), py(y.value));
  ctx.lineTo(px(x.high), py(y.value));
  ctx.moveTo(px(x.value), py(y.low));
  ctx.lineTo(px(x.value), py(y.high));
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(px(x.value), py(y.value), 4 * ratio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
  ctx.restore();
}

