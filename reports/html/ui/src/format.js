// Numbers as people read them; the same rules as reports/text.cpp. "–" is what is not defined.

export const NONE = '–';
const SPACE = '\u202f'; // narrow, does not break

function missing(value) {
  return value === null || value === undefined || Number.isNaN(value);
}

// One decimal, more where fewer would round to 0 % or 100 % without it being so.
export function percentNumber(share) {
  if (missing(share)) {
    return NONE;
  }
  const value = 100 * share;
  if (value <= 0 || value >= 100) {
    return value.toFixed(0);
  }
  let text = '';
  for (let decimals = 1; decimals <= 4; ++decimals) {
    text = value.toFixed(decimals);
    if (Number(text) > 0 && Number(text) < 100) {
      break;
    }
  }
  return text;
}

export function percent(share) {
  return missing(share) ? NONE : `${percentNumber(share)}${SPACE}%`;
}

// A bound that is promised to hold: three digits, never rounded to the promising side.
function boundText(share, round) {
  if (missing(share)) {
    return NONE;
  }
  const value = 100 * share;
  if (value <= 0 || value >= 100) {
    return `${value.toFixed(0)}${SPACE}%`;
  }
  const decimals = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(value))));
  const shift = 10 ** decimals;
  const exact = Number((value * shift).toPrecision(10)); // 5.0000000001 is 5
  return `${Number((round(exact) / shift).toFixed(decimals))}${SPACE}%`;
}

export const upperBound = (share) => boundText(share, Math.ceil);
export const lowerBound = (share) => boundText(share, Math.floor);

export function probability(p) {
  return p < 0.0001 ? 'p < 0.0001' : `p = ${Number(p.toPrecision(2))}`;
}

// A share that somebody set, such as a target: 0.05 is 5 %, not 5.0 %.
export function setting(share) {
  return missing(share) ? NONE : `${Number((100 * share).toPrecision(4))}${SPACE}%`;
}

// A sentence in which no line breaks between a number and its percent sign.
export function tight(text) {
  return text.replace(/(\d) %/g, `$1${SPACE}%`);
}

export function interval(rate) {
  return `${percentNumber(rate.low)} – ${percent(rate.high)}`;
}

export function metricText(value) {
  return missing(value) ? NONE : value.toFixed(3);
}

export function digits(value, count = 3) {
  if (missing(value)) {
    return NONE;
  }
  if (Math.abs(value) >= 10 ** (count - 1)) {
    return value.toLocaleString('en', { maximumFractionDigits: 0 });
  }
  return String(Number(value.toPrecision(count)));
}

// Thresholds are compared with scores: enough digits to tell neighbours apart.
export function score(value) {
  return missing(value) ? NONE : String(Number(value.toPrecision(5)));
}

export function duration(seconds) {
  if (missing(seconds)) {
    return NONE;
  }
  if (seconds > 0 && seconds < 0.1) {
    return `${digits(1000 * seconds)}${SPACE}ms`;
  }
  if (seconds < 120) {
    return `${digits(seconds)}${SPACE}s`;
  }
  return seconds < 7200
    ? `${digits(seconds / 60)}${SPACE}min`
    : `${digits(seconds / 3600)}${SPACE}h`;
}

export function count(value) {
  return value.toLocaleString('en');
}

export function plural(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}
