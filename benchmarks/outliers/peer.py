"""AUC of PyOD's detectors on sets of ADBench, and the same rows for our run.

  python3 peer.py PYOD ADBENCH OUT [detector ...]

PYOD     a checkout of github.com/yzhao062/pyod
ADBENCH  a folder with the .npz files of github.com/Minqi824/ADBench (adbench/datasets/Classical)
OUT      receives SET.X.npy and SET.y.npy (the rows both sides are judged on) and pyod.csv

All rows are standardised, a detector is fitted on the rows it scores, of sets with more than 12,000
rows 12,000 are drawn with numpy's default_rng(0). Needs numpy, scipy and scikit-learn; numba is
replaced by nothing where it is absent (same figures, more seconds).
"""
import csv, os, sys, time, types, warnings
import numpy as np

warnings.filterwarnings("ignore")
pyod, adbench, out, *only = sys.argv[1:]
sys.path.insert(0, pyod)
try:
    import numba
except ImportError:
    stub = types.ModuleType("numba")
    stub.njit = lambda f=None, **_: f if callable(f) else (lambda g: g)
    stub.prange = range
    sys.modules["numba"] = stub

from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

SETS = """6_cardio 29_Pima 38_thyroid 2_annthyroid 23_mammography 30_satellite 31_satimage-2
18_Ionosphere 4_breastw 40_vowels 37_Stamps 43_WDBC 25_musk 28_pendigits 32_shuttle""".split()


def detectors():
    from pyod.models.copod import COPOD
    from pyod.models.ecod import ECOD
    from pyod.models.hbos import HBOS
    from pyod.models.iforest import IForest
    from pyod.models.knn import KNN
    from pyod.models.lof import LOF
    from pyod.models.mcd import MCD
    from pyod.models.pca import PCA

    return {
        "iforest": [lambda s=s: IForest(n_estimators=100, max_samples=256, random_state=s) for s in range(5)],
        "lof": [lambda: LOF(n_neighbors=20)],
        "knn": [lambda: KNN(n_neighbors=5, method="largest")],
        "hbos": [lambda: HBOS(n_bins=10, alpha=0.1, tol=0.5)],
        "ecod": [ECOD],
        "copod": [COPOD],
        "mcd": [lambda: MCD(random_state=0)],
        "pca": [lambda: PCA(random_state=0)],
    }


os.makedirs(out, exist_ok=True)
with open(os.path.join(out, "pyod.csv"), "a" if only else "w", newline="") as file:
    table = csv.writer(file)
    if not only:
        table.writerow(["set", "rows", "features", "detector", "auc", "cpu_seconds"])
    for name in SETS:
        z = np.load(os.path.join(adbench, name + ".npz"))
        X, y = z["X"].astype(float), z["y"].astype(float)
        if len(X) > 12000:
            r = np.random.default_rng(0).choice(len(X), 12000, False)
            X, y = X[r], y[r]
        np.save(os.path.join(out, name + ".X.npy"), np.ascontiguousarray(X))
        np.save(os.path.join(out, name + ".y.npy"), y)
        Xs = StandardScaler().fit_transform(X)
        for detector, makers in detectors().items():
            if only and detector not in only:
                continue
            aucs, seconds = [], []
            for make in makers:
                start = time.process_time()
                m = make()
                m.fit(Xs)
                seconds.append(time.process_time() - start)
                aucs.append(roc_auc_score(y, m.decision_scores_))
            row = [name, *X.shape, detector, f"{np.mean(aucs):.4f}", f"{np.mean(seconds):.2f}"]
            table.writerow(row)
            file.flush()
            print(*row, flush=True)
