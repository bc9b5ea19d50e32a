"""Expected values of the tests in this folder, straight from the definitions (numpy, no cleverness).

Run with numpy 1.24; prints what the tests hold as literals. Samples follow from whole numbers, so that
the tests draw the same ones (drawn_series.h).
"""
import numpy as np


def series():
    n = 120
    labels = np.zeros(n, int)
    for begin, end in [(10, 11), (14, 20), (52, 60), (63, 64), (66, 70), (100, 120)]:
        labels[begin:end] = 1
    i = np.arange(n)
    scores = (i * i * 37 + i * 11) % 101 // 4 / 4.0 + labels * (i % 3) * 2.0
    scores[60:62] += 3.0  # near an event, late
    seconds = i * 2.0 + (i >= 57) * 30.0 + (i >= 66) * 100.0  # gaps before samples 57 and 66
    return scores, labels, seconds


def stretches(ones, cuts):
    found, inside = [], False
    for i, one in enumerate(ones):
        if one and inside and i not in cuts:
            found[-1][1] = i + 1
        elif one:
            found.append([i, i + 1])
        inside = bool(one)
    return found


def pieces(n, cuts):
    edges = [0] + sorted(cuts) + [n]
    return list(zip(edges[:-1], edges[1:]))


def surface(scores, labels, cuts, max_buffer, code, ranks=None):
    n = len(scores)
    events = stretches(labels, cuts)
    around = [next(p for p in pieces(n, cuts) if p[0] <= b < p[1]) for b, _ in events]
    ordered = np.sort(scores)[::-1]
    levels = np.unique(scores)[::-1] if ranks is None else ordered[ranks]
    roc, pr = [], []
    for ell in range(max_buffer + 1):
        half = ell // 2
        soft = labels.astype(float)
        reach = []
        for (b, e), (pb, pe) in zip(events, around):
            for d in range(1, half + 1):
                if b - d >= pb:
                    soft[b - d] += np.sqrt(1 - d / ell)
                if e - 1 + d < pe:
                    soft[e - 1 + d] += np.sqrt(1 - d / ell)
            r = [max(b - half, pb), min(e + half, pe)]
            joins = code and reach and reach[-1][2] == pb and last_end - 1 + half >= b - half
            last_end = e
            if joins:
                reach[-1][1] = r[1]
            else:
                reach.append(r + [pb])
        soft = np.minimum(soft, 1.0)
        x, y, precision = [0.0], [0.0], [1.0]
        for level in levels:
            p = scores >= level
            tp = np.sum(soft * p)
            big_p = (2 * np.sum(labels) + np.sum(soft * p * (1 - labels))) / 2 if code else np.sum(labels + soft) / 2
            exist = np.mean([p[b:e].any() for b, e, _ in reach])
            y.append(min(tp / big_p, 1.0) * exist)
            x.append((p.sum() - tp) / (n - big_p))
            precision.append(tp / p.sum())
        pr.append(sum((y[k] - y[k - 1]) * (precision[k] if code else (precision[k] + precision[k - 1]) / 2)
                      for k in range(1, len(y))))
        x, y = x + [1.0], y + [1.0]
        roc.append(sum((x[k] - x[k - 1]) * (y[k] + y[k - 1]) / 2 for k in range(1, len(x))))
    mean = (lambda v: np.mean(v)) if code or max_buffer == 0 else (lambda v: np.trapz(v) / max_buffer)
    return roc[-1], pr[-1], mean(roc), mean(pr)


def delta(bias, i, length):
    return {"flat": 1, "front": length - i + 1, "back": i, "middle": min(i, length - i + 1)}[bias]


def rewards(ranges, others, bias, alpha, reciprocal):
    total = []
    for b, e in ranges:
        touching = [(ob, oe) for ob, oe in others if ob < e and b < oe]
        weight = sum(delta(bias, i - b + 1, e - b) for ob, oe in touching for i in range(max(b, ob), min(e, oe)))
        whole = sum(delta(bias, i, e - b) for i in range(1, e - b + 1))
        gamma = 1 / len(touching) if reciprocal and len(touching) > 1 else 1
        total.append((alpha if touching else 0) + (1 - alpha) * gamma * weight / whole)
    return np.mean(total)


