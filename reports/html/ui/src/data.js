// Reads what reports/html/page_data.cpp wrote.

export const report = JSON.parse(document.getElementById('data').textContent);

// Results of an older goodparts have no findings and no decision.
for (const run of report.runs) {
  run.findings ??= null;
  run.decision ??= null;
  for (const unit of run.units) {
    unit.findings = run.findings?.units.find((each) => each.unit === unit.name) ?? null;
  }
}

export function certificates(run) {
  return run.units.filter((unit) => unit.findings?.certificate).map((unit) => ({ unit: unit.name, ...unit.findings.certificate }));
}

export function rate([count, total, low, high]) {
  return { count, total, low, high, value: total > 0 ? count / total : null };
}

function operatingPoint(point, kind) {
  return {
    ...point,
    kind,
    recall: rate(point.recall),
    fpr: rate(point.fpr),
    precision: rate(point.precision),
  };
}

function sweepPoint(sweep, i) {
  const [tp, fp, tn, fn] = [sweep.tp[i], sweep.fp[i], sweep.tn[i], sweep.fn[i]];
  return {
    kind: 'sweep',
    threshold: sweep.threshold[i],
    tp,
    fp,
    tn,
    fn,
    recall: rate([tp, tp + fn, sweep.recall_low[i], sweep.recall_high[i]]),
    fpr: rate([fp, fp + tn, sweep.fpr_low[i], sweep.fpr_high[i]]),
    precision: rate([tp, tp + fp, sweep.precision_low[i], sweep.precision_high[i]]),
  };
}

// The thresholds of a unit in ascending order: the sweep, the chosen one, the F1 oracle.
export function thresholds(unit) {
  const points = unit.sweep.threshold.map((_, i) => sweepPoint(unit.sweep, i));
  if (unit.oracle_f1.threshold !== null) {
    points.push(operatingPoint(unit.oracle_f1, 'oracle'));
  }
  if (unit.choice.available) {
    const point = operatingPoint(unit.at_choice, 'choice');
    points.push({ ...point, unchecked: unit.choice.good_count === 0 });
  }
  return points.sort((a, b) => a.threshold - b.threshold);
}

// What a section on "this run" or "this unit of it" shows: the pooled view, or one unit. A single unit is both.
export function view(run, unitName) {
  const unit =
    run.units.length === 1 ? run.units[0] : run.units.find((each) => each.name === unitName);
  const from = unit ?? run;
  const sum = (key) => run.units.reduce((total, each) => total + each[key], 0);
  return {
    run,
    unit: unit ?? null,
    statement: from.statement,
    available: unit ? unit.choice.available : run.has_choice,
    point: operatingPoint(from.at_choice, 'choice'),
    metrics: from.metrics,
    intervals: (unit ?? run).findings?.intervals ?? [],
    series: (unit ?? run).findings?.series ?? null,
    defects: from.defects.map((each) => ({ label: each.defect, rate: rate(each.recall) })),
    conditions: from.conditions.map((each) => ({
      condition: each.condition,
      label: each.level,
      rate: rate(each.fpr),
    })),
    good: unit ? unit.good : sum('good'),
    anomalous: unit ? unit.anomalous : sum('anomalous'),
    calibration: unit ? unit.calibration : sum('calibration'),
  };
}

export function isOracleMetric(name) {
  return /f1_max|fpr_at_|_p[gb]\d/.test(name);
}
