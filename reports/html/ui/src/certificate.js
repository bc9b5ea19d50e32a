// The false positive certificate of one unit as a page to print and sign.
import { h } from './dom.js';
import { NONE, count, percent, plural, probability, score, setting, tight, upperBound } from './format.js';
import { number, table, text } from './table.js';
import { verdictBadge, verdictHeading } from './verdict.js';

const fact = (name, value) => [h('dt', {}, name), h('dd', {}, value)];

const certain = (confidence) => `${Number((100 * confidence).toPrecision(4))} % confidence`;

function list(title, lines, kind = '') {
  return lines.length > 0
    ? h('section', { class: kind }, h('h2', {}, title), h('ul', {}, lines.map((each) => h('li', {}, tight(each)))))
    : null;
}

function what(certificate) {
  return h(
    'dl',
    { class: 'facts' },
    fact('Detector and data', certificate.subject || NONE),
    fact(
      'Threshold',
      certificate.threshold === null ? NONE : `${score(certificate.threshold)}; a part is flagged when its score is above it`,
    ),
    fact('Chosen by', certificate.rule || NONE),
    fact('Asked for', tight(`at most ${setting(certificate.target_fpr)} of good parts flagged, with ${certain(certificate.confidence)}`)),
  );
}

function further(evidence) {
  return evidence.further_at_observed_rate === null ? 'out of reach' : count(evidence.further_at_observed_rate);
}

function evidenceTable(certificate) {
  const certified = certificate.verdict === 'certified';
  const kinds = [
    ['calibration', 'Held-out good parts', 'the threshold was chosen from them'],
    ['test', 'Good test parts', 'had no part in the threshold'],
  ].filter(([key]) => certificate[key]);
  if (kinds.length === 0) {
    return null;
  }
  const rows = kinds.map(([key, name, role]) => {
    const evidence = certificate[key];
    const groups = evidence.groups;
    return {
      cells: [
        [
          name,
          ' ',
          certified && certificate.basis === key ? h('span', { class: 'badge chosen' }, 'certifies') : null,
          h('small', {}, role),
        ],
        count(evidence.good),
        count(evidence.false_alarms),
        h('b', {}, upperBound(evidence.fpr_upper)),
        upperBound(evidence.smallest_certifiable),
        count(evidence.further_needed),
        further(evidence),
        h('small', {}, evidence.method, evidence.rank ? `, rank ${evidence.rank}` : '', groups ? `; ${plural(groups.groups, 'group')}` : ''),
      ],
    };
  });
  const columns = [text('Evidence'), number('Good parts'), number('Flagged'), number('Rate at most')].concat(
    [number('Least that so many can show'), number('Further parts needed, none flagged')],
    [number('Further at the rate so far'), text('Method', true)],
  );
  return h('section', {}, h('h2', {}, 'Evidence'), table('Evidence', columns, rows, 'stacked three'));
}

function conditionVerdict(level) {
  return verdictBadge(level.certified ? 'certified' : level.refuted ? 'refuted' : 'not_certified');
}

function conditionTable(certificate) {
  const levels = certificate.conditions;
  if (levels.length === 0) {
    return null;
  }
  const rows = levels.map((level) => ({
    cells: [
      `${level.condition} = ${level.level}`,
      conditionVerdict(level),
      `${count(level.false_alarms)} of ${count(level.good)}`,
      percent(level.value),
      upperBound(level.fpr_upper),
      upperBound(level.fpr_upper_simultaneous),
      probability(level.p_holm).replace(/^p (= )?/, ''),
      count(level.further_needed),
    ],
  }));
  const columns = [text('Condition'), text('Verdict'), number('Flagged'), number('Rate'), number('At most')].concat(
    [number('At most, all together'), number('p (Holm)'), number('Further parts needed')],
  );
  return h(
    'section',
    {},
    h('h2', {}, 'By operating condition, worst first'),
    h(
      'p',
      { class: 'hint' },
      tight(`Good test parts. The certified ones hold together with ${certain(certificate.confidence)} (Holm); “all together” are Bonferroni's bounds.`),
    ),
    table('False-positive rate by operating condition', columns, rows, 'stacked three'),
  );
}

function signatures() {
  const line = (label) => h('div', { class: 'sign-here' }, h('span', {}, label));
  return h(
    'section',
    { class: 'signatures', 'aria-label': 'To be signed' },
    ['Date', 'Name', 'Signature'].map(line),
    ['Date', 'Name', 'Signature (second person)'].map(line),
  );
}

export function certificateDocument(certificate) {
  return h(
    'div',
    { class: 'document', id: 'certificate' },
    verdictHeading(certificate.verdict, 'certificate-verdict'),
    h('p', { class: 'statement' }, tight(certificate.statement)),
    what(certificate),
    list('Warnings', certificate.warnings, 'lines warnings'),
    evidenceTable(certificate),
    conditionTable(certificate),
    h(
      'div',
      { class: 'two' },
      list('It holds if', certificate.assumptions),
      list('It is void after', certificate.voided_by),
    ),
    signatures(),
  );
}