def nab(flags, labels, cuts, fp_weight, fn_weight, around_start):
    n = len(flags)
    events = stretches(labels, cuts)
    length, probation = int(0.1 * n / len(events)), min(int(0.15 * n), 750)
    windows = []
    for b, e in events:
        pb, pe = next(p for p in pieces(n, cuts) if p[0] <= b < p[1])
        w = [max(b - length // 2, pb), min(b + length // 2, pe - 1)] if around_start else [b, e - 1]
        if w[0] < probation:
            continue
        if windows and windows[-1][2] == pb and w[0] <= windows[-1][1]:
            windows[-1][1] = w[1]
        else:
            windows.append(w + [pb])
    sigma = lambda y: 2 / (1 + np.exp(5 * y)) - 1
    best, outside = [-fn_weight] * len(windows), 0.0
    for i in range(probation, n):
        if not flags[i]:
            continue
        pb = next(p for p in pieces(n, cuts) if p[0] <= i < p[1])[0]
        inside = [k for k, (b, e, _) in enumerate(windows) if b <= i <= e]
        if inside:
            b, e, _ = windows[inside[0]]
            best[inside[0]] = max(best[inside[0]], sigma(-(e - i + 1) / (e - b + 1)) / sigma(-1))
            continue
        before = [w for w in windows if w[1] < i and w[2] == pb]
        past = (i - before[-1][1]) / (before[-1][1] - before[-1][0]) if before and before[-1][1] > before[-1][0] else 3.0
        outside += fp_weight * (sigma(past) if past < 3 else -1.0)
    null = -fn_weight * len(windows)
    return len(windows), 100 * (sum(best) + outside - null) / (len(windows) - null)


def point_adjust(flags, labels, cuts, percent):
    adjusted = np.array(flags, int)
    for b, e in stretches(labels, cuts):
        if 100 * adjusted[b:e].sum() > percent * (e - b):
            adjusted[b:e] = 1
    tp = np.sum(adjusted * labels)
    return 2 * tp / (adjusted.sum() + labels.sum())


if __name__ == "__main__":
    scores, labels, seconds = series()
    n = len(scores)
    gaps = {i for i in range(1, n) if seconds[i] - seconds[i - 1] > 10}
    for name, cuts in [("whole", set()), ("gaps", gaps)]:
        print(name, "events", stretches(labels, cuts))
        for code in (False, True):
            for max_buffer in (0, 1, 9, 30):
                print("  surface", "code" if code else "paper", max_buffer,
                      *("%.15g" % v for v in surface(scores, labels, cuts, max_buffer, code)))
        ranks = np.linspace(0, n - 1, 17).astype(int)
        print("  surface code 9, 17 thresholds",
              *("%.15g" % v for v in surface(scores, labels, cuts, 9, True, ranks)))
        flags = (scores > 5.0).astype(int)
        events, alarms = stretches(labels, cuts), stretches(flags, cuts)
        print("  flagged", flags.sum(), "tp", np.sum(flags * labels), "alarms", len(alarms), "false",
              sum(all(e <= ob or oe <= b for ob, oe in events) for b, e in alarms))
        for bias in ("flat", "front", "back", "middle"):
            print("  range", bias, *("%.15g" % v for v in (
                rewards(alarms, events, bias, 0, True), rewards(events, alarms, bias, 0, True),
                rewards(events, alarms, bias, 0.3, True), rewards(events, alarms, bias, 0.3, False))))
        delays = [next(i for i in range(b, e) if flags[i]) - b for b, e in events if flags[b:e].any()]
        late = [seconds[b + d] - seconds[b] for (b, e), d in
                zip([s for s in events if flags[s[0]:s[1]].any()], delays)]
        print("  delays", delays, late, "mean", np.mean(delays), "median", np.median(delays))
        high = (scores > 6.75).astype(int)
        for f, what in ((flags, "5"), (high, "6.75")):
            for around_start in (True, False):
                print("  nab", what, "around start" if around_start else "events", *(
                    "%.15g" % nab(f, labels, cuts, *w, around_start)[k] for k, w in
                    ((0, (0.11, 1)), (1, (0.11, 1)), (1, (0.22, 1)), (1, (0.11, 2)))))
        print("  pa%k", *("%.15g" % point_adjust(high, labels, cuts, k) for k in (0, 20, 50, 100)),
              "area %.15g" % (np.trapz([point_adjust(high, labels, cuts, k) for k in range(101)]) / 100))
