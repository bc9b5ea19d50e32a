"""Prints the expected values of tests/metrics/pixel: every convention from its definition, one threshold at a time,
with NumPy and SciPy only. Run with Python 3, NumPy 1.24, SciPy 1.10; nothing of goodparts is used.
"""
import numpy as np
from scipy import ndimage

LIMITS = [0.30, 0.10, 0.05, 0.01]


def formula_maps():
    """formula_maps() of tests/metrics/pixel/pixel_maps.h."""
    images = []
    for k in range(6):
        h, w = 20 + 3 * k, 24 + 2 * k
        r, c = np.mgrid[0:h, 0:w]
        mask = (r // 4 + c // 6 + k) % 5 == 0
        if k in (0, 5):
            mask[:] = False
        step = (r * 13 + c * 7 + k * 5 + r * c % 11) % 97
        scores = (step / np.float32(16) - 2 + np.where(mask, 2, 0)).astype(np.float32)
        images.append((scores, mask))
    return images


def fine_maps():
    """fine_maps() of the same file: distinct scores."""
    images = []
    for k in range(5):
        h, w = 60, 70 + 10 * k
        r, c = np.mgrid[0:h, 0:w]
        p = r * w + c
        mask = (r // 12 + c // 14 + k) % 7 == 0
        if k < 3:
            mask[:] = False
        noise = ((p * 7919 + k * 104729) % 65521).astype(np.float32) / np.float32(65536)
        scores = noise + (np.where(mask, 40, 0) / 64).astype(np.float32)
        images.append((scores.astype(np.float32), mask))
    return images


def parts(images):
    good = np.concatenate([s[~m] for s, m in images])
    bad = np.concatenate([s[m] for s, m in images])
    regions = []
    for s, m in images:
        labels, count = ndimage.label(m, np.ones((3, 3)))
        regions += [s[labels == i + 1] for i in range(count)]
    return good.astype(np.float64), bad.astype(np.float64), [x.astype(np.float64) for x in regions]


def area(x, y, limit):
    """Below the polygon line, linear at the limit."""
    total = 0.0
    for x0, y0, x1, y1 in zip(x, y, x[1:], y[1:]):
        if x0 >= limit or x1 <= x0:
            continue
        if x1 > limit:
            y1 = y0 + (y1 - y0) * (limit - x0) / (x1 - x0)
            x1 = limit
        total += (x1 - x0) * (y0 + y1) / 2
    return total


def exact(good, regions, limit):
    thresholds = np.unique(np.concatenate([good] + regions))[::-1]
    x = [0.0] + [np.mean(good >= t) for t in thresholds]
    y = [0.0] + [np.mean([np.mean(r >= t) for r in regions]) for t in thresholds]
    return area(x, y, limit) / limit, x


def mvtec_3d(good, regions, limit):
    n = len(good)
    ordered = np.sort(good)
    x, y = [1.0], [1.0]
    for p in np.linspace(0, n - 1, num=100, dtype=int):
        x.append(1.0 - (p + 1) / n)
        y.append(np.mean([np.mean(r > ordered[p]) for r in regions]))
    return area(x[::-1], y[::-1], limit) / limit


def linear_200(good, bad, regions, limit):
    low, high = min(good.min(), bad.min()), max(good.max(), bad.max())
    points = []
    for k in range(200):
        t = low + k * ((high - low) / 200)
        fpr = np.mean(good > t)
        if fpr < limit:
            points.append((fpr, np.mean([np.mean(r > t) for r in regions])))
    x, y = np.array(points)[::-1].T
    return np.trapz(y, x) / x.max()


def confusion(good, bad, t):
    tp, fp = int(np.sum(bad > t)), int(np.sum(good > t))
    return tp, fp, 2 * tp / (tp + fp + len(bad))


def aupimo(images, low, high):
    good = [s.astype(np.float64).ravel() for s, m in images if not m.any()]
    values = []
    for s, m in images:
        if not m.any():
            continue
        defect = s[m].astype(np.float64)
        thresholds = np.unique(np.concatenate(good + [defect]))[::-1]
        f = np.array([np.mean([np.mean(g >= t) for g in good]) for t in thresholds])
        recall = np.array([np.mean(defect >= t) for t in thresholds])
        keep = f > 0
        x, y = np.log(f[keep]), recall[keep]
        # The last point of no growing rate is where recall stands when the rate grows.
        total = 0.0
        for x0, y0, x1, y1 in zip(x, y, x[1:], y[1:]):
            a, b = max(x0, np.log(low)), min(x1, np.log(high))
            if b > a:
                at = lambda v: y0 + (y1 - y0) * (v - x0) / (x1 - x0)
                total += (b - a) * (at(a) + at(b)) / 2
        values.append(total / (np.log(high) - np.log(low)))
    return values


def saturated(images, limit):
    """Regions of the masks as annotated defects, saturated at a third of their area (rounded down, at least 1);
    images with an even number are structural, odd ones logical."""
    results = []
    for kind in (0, 1):
        good, defects = [], []
        for k, (s, m) in enumerate(images):
            if m.any() and k % 2 != kind:
                continue
            good.append(s[~m].astype(np.float64))
            labels, count = ndimage.label(m, np.ones((3, 3)))
            defects += [s[labels == i + 1].astype(np.float64) for i in range(count)]
        good = np.concatenate(good)
        thresholds = np.unique(np.concatenate([good] + defects))[::-1]
        x = [0.0] + [np.mean(good >= t) for t in thresholds]
        y = [0.0] + [np.mean([min(np.sum(d >= t) / max(1, len(d) // 3), 1.0) for d in defects]) for t in thresholds]
        results.append(area(x, y, limit) / limit)
    return results


for name, images in (("formula_maps", formula_maps()), ("fine_maps", fine_maps())):
    good, bad, regions = parts(images)
    print(name, len(good), len(bad), len(regions))
    for limit in LIMITS:
        value, x = exact(good, regions, limit)
        last = max(v for v in x if v <= limit)
        print("  limit", limit)
        print("    mvtec_ad       ", repr(value))
        print("    mvtec_3d       ", repr(mvtec_3d(good, regions, limit)))
        print("    anomalib_le_2_2", repr(value * limit / last) if last > 0 else "undefined")
        try:
            print("    linear_200     ", repr(linear_200(good, bad, regions, limit)))
        except ValueError:
            print("    linear_200      undefined")
    first = images[0][0].astype(np.float64)
    sigma3 = first.mean() + 3 * first.std()
    print("  SegF1: threshold", repr(sigma3), confusion(good, bad, sigma3), "at 0.75", confusion(good, bad, 0.75))
    every = [(confusion(good, bad, np.nextafter(t, -np.inf)), t) for t in np.unique(bad)]
    best = max(every, key=lambda e: (e[0][2], e[1]))
    print("  F1 max", best)
    for low, high in ((1e-3, 1e-1), (2e-2, 3e-1)):
        print("  AUPIMO", low, high, [repr(v) for v in aupimo(images, low, high)])
    for limit in (0.01, 0.05, 0.1, 0.3, 1.0):
        print("  sPRO", limit, [repr(v) for v in saturated(images, limit)])
