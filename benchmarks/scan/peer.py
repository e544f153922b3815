"""peer.py PEER FILE...: CPU seconds of one scan of each file, by a peer's own library call."""
import sys, time, logging, io, os
logging.disable(logging.CRITICAL)
peer, files = sys.argv[1], sys.argv[2:]
P = os.environ["PEERS"]
if peer == "picklescan":
    sys.path.insert(0, P + "/src/picklescan/src"); from picklescan import scanner as ps
    scan = lambda p: ("flag" if ps.scan_file_path(p).issues_count else "clean")
else:
    sys.path[:0] = [P + "/s", P + "/modelscan"]; from modelscan.modelscan import ModelScan; from pathlib import Path
    def scan(p):
        m = ModelScan(); m.scan(Path(p)); return "flag" if m._issues.all_issues else "error" if m._errors else "clean"
for f in files:
    t = time.process_time(); w = time.time(); v = scan(f)
    print(f"{peer} {os.path.basename(f)} {v} {time.process_time()-t:.3f} cpu s", flush=True)
