"""dense.py FILE [PROTOCOL]: writes an opcode-dense pickle (7 million instructions in 16 MB with protocol 4, 19 MB with 2)."""
import pickle, sys, random
random.seed(7)
rows = [{"id": i, "name": "w%d" % i, "xs": [random.randrange(300) for _ in range(12)], "p": (i & 7, -i, None), "ok": bool(i & 1), "v": i / 7.0} for i in range(195000)]
with open(sys.argv[1], "wb") as f:
    pickle.dump(rows, f, protocol=int(sys.argv[2]) if len(sys.argv) > 2 else 4)
