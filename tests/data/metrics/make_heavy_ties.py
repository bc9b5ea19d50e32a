"""Writes heavy_ties.csv and prints the expected values of tests/metrics/heavy_ties_test.cpp, by scikit-learn 1.2."""
import numpy as np
from sklearn.metrics import average_precision_score, f1_score, precision_recall_curve, roc_auc_score

rng = np.random.default_rng(20)
vectors = {
    "three_levels": (300, lambda y: np.digitize(rng.normal(1.2 * y), [0.0, 1.0]).astype(float)),
    "clamped": (400, lambda y: np.clip(rng.normal(0.8 + 1.5 * y), 0.0, 1.0)),
    "one_decimal": (500, lambda y: np.round(rng.normal(2.0 * y, 1.0 + y), 1)),
    "all_but_one": (50, lambda y: np.where(np.arange(len(y)) == 7, 0.25, -3.5)),
}
with open("heavy_ties.csv", "w") as out:
    out.write("vector,label,score\n")
    for name, (count, scores) in vectors.items():
        y = (rng.random(count) < 0.3).astype(int)
        y[7] = 1
        s = scores(y)
        for label, score in zip(y, s):
            out.write(f"{name},{label},{score!r}\n")
        f1 = max(f1_score(y, s >= t) for t in np.unique(s))
        print(f'{{"{name}", {roc_auc_score(y, s)!r}, {average_precision_score(y, s)!r}, {f1!r}}},', len(np.unique(s)))
