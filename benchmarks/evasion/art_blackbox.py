"""ART's black-box evasion attacks on the shared fixtures, with numpy forwards of the same weights.

usage: THREADS=1 PYTHONPATH=<ART checkout>:<stubs> /usr/bin/python3 art_blackbox.py hsj|square03|square01|forward
Needs `shared/` beside the checkout. Prints one JSON line per run.
"""
import os
for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[v] = os.environ.get("THREADS", "1")
import gzip, json, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np

SHARED = os.environ.get("SHARED", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared"))
MODELS = os.path.join(SHARED, "peers/attack/models")


class Q:
    rows = 0
    seconds = 0.0


def counted(forward):
    def f(x):
        t = time.process_time()
        p = forward(np.asarray(x, np.float32))
        Q.rows += len(x)
        Q.seconds += time.process_time() - t
        return p
    return f


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def mlp():
    w = np.load(MODELS + "/bc_mlp.npz")
    a = [w[f"{i}.weight"].T.copy() for i in (0, 2, 4)]
    b = [w[f"{i}.bias"] for i in (0, 2, 4)]
    return lambda x: softmax(np.maximum(np.maximum(x @ a[0] + b[0], 0) @ a[1] + b[1], 0) @ a[2] + b[2])


def cnn():
    w = np.load(MODELS + "/mnist_cnn.npz")

    def conv(x, k, bias):  # 3x3, padding 1
        n, c, h, wd = x.shape
        p = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        cols = np.lib.stride_tricks.sliding_window_view(p, (3, 3), (2, 3)).transpose(0, 2, 3, 1, 4, 5).reshape(n * h * wd, c * 9)
        y = cols @ k.reshape(len(k), -1).T + bias
        return y.reshape(n, h, wd, -1).transpose(0, 3, 1, 2)

    def pool(x):
        n, c, h, wd = x.shape
        return x.reshape(n, c, h // 2, 2, wd // 2, 2).max((3, 5))

    def f(x):
        x = x.reshape(-1, 1, 28, 28)
        x = pool(np.maximum(conv(x, w["c1.weight"], w["c1.bias"]), 0))
        x = pool(np.maximum(conv(x, w["c2.weight"], w["c2.bias"]), 0))
        x = np.maximum(x.reshape(len(x), -1) @ w["f1.weight"].T + w["f1.bias"], 0)
        return softmax(x @ w["f2.weight"].T + w["f2.bias"])
    return f


def breast_cancer():
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split
    d = load_breast_cancer()
    xtr, xte, ytr, yte = train_test_split(d.data, d.target, test_size=0.3, random_state=0, stratify=d.target)
    lo, hi = xtr.min(0), xtr.max(0)
    f = lambda a: np.clip((a - lo) / (hi - lo), 0, 1).astype(np.float32)
    return f(xtr), ytr, f(xte), yte


def digits(n):
    d = SHARED + "/data/mnist/"
    x = np.frombuffer(gzip.open(d + "t10k-images-idx3-ubyte.gz").read(), np.uint8, offset=16)
    y = np.frombuffer(gzip.open(d + "t10k-labels-idx1-ubyte.gz").read(), np.uint8, offset=8)
    return (x.astype(np.float32) / 255).reshape(-1, 1, 28, 28)[:n], y[:n].astype(np.int64)


def report(name, forward, x, y, run):
    ok = forward(x).argmax(1) == y
    Q.rows, Q.seconds = 0, 0.0
    w, t = time.time(), time.process_time()
    xa = run()
    w, t = time.time() - w, time.process_time() - t
    fooled = ok & (forward(xa).argmax(1) != y)
    d = (xa - x).reshape(len(x), -1).astype(np.float64)
    l2, li = np.linalg.norm(d, axis=1)[fooled], np.abs(d).max(1)[fooled]
    print(json.dumps(dict(tool="ART 1.20.1", attack=name, rows=len(x), attacked=int(ok.sum()), success=round(fooled.sum() / ok.sum(), 4),
        mean_l2=round(float(l2.mean()), 4), median_l2=round(float(np.median(l2)), 4), mean_linf=round(float(li.mean()), 4),
        queries_per_row=round(Q.rows / len(x), 1), wall_s=round(w, 2), cpu_s=round(t, 2), model_cpu_s=round(Q.seconds, 2))), flush=True)


def hsj(norm):
    from art.attacks.evasion import HopSkipJump
    from art.estimators.classification import BlackBoxClassifier
    xtr, ytr, x, y = breast_cancer()
    x, y = x[:40], y[:40]
    start = np.stack([xtr[ytr != b][((xtr[ytr != b] - a) ** 2).sum(1).argmin()] for a, b in zip(x, y)])
    np.random.seed(0)
    f = counted(mlp())
    c = BlackBoxClassifier(f, (30,), 2, clip_values=(0, 1))
    a = HopSkipJump(c, norm=norm, max_iter=20, max_eval=1000, init_eval=100, init_size=100, batch_size=256, verbose=False)
    report(f"HopSkipJump {norm} breast cancer MLP, start from data", f, x, y, lambda: a.generate(x, y, x_adv_init=start))


def square(eps, n, iterations):
    from art.attacks.evasion import SquareAttack
    from art.estimators.classification import BlackBoxClassifierNeuralNetwork
    x, y = digits(n)
    np.random.seed(0)
    f = counted(cnn())
    c = BlackBoxClassifierNeuralNetwork(f, (1, 28, 28), 10, channels_first=True, clip_values=(0, 1))
    a = SquareAttack(c, norm=np.inf, eps=eps, max_iter=iterations, nb_restarts=1, batch_size=n, verbose=False)
    report(f"Square {eps} MNIST CNN, {iterations} iterations", f, x, y, lambda: a.generate(x, y))


def forward():
    """Time per row of the numpy forwards alone, batch 128."""
    for name, f, x in (("mlp", mlp(), np.random.rand(128, 30)), ("cnn", cnn(), np.random.rand(128, 1, 28, 28))):
        x = x.astype(np.float32)
        best = 1e9
        for _ in range(40):
            t = time.process_time(); f(x); best = min(best, time.process_time() - t)
        print(json.dumps(dict(forward=name, us_per_row=round(best / 128 * 1e6, 2))))


def dump(folder):
    """The rows as raw little-endian float32 (labels: int32) for EvasionPeers.java."""
    os.makedirs(folder, exist_ok=True)
    xtr, ytr, x, y = breast_cancer()
    dx, dy = digits(300)
    for name, a in dict(bc_train=xtr, bc_test=x[:40], mnist=dx[:100], mnist_pool=dx[100:]).items():
        a.reshape(len(a), -1).astype("<f4").tofile(f"{folder}/{name}.f32")
    for name, a in dict(bc_test=y[:40], mnist=dy[:100]).items():
        a.astype("<i4").tofile(f"{folder}/{name}.i32")


if __name__ == "__main__":
    if sys.argv[1] == "dump":
        dump(sys.argv[2]); sys.exit()
    for what in sys.argv[1:]:
        dict(hsj=lambda: (hsj(2), hsj("inf")), square03=lambda: square(0.3, 100, 1000), square01=lambda: square(0.1, 50, 1000), forward=forward)[what]()
