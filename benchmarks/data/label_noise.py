"""label_noise.py CLEANLAB FOLDER: judges what LabelNoiseBenchmark wrote, beside cleanlab.

Needs Debian's python3-sklearn python3-pandas python3-tqdm python3-termcolor, and a checkout of cleanlab (2.9.1).
Table 1: cleanlab's filters on exactly our labels and our out-of-fold probabilities. Table 2: cleanlab end to end, with
scikit-learn's LogisticRegression, 5 folds, on exactly our labels and encoded rows. F1, mean over the seeds and its 95 % t interval.
"""
import glob, os, sys, warnings
warnings.filterwarnings("ignore")
sys.path.insert(0, sys.argv[1])
import numpy as np
from scipy.stats import t as student
from cleanlab.filter import find_label_issues
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

FILTERS = ("prune_by_noise_rate", "both", "confident_learning", "predicted_neq_given", "low_normalized_margin", "low_self_confidence")


def f1(mask, wrong):
    return 2 * (mask & wrong).sum() / max(1, mask.sum() + wrong.sum())


def interval(values):
    v = np.array(values)
    half = student.ppf(0.975, len(v) - 1) * v.std(ddof=1) / np.sqrt(len(v)) if len(v) > 1 else float("nan")
    return "%.3f ± %.3f" % (v.mean(), half)


runs = {}
for path in sorted(glob.glob(sys.argv[2] + "/*sym-*.csv")):
    name, kind, rate, _ = os.path.basename(path)[:-4].split("-")
    runs.setdefault((name, kind, float(rate)), []).append(path)
rows = {}
table1, table2, clean = [], [], []
for (name, kind, rate), paths in sorted(runs.items(), key=lambda r: (r[0][0], r[0][1] == "asym", r[0][2])):
    if name not in rows:
        rows[name] = np.loadtxt(sys.argv[2] + "/" + name + ".rows.csv", delimiter=",")
    scores = {}
    for path in paths:
        m = np.loadtxt(path, delimiter=",")
        truth, given = m[:, 0].astype(int), m[:, 1].astype(int)
        k = (m.shape[1] - 6) // 2
        linear, wrong = m[:, 6 : 6 + k], truth != given
        linear = linear / linear.sum(1, keepdims=True)
        put = lambda what, value: scores.setdefault(what, []).append(value)
        if rate == 0:
            put("issues", m[:, 2].mean()); put("held", m[:, 3].mean()); put("near", m[:, 4].mean())
            put("cleanlab", find_label_issues(given, linear, n_jobs=1).mean())
            continue
        put("ours", f1(m[:, 2] > 0, wrong)); put("held", f1(m[:, 3] > 0, wrong)); put("parity", f1(m[:, 5] > 0, wrong))
        for what, col in (("held", 3), ("near", 4)):
            put(what + " fpr", (m[~wrong, col] > 0).mean()); put(what + " tpr", (m[wrong, col] > 0).mean())
        for f in FILTERS:
            put(f, f1(find_label_issues(given, linear, filter_by=f, n_jobs=1), wrong))
        own = cross_val_predict(LogisticRegression(max_iter=500), rows[name], given, cv=5, method="predict_proba")
        put("e2e", f1(find_label_issues(given, own, n_jobs=1), wrong))
        put("e2e lsc", f1(find_label_issues(given, own, filter_by="low_self_confidence", n_jobs=1), wrong))
        put("gain", scores["ours"][-1] - max(scores["e2e"][-1], scores["prune_by_noise_rate"][-1]))
    where = "%s %s %g" % (name, kind, rate)
    if rate == 0:
        clean.append("| %s | %s |" % (name, " | ".join(interval(scores[s]) for s in ("held", "near", "issues", "cleanlab"))))
        continue
    best = max(FILTERS, key=lambda f: np.mean(scores[f]))
    table1.append("| %s | %s | %s | %s | %s (%s) |" % (where, interval(scores["ours"]), interval(scores["prune_by_noise_rate"]), interval(scores["low_self_confidence"]), interval(scores[best]), best))
    table2.append("| %s | %s | %s | %s | %s | %s | %s / %s | %s / %s |" % (where, interval(scores["ours"]), interval(scores["e2e"]), interval(scores["e2e lsc"]), interval(scores["gain"]), interval(scores["held"]), interval(scores["held tpr"]), interval(scores["held fpr"]), interval(scores["near tpr"]), interval(scores["near fpr"])))
    if not np.allclose(scores["parity"], scores["prune_by_noise_rate"]):
        print("DIFFERS from cleanlab on", where, scores["parity"], scores["prune_by_noise_rate"])
print("| set, noise | ours | cleanlab default (prune_by_noise_rate) | cleanlab low_self_confidence | cleanlab's best filter, chosen by the truth |\n|---|---|---|---|---|")
print("\n".join(table1))
print("\n| set, noise | ours | cleanlab end to end, default | end to end, low_self_confidence | ours less the better default | held at 1 %: F1 | GB-POIS-002 TPR / FPR | GB-POIS-003 TPR / FPR |\n|---|---|---|---|---|---|---|---|")
print("\n".join(table2))
print("\n| clean set | held by GB-POIS-002 | held by GB-POIS-003 | issues | cleanlab issues |\n|---|---|---|---|---|")
print("\n".join(clean))
